import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { ByteWriter } from '../../../../src/otlp/encode/byte-writer.js';
import { writeLogRecord } from '../../../../src/otlp/encode/encode-log-record.js';
import { sampleLogRecords } from '../sdk-samples.js';
import { anyValue, assertSameLogRecord, attributes, contexts, context, counts, deepValues, edgeValues, logRecord, names, runs, times } from './against-upstream.js';

const rows: Readonly<Record<string, Parameters<typeof logRecord>[0]>> = {
  'nothing but what must be there': {},
  'a severity': { severityNumber: 17, severityText: 'ERROR' },
  'no severity': { severityNumber: 0, severityText: '' },
  'a severity that does not exist': { severityNumber: 300, severityText: 's'.repeat(130) },
  'a severity that is no number': { severityNumber: null, severityText: 7 },
  'an event name': { eventName: 'order.failed' },
  'a span': { spanContext: context },
  'a span that is not sampled': { spanContext: { ...context, traceFlags: 0 } },
  'all flags': { spanContext: { ...context, traceFlags: 0xffff_ffff } },
  'a span without ids': { spanContext: { traceId: '', spanId: '', traceFlags: 1 } },
  'null in place of a span': { spanContext: null },
  'times at their ends': { hrTime: [0, 0], hrTimeObserved: [18_446_744_073, 709_551_615] },
  'dropped attributes': { droppedAttributesCount: 70_000 },
  'attributes': { attributes: { a: 1, nested: { b: ['c', new Uint8Array(3)], d: null }, text: 'x'.repeat(200), yes: true } },
  'no attributes': { attributes: undefined },
};

describe('writeLogRecord: the same bytes as upstream', () => {
  for (const [name, parts] of Object.entries(rows)) it(name, () => assertSameLogRecord(logRecord(parts)));

  for (const [name, value] of [...edgeValues, ...deepValues]) it(`a body of ${name}`, () => assertSameLogRecord(logRecord({ body: value, attributes: { value } })));

  it('records of the SDK', async () => {
    for (const record of await sampleLogRecords({ a: 1 }, { text: 'body' })) assertSameLogRecord(record);
  });

  it('whatever the record', () => {
    const parts = fc.record({
      hrTime: times,
      hrTimeObserved: times,
      severityNumber: fc.option(fc.integer({ min: 0, max: 24 }), { nil: undefined }),
      severityText: fc.option(names, { nil: undefined }),
      body: anyValue,
      eventName: fc.option(names, { nil: undefined }),
      attributes,
      droppedAttributesCount: counts,
      spanContext: fc.option(contexts, { nil: undefined }),
    });
    fc.assert(fc.property(parts, (parts) => assertSameLogRecord(logRecord(parts))), runs);
  });

  it('throws for what cannot be encoded and writes nothing', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const writer = new ByteWriter();
    writeLogRecord(writer, logRecord());
    const { length } = writer;
    assert.throws(() => writeLogRecord(writer, logRecord({ body: cycle })), RangeError);
    assert.throws(() => writeLogRecord(writer, logRecord({ hrTimeObserved: undefined })), TypeError);
    assert.deepEqual([writer.length, writer.isOpen], [length, false]);
  });
});
