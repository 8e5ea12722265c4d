/** The checksum of the spool's records; Node.js has it from 20.15 and 22.2 on. */

type Crc32 = (bytes: Uint8Array, previous?: number) => number;

const zlib: { readonly crc32?: Crc32 } = process.getBuiltinModule('node:zlib');

export const crc32: Crc32 = zlib.crc32 ?? portableCrc32;

let table: Uint32Array | undefined;

export function portableCrc32(bytes: Uint8Array, previous = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let remainder = index;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    return remainder;
  });
  let checksum = ~previous;
  for (const byte of bytes) checksum = (checksum >>> 8) ^ (table[(checksum ^ byte) & 0xff] ?? 0);
  return ~checksum >>> 0;
}
