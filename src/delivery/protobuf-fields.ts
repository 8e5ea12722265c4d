/** Reads single fields of small protobuf messages: the answers of collectors. */

export function firstBytes(message: Uint8Array, field: number): Uint8Array | undefined {
  return readFields(message, field).find((value) => value instanceof Uint8Array);
}

export function firstNumber(message: Uint8Array, field: number): number {
  return readFields(message, field).find((value) => typeof value === 'number') ?? 0;
}

/** The values of one field of a protobuf message: varints as numbers, length-delimited ones as bytes. Stops where the bytes make no sense. */
export function readFields(message: Uint8Array, wanted: number): (number | Uint8Array)[] {
  const values: (number | Uint8Array)[] = [];
  let position = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; position < message.length; factor *= 128) {
      const byte = message[position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (position < message.length) {
    const tag = readVarint();
    const wireType = tag % 8;
    let value: number | Uint8Array;
    if (wireType === 0) value = readVarint();
    else if (wireType === 2) {
      const length = readVarint();
      value = message.subarray(position, position + length);
      position += length;
    } else return values;
    if (Math.floor(tag / 8) === wanted) values.push(value);
  }
  return values;
}
