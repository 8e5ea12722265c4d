/** Writes protobuf by hand, so that tests can also write it wrong. */

export function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

export function tag(field: number, wireType: number): number[] {
  return varint((BigInt(field) << 3n) | BigInt(wireType));
}

/** A length-delimited field: text, bytes or the bytes of a message. */
export function field(number: number, content: string | readonly number[]): number[] {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [...tag(number, 2), ...varint(bytes.length), ...bytes];
}

export function keyValue(key: string, anyValue: readonly number[]): number[] {
  return [...field(1, key), ...field(2, anyValue)];
}

/** A trace request with one span made of these fields. */
export function spanRequest(span: readonly number[]): Uint8Array {
  return new Uint8Array(field(1, field(2, field(2, span))));
}
