/** Real SDK output of every signal, to be serialized by upstream and decoded by us. */
import { SpanKind, SpanStatusCode, TraceFlags, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, type ReadableLogRecord, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationTemporality, AggregationType, MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

export const resource = resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 7, 'process.command_args': ['node', 'app.js'] });

export const parentContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED, isRemote: true };

/** Attribute values, each with what the friendly record holds. */
export const valueSamples: readonly (readonly [name: string, value: unknown])[] = [
  ['empty', ''],
  ['ascii', 'plain'],
  ['umlaut', 'größe ✓ 😀'],
  ['long', 'x'.repeat(300)],
  ['yes', true],
  ['no', false],
  ['zero', 0],
  ['int', 42],
  ['negative', -1],
  ['largest', Number.MAX_SAFE_INTEGER],
  ['smallest', Number.MIN_SAFE_INTEGER],
  ['double', 0.1],
  ['strings', ['a', '', 'ü']],
  ['numbers', [1, 2.5, -3]],
  ['none', []],
];

export async function sampleSpans(): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('sample', '1.2.3', { schemaUrl: 'https://example.com/schema' });
  const span = tracer.startSpan('GET /', { kind: SpanKind.SERVER, root: true, startTime: [1_700_000_000, 123_456_789] });
  for (const [key, value] of valueSamples) span.setAttribute(key, value as string);
  span.addEvent('picked', { count: 3 }, [1_700_000_000, 200_000_001]);
  span.addLink({ context: parentContext, attributes: { why: 'retry' } });
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'out of stock' });
  span.end([1_700_000_001, 5]);
  tracer.startSpan('empty', { root: true, startTime: [0, 0] }).end([0, 0]);
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}

export async function sampleLogRecords(attributes: Record<string, unknown>, body: unknown): Promise<ReadableLogRecord[]> {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('logs').emit({
    timestamp: [1_700_000_000, 1],
    observedTimestamp: [1_700_000_000, 2],
    severityNumber: 17,
    severityText: 'ERROR',
    eventName: 'order.failed',
    body: body as string,
    attributes: attributes as Record<string, string>,
  });
  await provider.forceFlush();
  return exporter.getFinishedLogRecords();
}

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

export async function sampleMetrics(): Promise<ResourceMetrics> {
  const reader = new ManualReader({ aggregationTemporalitySelector: () => AggregationTemporality.DELTA });
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('meter', '2');
  meter.createCounter('orders', { unit: '{order}', description: 'Orders', valueType: ValueType.INT }).add(5, { shop: 'a' });
  meter.createUpDownCounter('queue', { valueType: ValueType.INT }).add(-3);
  meter.createGauge('temperature').record(-1.5);
  const histogram = meter.createHistogram('duration', { unit: 's', advice: { explicitBucketBoundaries: [0.5, 1] } });
  for (const value of [0.25, 0.75, 9]) histogram.record(value);
  const exponential = meter.createHistogram('exponential');
  for (const value of [0, 1, 2, 1000]) exponential.record(value);
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics;
}
