/** Makes hostile requests of real ones: cut, damaged, spliced and nested, as fast-check arbitraries that shrink. */
import * as fc from 'fast-check';
import { field, tag, varint } from '../wire.js';

/** One step of damage; positions are shares of the length, so that a step fits input of any length. */
export type Damage = (bytes: Buffer) => Buffer;

const overlongVarint = [...Array<number>(10).fill(0xff), 0x01];

const protobufPieces: readonly (readonly number[])[] = [
  overlongVarint, [...Array<number>(9).fill(0xff), 0x01], [0x80, 0x80, 0x00], [0x0a, ...varint(2n ** 31n)], [0x0a, ...varint(2n ** 63n)], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
  tag(0, 0), tag(1, 3), tag(1, 4), tag(1, 6), tag(1, 7), tag(2 ** 29 - 1, 0), tag(2 ** 29, 0), tag(99, 2), [...tag(99, 0), ...overlongVarint],
  field(1, []), field(2, []), field(5, field(1, [])), field(6, field(1, field(1, 'k'))), field(7, Array<number>(40).fill(1)), field(9, []), field(1, Array<number>(16).fill(0xab)), [0xc3, 0x28],
];

const jsonPieces = [
  '{', '}', '[', ']', ',', ':', '"', '\\', '\\u', '\\ud800', '\ufeff', 'null', 'true', '-', '-0', '00', '1e999', '1e-999', '1e9', '5.0', '18446744073709551616', '9007199254740993', '1'.repeat(400), '[['.repeat(300), '{"a":'.repeat(300),
  '"__proto__":{"a":1},', '"constructor":null,', '"name":"twice",', '"intValue":5,', '"NaN"', '"-Infinity"', '"AP+A"', '"A"', '{}', '[]', '[null]', ' \t\r\n', '\0', '"\\u00e9\\n"', '\xff',
];

/** Values that replace a node of a JSON request, so that the text stays JSON. */
const jsonValues = [null, true, '', 'text', '5', '-1', '1e3', 'NaN', 'AP+A', 'A=', 0, -0, 1.5, -1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 64, 1e300, 'ab'.repeat(8), 'AB'.repeat(16), 'zz'.repeat(8), '\ud800', [], [null], {}, [{}], { stringValue: 'a' }, { intValue: '7', boolValue: true }, { arrayValue: { values: [{}] } }];

const share = fc.integer({ min: 0, max: 999_999 });

function at(share: number, bytes: Buffer): number {
  return Math.floor((share / 1_000_000) * (bytes.length + 1));
}

function between(from: number, to: number, bytes: Buffer): readonly [number, number] {
  const ends = [at(from, bytes), at(to, bytes)] as const;
  return [Math.min(...ends), Math.max(...ends)];
}

function nest(content: Buffer, levels: number): Buffer {
  let nested: readonly number[] = [...content];
  for (let level = 0; level < levels; level++) nested = field(5, field(1, nested));
  return Buffer.from(nested);
}

function damages(pieces: readonly Buffer[], donors: readonly Buffer[]): fc.Arbitrary<Damage> {
  const splice = (bytes: Buffer, start: number, end: number, middle: Buffer): Buffer => Buffer.concat([bytes.subarray(0, start), middle, bytes.subarray(end)]);
  return fc.oneof(
    share.map((to): Damage => (bytes) => bytes.subarray(0, at(to, bytes))),
    fc.tuple(share, fc.nat(255)).map(([to, value]): Damage => (bytes) => splice(bytes, at(to, bytes), at(to, bytes) + 1, Buffer.of(value))),
    fc.tuple(share, fc.nat(7)).map(([to, bit]): Damage => (bytes) => splice(bytes, at(to, bytes), at(to, bytes) + 1, Buffer.of((bytes[at(to, bytes)] ?? 0) ^ (1 << bit)))),
    fc.tuple(share, fc.constantFrom(...pieces)).map(([to, piece]): Damage => (bytes) => splice(bytes, at(to, bytes), at(to, bytes), piece)),
    fc.tuple(share, share).map(([from, to]): Damage => (bytes) => splice(bytes, ...between(from, to, bytes), Buffer.alloc(0))),
    fc.tuple(share, share, share, fc.constantFrom(...donors)).map(([to, from, until, donor]): Damage => (bytes) => splice(bytes, at(to, bytes), at(to, bytes), donor.subarray(...between(from, until, donor)))),
    fc.tuple(share, share, fc.integer({ min: 2, max: 30 })).map(([from, to, count]): Damage => (bytes) => {
      const [start, end] = between(from, to, bytes);
      return splice(bytes, end, end, Buffer.concat(Array<Buffer>(end - start < 100 ? count : 1).fill(bytes.subarray(start, end))));
    }),
  );
}

export function protobufDamages(donors: readonly Buffer[]): fc.Arbitrary<Damage> {
  const pieces = protobufPieces.map((piece) => Buffer.from(piece));
  const nesting = fc.tuple(share, fc.integer({ min: 1, max: 300 })).map(([to, levels]): Damage => (bytes) => {
    const inner = nest(Buffer.from(field(1, 'x')), levels);
    const log = field(1, field(2, field(2, [...field(5, [...inner])])));
    return at(to, bytes) % 2 === 0 ? Buffer.concat([bytes, Buffer.from(log)]) : Buffer.concat([bytes.subarray(0, at(to, bytes)), inner]);
  });
  return fc.oneof({ arbitrary: damages(pieces, donors), weight: 6 }, { arbitrary: lengthKeepingDamage(), weight: 6 }, { arbitrary: nesting, weight: 1 });
}

/** Damage that leaves all lengths right, so that it is found out late or not at all. */
function lengthKeepingDamage(): fc.Arbitrary<Damage> {
  return fc.tuple(share, fc.constantFrom(...protobufPieces, [0], [1], [0x7f], [0x80])).map(([to, piece]): Damage => (bytes) => {
    const start = at(to, bytes);
    const changed = Buffer.from(bytes);
    Buffer.from(piece).copy(changed, start);
    return changed;
  });
}

export function jsonDamages(donors: readonly Buffer[]): fc.Arbitrary<Damage> {
  const pieces = jsonPieces.map((piece) => Buffer.from(piece, piece === '\xff' ? 'latin1' : 'utf8'));
  const replacement = fc.tuple(share, fc.constantFrom<unknown>(...jsonValues)).map(([to, value]): Damage => (bytes) => replaceNode(bytes, to, value));
  return fc.oneof({ arbitrary: damages(pieces, donors), weight: 1 }, { arbitrary: replacement, weight: 2 });
}

function replaceNode(bytes: Buffer, share: number, value: unknown): Buffer {
  let root: unknown;
  try {
    root = JSON.parse(bytes.toString());
  } catch {
    return bytes;
  }
  const places: [object, string][] = [];
  JSON.stringify(root, function (this: object, key, node: unknown) {
    if (key !== '') places.push([this, key]);
    return node;
  });
  const place = places[Math.floor((share / 1_000_000) * places.length)];
  if (place !== undefined) Object.defineProperty(place[0], place[1], { value, enumerable: true, configurable: true, writable: true });
  return Buffer.from(JSON.stringify(root));
}
