/** Our provider makes the records that upstream's makes, and ends as that does. */
import assert from 'node:assert/strict';
import { context, INVALID_SPAN_CONTEXT, ROOT_CONTEXT, SeverityNumber, trace, TraceFlags, type HrTime, type LoggerProvider, type LogRecord } from '@opentelemetry/api';
import { hrTimeToMilliseconds } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider as UpstreamLoggerProvider, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace';
import { OwnLoggerProvider } from '../../../../src/logging/records/own-logger-provider.js';
import { unixTimeMs } from '../../../../src/support/unix-time.js';
import type { OwnRecordOptions } from '../../../../src/tracer/own-log-record.js';
import { OwnTracerProvider } from '../../../../src/tracer/own-tracer-provider.js';

const resource = resourceFromAttributes({ 'service.name': 'shop' });
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
const inSpan = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED });

const records: Readonly<Record<string, LogRecord>> = {
  empty: {},
  'all parts': { eventName: 'order_placed', body: 'order_placed', severityNumber: SeverityNumber.WARN, severityText: 'warn', timestamp: 1_700_000_000_123, observedTimestamp: [1_700_000_000, 7], context: inSpan, attributes: { a: 1 } },
  'a date': { timestamp: new Date(1_700_000_000_999), observedTimestamp: new Date(1_700_000_001_000) },
  'values of every type': { attributes: { text: 'x', zero: 0, no: false, nothing: null, missing: undefined, list: [1, 'b', null], map: { a: { b: 1 } }, bytes: new Uint8Array([1]), '': 'no key' } },
  'values that cannot be': { attributes: { cyclic, big: 1n, fn: () => 1, symbol: Symbol('s'), date: new Date(0) } as never },
  'an error': { exception: new TypeError('broken'), attributes: { a: 1 } },
  'an error with a code': { exception: Object.assign(new Error('broken'), { code: 'ENOENT' }) },
  'an error that the attributes name': { exception: new Error('broken'), attributes: { 'exception.message': 'mine' } },
  'a thrown text': { exception: 'broken' },
  'more attributes than the limit': { attributes: Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`key${index}`, index])) },
  'a name like that of the prototype': { attributes: JSON.parse('{"__proto__": "x", "toString": "y"}') as Record<string, string> },
};

class Collector implements LogRecordProcessor {
  readonly records: ReadableLogRecord[] = [];
  shutdowns = 0;
  onEmit(record: ReadableLogRecord): void {
    this.records.push(record);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {
    this.shutdowns++;
  }
}

const nowIfClose = (time: HrTime): HrTime | 'now' => (Math.abs(hrTimeToMilliseconds(time) - Date.now()) < 10_000 ? 'now' : time);

/** Times that were not given are about now. */
const visible = (given: LogRecord, record: ReadableLogRecord | undefined) => {
  assert.ok(record);
  const { spanContext, severityText, severityNumber, body, eventName, attributes, droppedAttributesCount, instrumentationScope } = record;
  const hrTime = given.timestamp === undefined ? nowIfClose(record.hrTime) : record.hrTime;
  const hrTimeObserved = given.observedTimestamp === undefined ? nowIfClose(record.hrTimeObserved) : record.hrTimeObserved;
  return { hrTime, hrTimeObserved, spanContext, severityText, severityNumber, body, eventName, attributes: Object.entries(attributes), droppedAttributesCount, instrumentationScope: { ...instrumentationScope } };
};

describe('OwnLoggerProvider', () => {
  const emitted = (create: (processor: LogRecordProcessor) => LoggerProvider, record: LogRecord): ReadableLogRecord | undefined => {
    const collector = new Collector();
    create(collector).getLogger('shop.orders', '1.2.3', { schemaUrl: 'https://example.com/schema', attributes: { part: 'orders' } }).emit(record);
    return collector.records[0];
  };
  const ours = (processor: LogRecordProcessor) => new OwnLoggerProvider({ resource, processors: [processor], attributeCountLimit: 10 });
  const upstream = (processor: LogRecordProcessor) => new UpstreamLoggerProvider({ resource, processors: [processor], logRecordLimits: { attributeCountLimit: 10 } });

  for (const [name, record] of Object.entries(records)) {
    it(`${name}: the same as upstream's`, () => assert.deepEqual(visible(record, emitted(ours, record)), visible(record, emitted(upstream, record))));
  }

  it('what is emitted in one millisecond is in order, on the clock of spans', () => {
    const collector = new Collector();
    const logger = new OwnLoggerProvider({ resource, processors: [collector] }).getLogger('x');
    const before = unixTimeMs();
    for (let index = 0; index < 100; index++) logger.emit({ body: index });
    const times = [before, ...collector.records.map(({ hrTime }) => hrTimeToMilliseconds(hrTime)), unixTimeMs()];
    assert.deepEqual(times, [...times].sort((a, b) => a - b));
    assert.ok(new Set(times).size > 50, 'whole milliseconds');
    assert.deepEqual(collector.records.map(({ hrTimeObserved }) => hrTimeObserved), collector.records.map(({ hrTime }) => hrTime));
  });

  it('attributes that are handed over are taken as they are, within the limit', () => {
    const attributes = { a: 1, b: 'x' };
    const record: OwnRecordOptions = { attributes, attributeCount: 2 };
    assert.equal(emitted(ours, record)?.attributes, attributes);
    const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`key${index}`, index]));
    const cut = emitted(ours, { attributes: many, attributeCount: 12 } as OwnRecordOptions);
    assert.deepEqual([Object.keys(cut?.attributes ?? {}).length, cut?.droppedAttributesCount], [10, 2]);
  });

  it('a span of ours and one of somebody else give their context', () => {
    const tracer = new OwnTracerProvider({ resource, sampler: new AlwaysOnSampler(), spanLimits: {}, spanProcessors: [] }).getTracer('x');
    const span = tracer.startSpan('work');
    assert.deepEqual(emitted(ours, { context: trace.setSpan(ROOT_CONTEXT, span) })?.spanContext, span.spanContext());
    assert.equal(emitted(ours, { context: trace.setSpan(ROOT_CONTEXT, trace.wrapSpanContext(INVALID_SPAN_CONTEXT)) })?.spanContext, undefined);
  });

  it('what processors add counts, and has the limit', () => {
    const collector = new Collector();
    const adding: LogRecordProcessor = { onEmit: (record) => void record.setAttributes({ a: 2, b: 3 }).setAttribute('c', 4).setBody('b').setEventName('e').setSeverityText('t').setSeverityNumber(9), forceFlush: async () => undefined, shutdown: async () => undefined };
    new OwnLoggerProvider({ resource, processors: [adding, collector], attributeCountLimit: 2 }).getLogger('x').emit({ attributes: { a: 1 } });
    const [record] = collector.records;
    assert.deepEqual([record?.attributes, record?.droppedAttributesCount, record?.body, record?.eventName, record?.severityText, record?.severityNumber], [{ a: 2, b: 3 }, 1, 'b', 'e', 't', 9]);
  });

  it('one logger for a scope, another for other attributes', () => {
    const provider = new OwnLoggerProvider({ resource, processors: [] });
    assert.equal(provider.getLogger('a', '1'), provider.getLogger('a', '1'));
    assert.notEqual(provider.getLogger('a', '1'), provider.getLogger('a', '1', { attributes: { b: 1 } }));
  });

  it('asks the processors whether a record is wanted', () => {
    const collector = new Collector();
    const asked: unknown[] = [];
    const processor = Object.assign(collector, { enabled: (options: object) => asked.push(options) > 1 });
    const logger = new OwnLoggerProvider({ resource, processors: [processor] }).getLogger('x');
    logger.emit({ severityNumber: 5, eventName: 'e' });
    logger.emit({ body: 'second' });
    assert.deepEqual(collector.records.map(({ body }) => body), ['second']);
    assert.deepEqual(asked[0], { context: context.active(), instrumentationScope: { name: 'x' }, severityNumber: 5, eventName: 'e' });
    assert.equal(new OwnLoggerProvider({ resource, processors: [] }).getLogger('x').enabled(), false);
  });

  it('after the shutdown, which is done once, nothing is taken', async () => {
    const collector = new Collector();
    const provider = new OwnLoggerProvider({ resource, processors: [collector] });
    const logger = provider.getLogger('x');
    await Promise.all([provider.shutdown(), provider.shutdown()]);
    logger.emit({ body: 'late' });
    provider.getLogger('y').emit({ body: 'late' });
    assert.deepEqual([collector.records.length, collector.shutdowns, logger.enabled()], [0, 1, false]);
  });
});
