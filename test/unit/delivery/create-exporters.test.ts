/** From configuration entries to telemetry that arrives, through the SDK's own processors and readers. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { diag } from '@opentelemetry/api';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import type { SpanExporterConfigModel } from '@opentelemetry/configuration';
import { createLogRecordExporter, createMetricExporter, createSpanExporter } from '../../../src/delivery/create-exporters.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';
import { frameMessage } from '../../../src/delivery/grpc-status.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { makeSpans } from './ended-spans.js';
import { answerGrpc, closeServers, createCertificates, requireCertificates, startGrpcServer, startHttpServer } from './servers.js';

const resource = resourceFromAttributes({ 'service.name': 'delivery-test' });

function fromUpstream(message: string): void {
  assert.fail(`upstream reported it as well: ${message}`);
}

function exported(exporter: SpanExporter, spans: ReadableSpan[]): Promise<ExportResult> {
  return new Promise((resolve) => exporter.export(spans, resolve));
}

describe('createSpanExporter', () => {
  let lines: string[];
  let restoreSink: () => void;
  let reporter: ExportReporter;
  let spans: ReadableSpan[];

  before(async () => {
    spans = await makeSpans();
  });
  beforeEach(() => {
    lines = [];
    restoreSink = setDiagnosticSink((line) => void lines.push(line));
    reporter = new ExportReporter();
  });
  afterEach(async () => {
    restoreSink();
    await closeServers();
  });

  function create(model: SpanExporterConfigModel, proxies = {}): SpanExporter {
    const exporter = createSpanExporter(model, { reporter, proxies });
    assert.ok(exporter);
    return exporter;
  }

  it('otlp_http sends protobuf with the headers, by default not compressed, and counts', async () => {
    const server = await startHttpServer((response) => response.end());
    const headers = [
      { name: 'X-Tenant', value: 'blue' },
      { name: 'x-none', value: null },
    ];
    const exporter = create({ otlp_http: { endpoint: server.url.href, headers } });
    assert.equal((await exported(exporter, spans)).code, ExportResultCode.SUCCESS);
    const [request] = server.requests;
    assert.equal(request?.headers['content-type'], 'application/x-protobuf');
    assert.equal(request.headers['x-tenant'], 'blue');
    assert.equal(request.headers['x-none'], undefined);
    assert.equal(request.headers['content-encoding'], undefined);
    assert.ok(request.body.includes('checkout'));
    assert.equal(reporter.counts.traces.exported, 1);
    assert.deepEqual(lines, []);
    await exporter.shutdown();
  });

  for (const kind of ['otlp_http', 'otlp_grpc'] as const) {
    it(`${kind} sends although headers are set that are its own, and names them without a value`, async () => {
      const names = ['Content-Type', 'content-length', 'host', 'connection', 'transfer-encoding', 'content-encoding', 'te', 'expect', 'upgrade'];
      const headers = [...names.map((name) => ({ name, value: 'canary' })), { name: 'x-tenant', value: 'blue' }];
      const server = kind === 'otlp_http' ? await startHttpServer((response) => response.end()) : await startGrpcServer((stream) => answerGrpc(stream, 0));
      const exporter = create({ [kind]: { endpoint: `http://127.0.0.1:${server.port}`, headers } });
      assert.equal((await exported(exporter, spans)).code, ExportResultCode.SUCCESS);
      assert.equal(server.requests[0]?.headers['x-tenant'], 'blue');
      assert.doesNotMatch(JSON.stringify(server.requests[0].headers), /canary/);
      assert.equal(lines.length, 1);
      assert.match(lines[0] ?? '', /setting-invalid: .* hold content-type, content-length, host, connection, transfer-encoding, content-encoding, te, expect, upgrade, which/);
      assert.doesNotMatch(lines[0] ?? '', /canary/);
      await exporter.shutdown();
    });
  }

  it('otlp_http compresses when it shall', async () => {
    const server = await startHttpServer((response) => response.end());
    await exported(create({ otlp_http: { endpoint: server.url.href, compression: 'gzip' } }), spans);
    assert.equal(server.requests[0]?.headers['content-encoding'], 'gzip');
    assert.ok(gunzipSync(server.requests[0].body).includes('checkout'));
  });

  it('otlp_http with encoding json sends JSON', async () => {
    const server = await startHttpServer((response) => response.end());
    await exported(create({ otlp_http: { endpoint: server.url.href, encoding: 'json' } }), spans);
    assert.equal(server.requests[0]?.headers['content-type'], 'application/json');
    const body: { resourceSpans?: unknown[] } = JSON.parse(server.requests[0].body.toString());
    assert.equal(body.resourceSpans?.length, 1);
  });

  it('otlp_http delivers after 503', async () => {
    const server = await startHttpServer((response, _request, attempt) => response.writeHead(attempt === 1 ? 503 : 200).end());
    assert.equal((await exported(create({ otlp_http: { endpoint: server.url.href } }), spans)).code, ExportResultCode.SUCCESS);
    assert.equal(server.requests.length, 2);
    assert.deepEqual(lines, []);
  });

  it('otlp_http goes through the proxy of the context', async () => {
    const server = await startHttpServer((response) => response.end());
    const proxies = { httpProxy: `127.0.0.1:${server.port}` };
    await exported(create({ otlp_http: { endpoint: 'http://collector.test/v1/traces' } }, proxies), spans);
    assert.equal(server.requests[0]?.url, 'http://collector.test/v1/traces');
  });

  it('otlp_grpc sends to the trace service', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0));
    const exporter = create({ otlp_grpc: { endpoint: `127.0.0.1:${server.port}`, tls: { insecure: true }, compression: 'gzip' } });
    assert.equal((await exported(exporter, spans)).code, ExportResultCode.SUCCESS);
    assert.equal(server.requests[0]?.url, '/opentelemetry.proto.collector.trace.v1.TraceService/Export');
    assert.ok(gunzipSync(server.requests[0].body.subarray(5)).includes('checkout'));
    await exporter.shutdown();
  });

  it('otlp_grpc without scheme is TLS unless insecure', async function () {
    const { cert, key, certificateFile } = requireCertificates(this);
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0), { cert, key });
    const exporter = create({ otlp_grpc: { endpoint: `localhost:${server.port}`, tls: { ca_file: certificateFile } } });
    assert.equal((await exported(exporter, spans)).code, ExportResultCode.SUCCESS);
  });

  it('zipkin posts the spans with a time limit of our own transport', async () => {
    const server = await startHttpServer((response) => response.writeHead(202).end());
    const exporter = create({ 'zipkin': { endpoint: `http://127.0.0.1:${server.port}/api/v2/spans` } });
    assert.equal((await exported(exporter, spans)).code, ExportResultCode.SUCCESS);
    assert.equal(server.requests[0]?.url, '/api/v2/spans');
    assert.match(server.requests[0].headers['user-agent'] ?? '', /^@org\/otel-distro/);
    const body: { name?: unknown }[] = JSON.parse(server.requests[0].body.toString());
    assert.equal(body[0]?.name, 'checkout');
    const hanging = await startHttpServer(() => {});
    const impatient = create({ 'zipkin': { endpoint: `http://127.0.0.1:${hanging.port}/`, timeout: 100 } });
    assert.match((await exported(impatient, spans)).error?.message ?? '', /no complete answer within 100 ms/);
  });

  it('console writes to the console', async () => {
    const written: unknown[] = [];
    const { dir } = console;
    console.dir = (value: unknown) => void written.push(value);
    const result = await exported(create({ console: null }), spans);
    console.dir = dir;
    assert.equal(result.code, ExportResultCode.SUCCESS);
    assert.equal(written.length, 1);
  });

  it('reports a collector that is down once, with the reason, and fails the export', async () => {
    const server = await startHttpServer((response) => response.writeHead(401).end());
    const headers = [{ name: 'authorization', value: 'Bearer s3cr3t' }];
    const exporter = create({ otlp_http: { endpoint: `${server.url.href}?token=s3cr3t`, headers } });
    const { error } = await exported(exporter, spans);
    await exported(exporter, spans);
    assert.equal(error?.name, 'DeliveryError');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /does not take traces: it answered 401: access denied/);
    assert.doesNotMatch(lines[0] ?? '', /s3cr3t/);
    assert.equal(reporter.counts.traces.failed, 2);
  });

  for (const encoding of ['protobuf', 'json'] as const) {
    it(`reports what the collector refused of a request in ${encoding}`, async () => {
      // ExportTraceServiceResponse { partial_success (1): { rejected_spans (1): 1, error_message (2): "too old" } }
      const bytes = Buffer.concat([Buffer.from([10, 11, 8, 1, 18, 7]), Buffer.from('too old')]);
      const json = JSON.stringify({ partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } });
      const server = await startHttpServer((response, request) => {
        response.setHeader('content-type', request.headers['content-type'] ?? '').end(encoding === 'json' ? json : bytes);
      });
      diag.setLogger({ error: fromUpstream, warn: fromUpstream, info: fromUpstream, debug() {}, verbose() {} }, { suppressOverrideMessage: true });
      const result = await exported(create({ otlp_http: { endpoint: server.url.href, encoding } }), spans);
      diag.disable();
      assert.equal(result.code, ExportResultCode.SUCCESS);
      assert.match(lines[0] ?? '', /refused a part of the traces: "too old"/);
      assert.equal(lines.length, 1);
      assert.deepEqual([reporter.counts.traces.exported, reporter.counts.traces.failed], [0, 1]);
    });
  }

  it('takes an answer over gRPC that cannot be decoded for a delivery', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0, {}, frameMessage(Buffer.from([10, 200]), false)));
    const result = await exported(create({ otlp_grpc: { endpoint: `http://127.0.0.1:${server.port}` } }), spans);
    assert.equal(result.code, ExportResultCode.SUCCESS);
    assert.deepEqual(lines, []);
  });

  const missing = '/nowhere/ca.pem';
  const pem = createCertificates();
  const tlsRows: [name: string, tls: Record<string, string>, reason: RegExp][] = [
    ['a missing authority', { ca_file: missing }, /the CA certificate \/nowhere\/ca.pem cannot be read \(ENOENT\)/],
    ['an authority that is none', { ca_file: import.meta.filename }, /holds no certificate in PEM format/],
    ['a client key without a certificate', { key_file: missing }, /only one is set/],
    ['a client certificate without a key', { cert_file: missing }, /only one is set/],
  ];
  if (pem !== undefined) {
    tlsRows.push(['a key that is none', { cert_file: pem.certificateFile, key_file: path.join(pem.folder, 'certificate.pem') }, /is no key in PEM format/]);
  }
  for (const [name, tls, reason] of tlsRows) {
    for (const kind of ['otlp_http', 'otlp_grpc'] as const) {
      it(`${kind} with ${name} is reported at once and sends nothing`, async () => {
        const server = await startHttpServer((response) => response.end());
        const exporter = create({ [kind]: { endpoint: `https://127.0.0.1:${server.port}/`, tls } });
        assert.match(lines[0] ?? '', reason);
        assert.match((await exported(exporter, spans)).error?.message ?? '', reason);
        assert.equal(lines.length, 1);
        assert.equal(reporter.counts.traces.failed, 1);
        await exporter.forceFlush?.();
        await exporter.shutdown();
      });
    }
  }

  it('reports an endpoint that is no address without showing it', () => {
    for (const endpoint of ['me:s3cr3t@collector:4318', 'not an address', 'ftp://me:s3cr3t@collector/']) {
      create({ otlp_http: { endpoint } });
    }
    assert.match(lines[0] ?? '', /the endpoint is not an http:\/\/ or https:\/\/ address/);
    assert.doesNotMatch(lines.join(), /s3cr3t/);
  });

  it('reports what it does not have', () => {
    assert.equal(createSpanExporter({ kafka: {} }, { reporter }), undefined);
    assert.equal(createSpanExporter({ 'otlp_file/development': { output_stream: 'file:///tmp/spans.jsonl' } }, { reporter }), undefined);
    assert.match(lines[0] ?? '', /setting-unsupported: there is no exporter "kafka"; traces are not exported/);
    assert.match(lines[1] ?? '', /setting-unsupported: there is no output_stream "file:\/\/\/tmp\/spans.jsonl"/);
  });
});

describe('createMetricExporter and createLogRecordExporter', () => {
  afterEach(closeServers);

  it('deliver through the reader and the processor of the SDK', async () => {
    const server = await startHttpServer((response) => response.end());
    const reporter = new ExportReporter();
    const endpoint = (signal: string): string => `http://127.0.0.1:${server.port}/v1/${signal}`;
    const metricExporter = createMetricExporter({ otlp_http: { endpoint: endpoint('metrics') } }, { reporter });
    const logExporter = createLogRecordExporter({ otlp_http: { endpoint: endpoint('logs') } }, { reporter });
    assert.ok(metricExporter && logExporter);
    const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })] });
    const loggers = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: logExporter })] });
    const counter = meters.getMeter('test').createCounter('orders');
    counter.add(1, { kind: 'a' });
    counter.add(1, { kind: 'b' });
    loggers.getLogger('test').emit({ body: 'order taken' });
    await Promise.all([meters.shutdown(), loggers.shutdown()]);
    const bodies = new Map(server.requests.map(({ url, body }) => [url, body]));
    assert.ok(bodies.get('/v1/metrics')?.includes('orders'));
    assert.ok(bodies.get('/v1/logs')?.includes('order taken'));
    assert.equal(reporter.counts.metrics.exported, 2);
    assert.equal(reporter.counts.logs.exported, 1);
  });
});
