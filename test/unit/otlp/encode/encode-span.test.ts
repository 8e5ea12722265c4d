import assert from 'node:assert/strict';
import { createTraceState } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import * as fc from 'fast-check';
import { ByteWriter } from '../../../../src/otlp/encode/byte-writer.js';
import { writeSpan } from '../../../../src/otlp/encode/encode-span.js';
import { sampleSpans } from '../sdk-samples.js';
import { anyValue, assertSameSpan, attributes, contexts, context, counts, deepValues, edgeValues, encodeSpan, key, names, runs, span, times } from './against-upstream.js';

const link = { context };
const traceState = createTraceState('vendor=1,other=2');

const rows: Readonly<Record<string, Parameters<typeof span>[0]>> = {
  'nothing but what must be there': {},
  'an empty name': { name: '' },
  'a long name': { name: 'n'.repeat(200) },
  'a name of 20 KiB': { name: 'ü'.repeat(10_240) },
  'a name that is no text': { name: 5 },
  'no kind': { kind: undefined },
  'a kind that does not exist': { kind: 98 },
  'a negative kind': { kind: -7 },
  'a local parent': { parentSpanContext: { ...context, isRemote: false } },
  'a remote parent': { parentSpanContext: { ...context, spanId: 'ffffffffffffffff', isRemote: true } },
  'a parent without an id': { parentSpanContext: { ...context, spanId: '' } },
  'flags above eight bits': { spanContext: () => ({ ...context, traceFlags: 0x6ff }) },
  'no flags': { spanContext: () => ({ ...context, traceFlags: undefined }) },
  'empty ids': { spanContext: () => ({ ...context, traceId: '', spanId: '' }) },
  'ids in capitals': { spanContext: () => ({ ...context, traceId: 'ABCDEF'.padEnd(32, '9'), spanId: 'F'.repeat(16) }) },
  'ids that are not hex': { spanContext: () => ({ ...context, traceId: '!~Gg zZ`@/:'.padEnd(32, 'xyz'), spanId: '\u00ff'.repeat(16) }) },
  'a trace state': { spanContext: () => ({ ...context, traceState }) },
  'an empty trace state': { spanContext: () => ({ ...context, traceState: createTraceState('') }) },
  'times at zero': { startTime: [0, 0], endTime: [0, 0] },
  'times behind 32 bits': { startTime: [2 ** 32 + 5, 999_999_999], endTime: [18_446_744_073, 709_551_615] },
  'times with parts of a nanosecond': { startTime: [1_700_000_000, 999_999_999.7], endTime: [1_700_000_000.5, 1.5] },
  'nanoseconds beyond a second': { startTime: [1_700_000_000, 5_000_000_000], endTime: [1_700_000_000, -1] },
  'nanoseconds that are no number': { startTime: [1_700_000_000, Number.NaN], endTime: [Number.NaN, 1] },
  'dropped counts': { droppedAttributesCount: 1, droppedEventsCount: 200, droppedLinksCount: 2 ** 32 - 1 },
  'dropped counts that are not there': { droppedAttributesCount: undefined, droppedEventsCount: Number.NaN, droppedLinksCount: undefined },
  'no attributes': { attributes: undefined },
  'attributes with inherited ones': { attributes: Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true }, hidden: { value: 3 } }) },
  'many attributes': { attributes: Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`key.${index}`, index])) },
  'a long key': { attributes: { ['k'.repeat(90)]: 1, ['k'.repeat(124)]: true, ['l'.repeat(125)]: 300, ['m'.repeat(20_000)]: 'text' } },
  'keys that are no ASCII': { attributes: { größe: 'groß', '\ud800': 1, ['✓'.repeat(60)]: true } },
  'an error': { status: { code: 2, message: 'out of stock' } },
  'an empty message': { status: { code: 2, message: '' } },
  'a long message': { status: { code: 2, message: 'm'.repeat(126) } },
  'a status without a code': { status: {} },
  'a status that does not exist': { status: { code: 99 } },
  'events': { events: [{ name: 'a', time: [1, 2] }, { name: '', time: [3, 4], attributes: {}, droppedAttributesCount: 7 }, { name: 'exception', time: [5, 6], attributes: { 'exception.stacktrace': 's'.repeat(2000), n: 1 } }] },
  'events of another kind of list': { events: new Set([{ name: 'a', time: [1, 2] }]) },
  'links': { links: [link, { context: { ...context, traceState, isRemote: true }, attributes: { why: 'retry', 'many': 'x'.repeat(130) }, droppedAttributesCount: 3 }] },
};

/** Each would leave half a record behind. */
const impossible: Readonly<Record<string, () => ReadableSpan>> = {
  'a getter that throws': () => span({ attributes: { before: 'x', get broken() { throw new TypeError('broken'); } } }),
  'a cycle': () => {
    const cycle: unknown[] = [];
    cycle.push(cycle, cycle);
    return span({ attributes: { before: 'x', cycle } });
  },
  'no name': () => span({ name: undefined }),
  'a name that is a list': () => span({ name: ['a'] }),
  'a name that is a long list': () => span({ name: Array.from({ length: 30 }) }),
  'no end': () => span({ endTime: undefined }),
  'a count that is a bigint': () => span({ droppedLinksCount: 1n }),
  'no list of links': () => span({ links: undefined }),
};

describe('writeSpan: the same bytes as upstream', () => {
  for (const [name, parts] of Object.entries(rows)) it(name, () => assertSameSpan(span(parts)));

  for (const [name, value] of [...edgeValues, ...deepValues]) {
    it(`an attribute of ${name}`, () => assertSameSpan(span({ attributes: { before: 1, value, after: 'z' } })));
  }

  it('spans of the SDK', async () => {
    for (const readable of await sampleSpans()) assertSameSpan(readable);
  });

  it('whatever the span', () => {
    const event = fc.record({ name: names, time: times, attributes, droppedAttributesCount: counts }, { requiredKeys: ['name', 'time'] });
    const anyLink = fc.record({ context: contexts, attributes, droppedAttributesCount: counts }, { requiredKeys: ['context'] });
    const parts = fc.record({
      name: names,
      kind: fc.integer({ min: 0, max: 5 }),
      spanContext: contexts.map((value) => () => value),
      parentSpanContext: fc.option(contexts, { nil: undefined }),
      startTime: times,
      endTime: times,
      attributes,
      events: fc.array(event, { maxLength: 4 }),
      links: fc.array(anyLink, { maxLength: 4 }),
      status: fc.record({ code: fc.nat(2), message: names }, { requiredKeys: ['code'] }),
      droppedAttributesCount: counts,
      droppedEventsCount: counts,
      droppedLinksCount: counts,
    });
    fc.assert(fc.property(parts, (parts) => assertSameSpan(span(parts))), runs);
  });

  it('values that come so often that their bytes are remembered', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(key, anyValue), { minLength: 1, maxLength: 4 }), (entries) => {
        const readable = span({ attributes: Object.fromEntries(entries) });
        for (let count = 0; count < 30; count++) encodeSpan(readable);
        assertSameSpan(readable);
        assertSameSpan(span({ events: [{ name: 'e', time: [0, 0], attributes: readable.attributes }] }));
      }),
      { ...runs, numRuns: 100 },
    );
  });
});

describe('writeSpan: what cannot be encoded', () => {
  for (const [name, create] of Object.entries(impossible)) {
    it(`${name}: throws and writes nothing`, () => {
      const writer = new ByteWriter(Buffer.alloc(16));
      writeSpan(writer, span());
      const before = Buffer.from(writer.bytes.subarray(0, writer.length));
      assert.throws(() => writeSpan(writer, create()));
      assert.deepEqual(writer.bytes.subarray(0, writer.length), before);
      assert.equal(writer.isOpen, false);
      writeSpan(writer, span());
      assert.deepEqual(writer.bytes.subarray(0, writer.length), Buffer.concat([before, before]));
    });
  }

  it('a value that is nested one level deeper than is accepted', () => {
    for (const [name, value] of deepValues) assert.throws(() => encodeSpan(span({ attributes: { value: [value] } })), /^RangeError: a value is nested deeper than 64 levels$/, name);
  });

  it('a value that holds itself many times over ends soon', () => {
    const wide: Record<string, unknown> = {};
    for (let index = 0; index < 20; index++) wide[`self${index}`] = wide;
    assert.throws(() => encodeSpan(span({ attributes: { wide } })), RangeError);
  });

  it('a value that becomes too large is given up', () => {
    let value: unknown = 'x'.repeat(1024 * 1024);
    for (let level = 0; level < 8; level++) value = [value, value];
    assert.throws(() => encodeSpan(span({ attributes: { value } })), /^RangeError: a record of more than 134217728 bytes$/);
  });

  it('a record that is made by a getter of another one does not get into its bytes', () => {
    const writer = new ByteWriter();
    let inner: unknown;
    const attributes = {
      get lazy() {
        try {
          writeSpan(writer, span({ name: 'inner' }));
        } catch (error) {
          inner = error;
        }
        return 'value';
      },
    };
    writeSpan(writer, span({ attributes }));
    assert.ok(inner instanceof TypeError);
    assert.deepEqual(writer.bytes.subarray(0, writer.length), encodeSpan(span({ attributes: { lazy: 'value' } })));
  });
});
