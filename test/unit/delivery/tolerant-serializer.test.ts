/** Records that upstream cannot encode: named and left out, while everything else of their request is delivered. */
import assert from 'node:assert/strict';
import { SeverityNumber, type Link } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { createMetricExporter, createSpanExporter } from '../../../src/delivery/create-exporters.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import type { Exporter } from '../../../src/delivery/exporter.js';
import { otlpLogs } from '../../../src/delivery/otlp-signals.js';
import { countLeftOut } from '../../../src/delivery/tolerant-serializer.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { PeriodicReader } from '../../../src/metrics/periodic-reader.js';
import { answerGrpc, closeServers, startGrpcServer, startHttpServer } from './servers.js';

const resource = resourceFromAttributes({ 'service.name': 'tolerant-test' });
/** What apps without types pass. */
const untyped = <Value>(value: unknown): Value => value as Value;

/** `before`, the one that is made bad, `after`. */
async function spansAround(startBad: (provider: TracerProvider) => void): Promise<ReadableSpan[]> {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  provider.getTracer('shop').startSpan('before').end();
  startBad(provider);
  provider.getTracer('shop').startSpan('after').end();
  await provider.forceFlush();
  return exporter.getFinishedSpans();
}

function exported<Items>(exporter: Pick<Exporter<Items>, 'export'>, items: Items): Promise<ExportResult> {
  return new Promise((resolve) => exporter.export(items, resolve));
}

describe('records that cannot be encoded', () => {
  let lines: string[];
  let restoreSink: () => void;
  let reporter: ExportReporter;

  beforeEach(() => {
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
    reporter = new ExportReporter();
  });
  afterEach(async () => {
    restoreSink();
    await closeServers();
  });

  const withLink = (link: Partial<Link>) => (provider: TracerProvider): void =>
    provider.getTracer('shop').startSpan('canary', { links: [untyped<Link>(link)] }).end();
  const badSpans: [title: string, start: (provider: TracerProvider) => void, named: string][] = [
    ['a link without a context', withLink({ context: untyped(undefined) }), 'span "canary" of the instrumentation scope "shop"'],
    ['a link with an empty context', withLink({ context: untyped({}) }), 'span "canary" of the instrumentation scope "shop"'],
    ['a span without a name', (provider) => provider.getTracer('shop').startSpan(untyped(undefined)).end(), 'span (no name) of the instrumentation scope "shop"'],
    ['a tracer without a name', (provider) => provider.getTracer(untyped(undefined)).startSpan('canary').end(), 'span "canary" of the instrumentation scope (no name)'],
  ];
  for (const [title, start, named] of badSpans) {
    for (const encoding of ['protobuf', 'json'] as const) {
      it(`${title}, over HTTP in ${encoding}`, async () => {
        const server = await startHttpServer((response) => response.end());
        const exporter = createSpanExporter({ otlp_http: { endpoint: server.url.href, encoding } }, { reporter });
        assert.ok(exporter);
        assert.equal((await exported(exporter, await spansAround(start))).code, ExportResultCode.SUCCESS);
        const body = server.requests[0]?.body.toString('latin1') ?? '';
        assert.deepEqual(['before', 'canary', 'after'].map((name) => body.includes(name)), [true, false, true]);
        assert.equal(lines.length, 1);
        assert.ok(lines[0]?.includes(`record-invalid: the ${named} cannot be encoded (`), lines[0]);
        assert.match(lines[0] ?? '', /; it is left out\./);
        assert.deepEqual([reporter.counts.traces.exported, reporter.counts.traces.failed], [2, 1]);
        assert.equal(reporter.counts.traces.lastError?.code, 'record-invalid');
      });
    }
  }

  it('over gRPC', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0));
    const exporter = createSpanExporter({ otlp_grpc: { endpoint: `http://127.0.0.1:${server.port}` } }, { reporter });
    assert.ok(exporter);
    await exported(exporter, await spansAround(withLink({})));
    await exporter.shutdown();
    assert.ok(server.requests[0]?.body.includes('after'));
    assert.deepEqual([reporter.counts.traces.exported, reporter.counts.traces.failed], [2, 1]);
  });

  it('are counted once when the collector does not take the rest', async () => {
    const server = await startHttpServer((response) => response.writeHead(400).end());
    const exporter = createSpanExporter({ otlp_http: { endpoint: server.url.href } }, { reporter });
    assert.ok(exporter);
    assert.equal((await exported(exporter, await spansAround(withLink({})))).code, ExportResultCode.FAILED);
    assert.deepEqual([reporter.counts.traces.exported, reporter.counts.traces.failed], [0, 3]);
  });

  it('a metric without a name: at every export, with all its points, and the scope that it leaves empty', async () => {
    const server = await startHttpServer((response) => response.end());
    const exporter = createMetricExporter({ otlp_http: { endpoint: server.url.href } }, { reporter });
    assert.ok(exporter);
    const provider = new MeterProvider({ resource, readers: [new PeriodicReader({ exporter, intervalMs: 60_000, timeoutMs: 10_000, onCollected: undefined })] });
    const meter = provider.getMeter('shop');
    meter.createCounter('orders').add(1);
    const nameless = meter.createCounter(untyped(undefined));
    nameless.add(1, { kind: 'a' });
    nameless.add(1, { kind: 'b' });
    provider.getMeter('empty').createCounter(untyped(undefined)).add(1);
    await provider.forceFlush();
    await provider.forceFlush();
    assert.deepEqual(server.requests.map(({ body }) => [body.includes('orders'), body.includes('empty')]), [[true, false], [true, false]]);
    const named = ['metric (no name) of the instrumentation scope "shop"', 'metric (no name) of the instrumentation scope "empty"'];
    assert.deepEqual(lines.map((line) => /record-invalid: the (.*) cannot be encoded/.exec(line)?.[1]), named);
    assert.deepEqual([reporter.counts.metrics.exported, reporter.counts.metrics.failed], [2, 6]);
    await provider.shutdown();
  });

  it('a log record; what an error quotes is not shown', async () => {
    const exporter = new InMemoryLogRecordExporter();
    const logger = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] }).getLogger('shop');
    logger.emit({ eventName: 'order.taken', severityNumber: SeverityNumber.INFO, body: 'first' });
    logger.emit({ eventName: 'order.lost', body: 'second' });
    const records = exporter.getFinishedLogRecords();
    const bad = Object.create(records[1] ?? null, { attributes: { get: () => { throw new TypeError('canary'); } } });
    const items = [records[0], bad].filter((record) => record !== undefined);
    const body = otlpLogs.protobuf.serializeRequest(items);
    assert.ok(Buffer.from(body ?? []).includes('order.taken'));
    assert.equal(countLeftOut(items), 1);
    assert.match(lines.join(), /^\[otel-distro\] warn record-invalid: the log record "order\.lost" of the instrumentation scope "shop" cannot be encoded \(TypeError /);
    assert.doesNotMatch(lines.join(), /canary/);
  });
});
