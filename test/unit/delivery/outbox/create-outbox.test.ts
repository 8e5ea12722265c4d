/** From a batch entry of the configuration to chunks, counts and metrics. */
import assert from 'node:assert/strict';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import type { LaneOptions, LaneReport } from '../../../../src/delivery/courier/messages.js';
import type { CourierThread } from '../../../../src/delivery/outbox/courier-thread.js';
import { createOutboxLogRecordProcessor, createOutboxSpanProcessor, type OutboxBatch } from '../../../../src/delivery/outbox/create-outbox.js';
import { ExportReporter } from '../../../../src/delivery/export-reporter.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { logRecord, resource, span } from '../../otlp/encode/against-upstream.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** A courier that does nothing, until the test tells what became of what it got. */
function playCourier() {
  const reporter = new ExportReporter();
  const reader = new ManualReader();
  const lanes: LaneOptions[] = [];
  let onReport: (report: LaneReport) => void = () => undefined;
  const handedOver: number[] = [];
  const courier = {
    hasUntaken: () => false,
    addLane(options: LaneOptions, report: typeof onReport) {
      onReport = report;
      return lanes.push(options) - 1;
    },
    addOutbox: () => undefined,
    postChunk: ({ itemCount }: { itemCount: number }) => handedOver.push(itemCount),
    spareBuffer: () => undefined,
    startSoon: () => undefined,
    flush: () => Promise.resolve(),
  };
  return {
    reporter,
    lanes,
    handedOver,
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what an outbox uses of it
    context: { courier: courier as unknown as CourierThread, resource, reporter, selfObsMeterProvider: new MeterProvider({ readers: [reader] }) },
    report: (outcome: LaneReport['outcome'], items: number, more: Partial<LaneReport> = {}) => onReport({ lane: 0, outcome, items, code: outcome === 'delivered' ? '' : 'HTTP 400', reason: 'refused', durationMs: 1, ...more }),
    /** The sum of each metric, by the reason that it is given with. */
    async metrics(): Promise<Record<string, number>> {
      const { resourceMetrics } = await reader.collect();
      const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return Object.fromEntries(
        metrics.flatMap(({ descriptor: { name }, dataPoints }) =>
          dataPoints.filter(({ value }) => typeof value === 'number').map(({ value, attributes }) => [[name.replace(/^otel\.sdk\.(exporter\.)?/, ''), attributes['error.type']].filter(Boolean).join(' '), value as number]),
        ),
      );
    },
  };
}

const exporter = { otlp_http: { endpoint: 'http://collector.test:4318/v1/traces' } };
const batch: OutboxBatch = { scheduledDelayMs: 5000, maxBatchItems: 2, maxQueueItems: 4 };

describe('createOutboxSpanProcessor', () => {
  const lines = captureDiagnostics();

  it('hands over batches of sampled spans', () => {
    const { context, lanes, handedOver } = playCourier();
    const processor = createOutboxSpanProcessor(exporter, batch, context);
    assert.deepEqual(lanes, [{ signal: 'traces', exporter, scheduledDelayMs: 5000, maxBatchItems: 2 }]);
    for (const traceFlags of [1, 0, 1]) processor.onEnd(span({ spanContext: () => ({ ...span().spanContext(), traceFlags }) }));
    assert.deepEqual(handedOver, [2]);
  });

  it('drops what is beyond the queue size, says so, and takes more when what waited is settled in whatever way', () => {
    for (const outcome of ['delivered', 'lost', 'kept'] as const) {
      const { context, handedOver, report, reporter } = playCourier();
      const processor = createOutboxSpanProcessor(exporter, batch, context);
      for (let count = 0; count < 6; count++) processor.onEnd(span());
      assert.deepEqual(handedOver, [2, 2]);
      assert.equal(reporter.counts.traces.failed, 2);
      assert.match(lines[0] ?? '', /queue-full: 4 spans are waiting already/);
      // neither the first failure nor what others left makes room
      report('delayed', 4);
      report('delivered', 4, { isLeft: true });
      processor.onEnd(span());
      processor.onEnd(span());
      assert.deepEqual(handedOver, [2, 2]);
      report(outcome, 2);
      processor.onEnd(span());
      processor.onEnd(span());
      assert.deepEqual(handedOver, [2, 2, 2]);
    }
  });

  it('counts each span once: those that the collector refused are not exported ones, and those that others left were never in flight', async () => {
    const { context, report, metrics, reporter } = playCourier();
    const processor = createOutboxSpanProcessor(exporter, { ...batch, maxBatchItems: 10, maxQueueItems: Infinity }, context);
    for (let count = 0; count < 10; count++) processor.onEnd(span());
    report('rejected', 1, { code: 'partial-success' });
    report('delivered', 5);
    report('lost', 2);
    report('kept', 1);
    report('delivered', 7, { isLeft: true });
    assert.deepEqual(await metrics(), {
      'processor.span.processed': 10,
      'processor.span.queue.size': 0,
      'span.inflight': 2,
      'span.exported': 11,
      'span.exported partial-success': 1,
      'span.exported HTTP 400': 2,
    });
    assert.deepEqual([reporter.counts.traces.exported, reporter.counts.traces.failed], [11, 3]);
  });

  it('counts each span in the queue, then as given to the exporter, or as what it could not be', async () => {
    const { context, metrics } = playCourier();
    const processor = createOutboxSpanProcessor(exporter, { ...batch, maxQueueItems: 3 }, context);
    processor.onEnd(span());
    assert.deepEqual(await metrics(), { 'processor.span.queue.size': 1, 'processor.span.queue.capacity': 3 });
    processor.onEnd(span({ attributes: Object.defineProperty({}, 'a', { enumerable: true, get: (): never => { throw new Error('no'); } }) }));
    for (let count = 0; count < 4; count++) processor.onEnd(span());
    const { 'span.inflight': inFlight, ...ofProcessor } = await metrics();
    assert.deepEqual(ofProcessor, { 'processor.span.queue.size': 1, 'processor.span.queue.capacity': 3, 'processor.span.processed': 2, 'processor.span.processed record-invalid': 1, 'processor.span.processed queue_full': 2 });
    assert.equal(inFlight, 2);
  });

  it('a span that cannot be encoded is reported by its name, also when that cannot be read', () => {
    const { context, reporter } = playCourier();
    const processor = createOutboxSpanProcessor(exporter, batch, context);
    const hostile = { enumerable: true, get: (): never => { throw new Error('no'); } };
    processor.onEnd(span({ name: 'checkout', attributes: Object.defineProperty({}, 'a', hostile) }));
    processor.onEnd(Object.defineProperty(span(), 'name', hostile));
    processor.onEnd(span({ name: 'lonely', instrumentationScope: undefined }));
    assert.equal(reporter.counts.traces.failed, 3);
    assert.match(lines[0] ?? '', /record-invalid: the span "checkout" of the instrumentation scope "sample" cannot be encoded/);
    assert.match(lines[1] ?? '', /the span \(no name\) of the instrumentation scope "sample"/);
    assert.match(lines[2] ?? '', /the span "lonely" of the instrumentation scope \(no name\)/);
  });
});

describe('createOutboxLogRecordProcessor', () => {
  it('hands over log records, in a lane of their own, and what is there when it is shut down', async () => {
    const { context, lanes, handedOver } = playCourier();
    const processor = createOutboxLogRecordProcessor(exporter, batch, context);
    for (let count = 0; count < 3; count++) processor.onEmit(logRecord({ body: 'x' }) as never);
    assert.equal(lanes[0]?.signal, 'logs');
    assert.deepEqual(handedOver, [2]);
    await processor.shutdown();
    processor.onEmit(logRecord() as never);
    assert.deepEqual(handedOver, [2, 1]);
  });
});
