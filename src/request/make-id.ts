/** Makes ids: random UUIDs, as one text each; that of `crypto.randomUUID` is of many parts, which have to be joined before it can be sent. */

const poolBytes = 4096;
const bytesPerId = 16;
const hexadecimals = Buffer.from('0123456789abcdef');
const characters = Buffer.from('00000000-0000-4000-8000-000000000000');
/** Where two digits of a byte stand. */
const places = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];

let pool: Buffer | undefined;
let used = poolBytes;

export function makeId(): string {
  pool ??= Buffer.allocUnsafeSlow(poolBytes);
  if (used === poolBytes) {
    process.getBuiltinModule('node:crypto').randomFillSync(pool);
    used = 0;
  }
  for (let index = 0; index < bytesPerId; index++) {
    const place = places[index]!;
    const byte = versioned(index, pool[used + index]!);
    characters[place] = hexadecimals[byte >> 4]!;
    characters[place + 1] = hexadecimals[byte & 15]!;
  }
  used += bytesPerId;
  return characters.toString('latin1');
}

/** Version 4 and the variant of RFC 9562. */
function versioned(index: number, byte: number): number {
  if (index === 6) return 0x40 | (byte & 0x0f);
  return index === 8 ? 0x80 | (byte & 0x3f) : byte;
}
