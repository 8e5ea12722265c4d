/** Any message of OTLP with any values, as fast-check arbitraries: its protobuf bytes, and the model that they must become. */
import * as fc from 'fast-check';
import { messages } from '../../../../src/otlp/messages.js';
import { type MessageName, type ScalarType, schemaOf } from '../../../../src/otlp/schema.js';
import { field, tag, varint } from '../wire.js';

interface Sample {
  readonly bytes: readonly number[];
  readonly model: unknown;
}

interface MessageSample extends Sample {
  readonly model: Record<string, unknown>;
}

const wireTypes: Partial<Record<ScalarType, number>> = { string: 2, bytes: 2, traceId: 2, spanId: 2, double: 1, fixed64: 1, sfixed64: 1, fixed32: 5 };

const int64 = fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.constantFrom(0n, -1n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n));
const uint64 = fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(0n, 1n, 2n ** 64n - 1n));
const int32 = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(0, -1, -(2 ** 31), 2 ** 31 - 1));
const uint32 = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1));
const double = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1e300, 2 ** 53));
const text = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('', '__proto__', '"\\\n\u2028', '\u{1f600}', 'x'.repeat(200), '\ufeff', '\0'));

const scalars: Readonly<Record<ScalarType, fc.Arbitrary<Sample>>> = {
  string: text.map((model) => lengthDelimited([...Buffer.from(model)], model)),
  bytes: fc.uint8Array({ maxLength: 40 }).map((model) => lengthDelimited([...model], model)),
  traceId: idOf(16),
  spanId: idOf(8),
  bool: fc.boolean().map((model) => ({ bytes: varint(model ? 1 : 0), model })),
  enum: int32.map((model) => ({ bytes: varint(model), model })),
  uint32: uint32.map((model) => ({ bytes: varint(model), model })),
  sint32: int32.map((model) => ({ bytes: varint(((model << 1) ^ (model >> 31)) >>> 0), model })),
  int64: int64.map((model) => ({ bytes: varint(model), model })),
  uint64: uint64.map((model) => ({ bytes: varint(model), model })),
  double: double.map((model) => written(8, model, (buffer) => buffer.writeDoubleLE(model))),
  fixed32: uint32.map((model) => written(4, model, (buffer) => buffer.writeUInt32LE(model))),
  fixed64: uint64.map((model) => written(8, model, (buffer) => buffer.writeBigUInt64LE(model))),
  sfixed64: int64.map((model) => written(8, model, (buffer) => buffer.writeBigInt64LE(model))),
};

function lengthDelimited(content: readonly number[], model: unknown): Sample {
  return { bytes: [...varint(content.length), ...content], model };
}

function written(length: number, model: unknown, write: (buffer: Buffer) => void): Sample {
  const buffer = Buffer.alloc(length);
  write(buffer);
  return { bytes: [...buffer], model };
}

function idOf(length: number): fc.Arbitrary<Sample> {
  return fc.oneof(fc.uint8Array({ minLength: length, maxLength: length }), fc.constant(new Uint8Array(0))).map((id) => lengthDelimited([...id], Buffer.from(id).toString('hex')));
}

/** @param room how many messages deep it may go */
export function anyMessage(name: MessageName, room = 7): fc.Arbitrary<MessageSample> {
  const specs = Object.entries<readonly [number, string]>(messages[name]);
  const fields = specs.map(([fieldName, [number, spec]]) => anyField(fieldName, number, spec, room)).filter((entry) => entry !== undefined);
  const isChoice = specs.every(([, [, spec]]) => spec.startsWith('oneof '));
  const none = fc.constant<typeof fields>([]);
  const some = fields.length === 0 ? none : fc.subarray(fields, { minLength: 1, maxLength: isChoice ? 1 : fields.length });
  const chosen = fc.oneof({ arbitrary: none, weight: 1 }, { arbitrary: some, weight: 9 });
  return chosen
    .chain((fields): fc.Arbitrary<readonly FieldSample[]> => fc.tuple(...fields))
    .map((samples) => onlyOneOfAChoice(specs, samples))
    .map((samples) => ({
      bytes: samples.flatMap(({ bytes }) => bytes),
      model: { ...schemaOf(name).initial, ...Object.fromEntries(samples.map(({ fieldName, model }) => [fieldName, model])) },
    }));
}

interface FieldSample extends Sample {
  readonly fieldName: string;
}

/** Of the members of a `oneof` the last one that was drawn. */
function onlyOneOfAChoice(specs: readonly [string, readonly [number, string]][], samples: readonly FieldSample[]): readonly FieldSample[] {
  const members = new Set(specs.filter(([, [, spec]]) => spec.startsWith('oneof ')).map(([name]) => name));
  const last = samples.findLast(({ fieldName }) => members.has(fieldName));
  return samples.filter((sample) => sample === last || !members.has(sample.fieldName));
}

function anyField(fieldName: string, number: number, spec: string, room: number): fc.Arbitrary<FieldSample> | undefined {
  const [type = '', label = ''] = spec.split(' ').toReversed();
  const isScalar = type in scalars;
  if (!isScalar && room === 0) return undefined;
  const wireType = isScalar ? (wireTypes[type as ScalarType] ?? 0) : 2;
  const single: fc.Arbitrary<Sample> = isScalar
    ? scalars[type as ScalarType]
    : fc.constant(undefined).chain(() => anyMessage(type as MessageName, room - 1)).map(({ bytes, model }) => lengthDelimited(bytes, model));
  const tagged = single.map(({ bytes, model }) => ({ fieldName, bytes: [...tag(number, wireType), ...bytes], model }));
  if (label !== 'repeated') return tagged;
  return fc.tuple(fc.array(single, { minLength: 1, maxLength: 3 }), fc.boolean()).map(([elements, isPacked]) => ({
    fieldName,
    bytes: isPacked && wireType !== 2 ? field(number, elements.flatMap(({ bytes }) => bytes)) : elements.flatMap(({ bytes }) => [...tag(number, wireType), ...bytes]),
    model: elements.map(({ model }) => model),
  }));
}
