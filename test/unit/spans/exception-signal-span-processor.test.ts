/** Exceptions of spans as log records. */
import assert from 'node:assert/strict';
import { logs, SeverityNumber, trace } from '@opentelemetry/api';
import { ExceptionSignalSpanProcessor } from '../../../src/spans/exception-signal-span-processor.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

describe('exception signal', () => {
  let sdk: InMemorySdk;

  function start(keepsSpanEvents: boolean): void {
    sdk = startInMemorySdk({ spanProcessors: [new ExceptionSignalSpanProcessor({ keepsSpanEvents })] });
  }

  function recordTwo(): void {
    const span = trace.getTracerProvider().getTracer('payments', '2.1.0', { schemaUrl: 'https://example.com/1' }).startSpan('charge', { startTime: [1000, 0] });
    span.addEvent('asked', [1000, 1]);
    span.recordException(new RangeError('declined'), [1000, 2]);
    span.addEvent('asked again', [1000, 3]);
    span.recordException('just words', [1000, 4]);
    span.end([1000, 5]);
  }

  const eventNames = (): string[] => sdk.spanNamed('charge').events.map(({ name }) => name);

  afterEach(() => sdk.stop());

  it('become log records of the same scope, time and span', () => {
    start(false);
    recordTwo();
    const [first, second] = sdk.finishedLogRecords();
    assert.ok(first && second);
    assert.deepEqual([first.eventName, first.severityNumber, first.severityText, first.hrTime], ['exception', SeverityNumber.ERROR, 'error', [1000, 2]]);
    assert.deepEqual([first.attributes['exception.type'], first.attributes['exception.message']], ['RangeError', 'declined']);
    assert.match(String(first.attributes['exception.stacktrace']), /^RangeError: declined\n/);
    assert.deepEqual(second.attributes, { 'exception.message': 'just words' });
    const { name, version, schemaUrl } = first.instrumentationScope;
    assert.deepEqual([name, version, schemaUrl], ['payments', '2.1.0', 'https://example.com/1']);
    for (const record of [first, second]) assert.equal(record.spanContext?.spanId, sdk.spanNamed('charge').spanContext().spanId);
  });

  it('are span events no more, and the other events stay in their order', () => {
    start(false);
    recordTwo();
    assert.deepEqual(eventNames(), ['asked', 'asked again']);
  });

  it('are both with logs/dup', () => {
    start(true);
    recordTwo();
    assert.deepEqual(eventNames(), ['asked', 'exception', 'asked again', 'exception']);
    assert.equal(sdk.finishedLogRecords().length, 2);
  });

  it('stay span events where nobody takes log records', () => {
    start(false);
    logs.disable();
    recordTwo();
    assert.deepEqual(eventNames(), ['asked', 'exception', 'asked again', 'exception']);
  });

  it('leaves spans without exceptions alone', () => {
    start(false);
    trace.getTracer('payments').startSpan('charge').addEvent('asked').end();
    assert.deepEqual(eventNames(), ['asked']);
    assert.deepEqual(sdk.finishedLogRecords(), []);
  });
});
