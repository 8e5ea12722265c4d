/** Encodes records with our encoder and with upstream's, and compares what a receiver gets. */
import assert from 'node:assert/strict';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { ByteWriter } from '../../../../src/otlp/encode/byte-writer.js';
import { writeLogRecord } from '../../../../src/otlp/encode/encode-log-record.js';
import { writeSpan } from '../../../../src/otlp/encode/encode-span.js';
import { encodeResource, encodeScope, frameRequest } from '../../../../src/otlp/encode/framing.js';

export const resource = resourceFromAttributes({ 'service.name': 'shop' });
const scope = { name: 'sample', version: '1.2.3' };
export const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** Any value at all may come in the place of any part. */
export function span(parts: { readonly [Part in keyof ReadableSpan]?: unknown } = {}): ReadableSpan {
  return {
    name: 'GET /',
    kind: 1,
    spanContext: () => context,
    startTime: [1_700_000_000, 123_456_789],
    endTime: [1_700_000_001, 5],
    duration: [0, 1],
    ended: true,
    status: { code: 0 },
    attributes: {},
    events: [],
    links: [],
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
    ...parts,
  } as ReadableSpan;
}

export function logRecord(parts: { readonly [Part in keyof ReadableLogRecord]?: unknown } = {}): ReadableLogRecord {
  return {
    hrTime: [1_700_000_000, 1],
    hrTimeObserved: [1_700_000_000, 2],
    attributes: {},
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: scope,
    ...parts,
  } as ReadableLogRecord;
}

export function encodeSpan(readable: ReadableSpan): Uint8Array {
  return encodeWith((writer) => writeSpan(writer, readable));
}

export function encodeLogRecord(readable: ReadableLogRecord): Uint8Array {
  return encodeWith((writer) => writeLogRecord(writer, readable));
}

/** In a writer that has to grow. */
function encodeWith(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(Buffer.alloc(8));
  write(writer);
  return writer.bytes.subarray(0, writer.length);
}

export function assertSameSpan(readable: ReadableSpan): void {
  assertSame('traces', frame(readable, encodeSpan(readable)), ProtobufTraceSerializer.serializeRequest([readable]));
}

export function assertSameLogRecord(readable: ReadableLogRecord): void {
  assertSame('logs', frame(readable, encodeLogRecord(readable)), ProtobufLogsSerializer.serializeRequest([readable]));
}

function frame({ resource, instrumentationScope }: ReadableSpan | ReadableLogRecord, record: Uint8Array): Uint8Array {
  return frameRequest({
    resource: encodeResource(resource),
    resourceSchemaUrl: resource.schemaUrl,
    scopes: [{ scope: encodeScope(instrumentationScope), schemaUrl: instrumentationScope.schemaUrl, records: [record] }],
  });
}

export function assertSame(signal: 'traces' | 'logs', ours: Uint8Array, upstreams: Uint8Array | undefined): void {
  assert.ok(upstreams !== undefined);
  assert.deepEqual(decodeRequest(signal, 'protobuf', ours), decodeRequest(signal, 'protobuf', upstreams));
  assert.deepEqual(Buffer.from(ours), Buffer.from(upstreams));
}

/** Values that are at an edge of what protobuf can hold, or of what this encoder takes for short. */
export const edgeValues: readonly (readonly [name: string, value: unknown])[] = [
  ['an empty text', ''],
  ...[19, 20, 21, 80, 96, 97, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129, 16_383, 16_384, 70_000].map((length) => [`${length} characters`, 'x'.repeat(length)] as const),
  ...[10, 20, 21, 42, 43, 63, 64, 5461, 5462].map((length) => [`${length} characters of three bytes`, '✓'.repeat(length)] as const),
  ['2 MiB of text', 'x'.repeat(2 * 1024 * 1024)],
  ['an emoji', '😀'],
  ['a first half of a surrogate pair', 'a\ud83d'],
  ['a second half of a surrogate pair', '\ude00b'],
  ['halves in the wrong order', '\ude00\ud83d'.repeat(20)],
  ['NUL', '\0'],
  ['true', true],
  ['false', false],
  ...[0, -0, 1, -1, 127, 128, 16_383, 16_384, 65_535, 2 ** 21 - 1, 2 ** 21, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, -(2 ** 32), 2 ** 53, -(2 ** 53), 2 ** 63, -(2 ** 63), 2 ** 63 - 1024, -(2 ** 63) - 2048, 2 ** 64].map(
    (value) => [Object.is(value, -0) ? '-0' : String(value), value] as const,
  ),
  ...[0.1, -0.5, 200.5, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE].map((value) => [String(value), value] as const),
  ['null', null],
  ['undefined', undefined],
  ['a bigint', 2n ** 63n],
  ['a symbol', Symbol('none')],
  ['a function', () => 1],
  ['no bytes', new Uint8Array(0)],
  ['bytes', Uint8Array.from({ length: 300 }, (_, index) => index)],
  ['a Buffer', Buffer.from('bytes')],
  ['other bytes', new Uint16Array([1, 2])],
  ['an empty array', []],
  ['a mixed array', [1, 'two', 3.5, true, null, undefined, new Uint8Array(2), [], {}, ['deep', [-1]]]],
  // oxlint-disable-next-line no-sparse-arrays
  ['an array with a hole', [1, , 2]],
  ['a long array', Array.from({ length: 300 }, (_, index) => `element ${index}`)],
  ['an empty map', {}],
  ['a map', { a: { b: { c: [1, { d: 'e' }] } }, 'größe': 'ü', __proto__: { inherited: 1 } }],
  ['a map without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
  ['a map with a key of its own called __proto__', JSON.parse('{"__proto__": 1}')],
  ['a Date', new Date(0)],
  ['an error', Object.assign(new Error('no own enumerable property but one'), { code: 1 })],
  ['a Map', new Map([['a', 1]])],
];

/** As deep as is accepted. */
export const deepValues: readonly (readonly [name: string, value: unknown])[] = [
  ['64 arrays', nest((inner) => [inner])],
  ['64 maps', nest((inner) => ({ inner }))],
];

function nest(wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'core';
  for (let level = 0; level < 64; level++) value = wrap(value);
  return value;
}

const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ unit: 'binary', minLength: 18, maxLength: 140 }), fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)));
/** Few enough to come often, and those that objects have anyway. */
export const key = fc.oneof(fc.constantFrom('http.route', 'url.path', 'k', '', '__proto__', 'toString', 'größe', 'x'.repeat(130)), text);
const leaf = fc.oneof(
  { arbitrary: text, weight: 4 },
  fc.constantFrom(...edgeValues.map(([, value]) => value).filter((value) => typeof value !== 'string' || value.length < 200)),
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.uint8Array(),
);
export const anyValue = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('any'), { maxLength: 5 }), fc.dictionary(key, tie('any'), { maxKeys: 5 })),
})).any;
export const attributes = fc.dictionary(key, anyValue, { maxKeys: 12 });
export const names = text;
export const times = fc.tuple(fc.integer({ min: 0, max: 2 ** 33 }), fc.integer({ min: 0, max: 999_999_999 }));
export const counts = fc.oneof(fc.constant(0), fc.nat());
const hexDigits = (length: number): fc.Arbitrary<string> => fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: length, maxLength: length });
export const contexts = fc.record(
  {
    traceId: hexDigits(32),
    spanId: hexDigits(16),
    traceFlags: fc.integer({ min: 0, max: 255 }),
    isRemote: fc.boolean(),
    traceState: fc.string().map((state) => ({ serialize: () => state })),
  },
  { requiredKeys: ['traceId', 'spanId', 'traceFlags'] },
);

/** One seed, so that a red run is red for all; `FAST_CHECK_SEED=$RANDOM npx mocha …` explores further. */
export const runs = { numRuns: 500, seed: Number(process.env['FAST_CHECK_SEED'] ?? 4) };
