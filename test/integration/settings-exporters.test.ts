/** Variables of the exporters: which ones, over which protocol, to where, with what. */
import assert from 'node:assert/strict';
import { createServer, request as sendRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Receiver } from '../../src/testing/index.js';
import { processRows, type ProcessRow, type ProcessRun } from '../support/process-rows.js';
import { hangs, logRecordOf, sendsAll, sendsCounts, sendsNo, workSpanOf } from '../support/settings-work.js';

type Expect = NonNullable<ProcessRow['expect']>;

const signalsAndProtocols = ({ receiver }: ProcessRun): string[] => [...new Set(receiver.requests.map(({ signal, protocol }) => `${signal} ${protocol}`))].sort();
const arrivesBy = (traces: string, metrics: string, logs: string): Expect => (run) => {
  assert.deepEqual(signalsAndProtocols(run), [`logs ${logs}`, `metrics ${metrics}`, `traces ${traces}`]);
  sendsAll(run);
};
const header = (receiver: Receiver, signal: string, name: string): unknown => receiver.requests.find((request) => request.signal === signal)?.headers[name];
const writesWork = ({ stdout }: ProcessRun, pattern: RegExp): void => {
  assert.match(stdout, pattern);
  assert.match(stdout, /\[REDACTED\]/);
  assert.doesNotMatch(stdout, /canary/);
};

describe('settings: OTEL_TRACES_EXPORTER', () => {
  processRows([
    { title: 'OTLP in upper case', env: { OTEL_TRACES_EXPORTER: 'OTLP' }, expect: sendsAll },
    { title: 'otlp/stdout', env: { OTEL_TRACES_EXPORTER: 'otlp/stdout' }, expect: (run) => {
      sendsNo('traces')(run);
      writesWork(run, /^\{"resourceSpans":\[.*"name":"work".*\}$/m);
    } },
    { title: 'console', env: { OTEL_TRACES_EXPORTER: 'Console' }, expect: (run) => {
      sendsNo('traces')(run);
      writesWork(run, /name: 'work'/);
    } },
    { title: 'none: logs still carry trace ids', env: { OTEL_TRACES_EXPORTER: 'NONE' }, expect: (run) => {
      sendsNo('traces')(run);
      assert.match(logRecordOf(run.receiver).traceId ?? '', /^[0-9a-f]{32}$/);
    } },
    { title: 'otlp,console', env: { OTEL_TRACES_EXPORTER: 'otlp, console' }, expect: (run) => {
      sendsAll(run);
      writesWork(run, /name: 'work'/);
    } },
    { title: 'otlp,none', env: { OTEL_TRACES_EXPORTER: 'otlp,none' }, says: /setting-invalid: OTEL_TRACES_EXPORTER="otlp,none" has none beside other members; .*using otlp\./, expect: sendsAll },
    { title: 'unknown', env: { OTEL_TRACES_EXPORTER: 'jaeger' }, says: /setting-invalid: OTEL_TRACES_EXPORTER="jaeger" has the member "jaeger", which is not known; .*using the default, otlp\./, expect: sendsAll },
  ]);
});

describe('settings: OTEL_LOGS_EXPORTER', () => {
  processRows([
    { title: 'Otlp', env: { OTEL_LOGS_EXPORTER: 'Otlp' }, expect: sendsAll },
    { title: 'otlp/stdout', env: { OTEL_LOGS_EXPORTER: 'otlp/stdout' }, expect: (run) => {
      sendsNo('logs')(run);
      writesWork(run, /^\{"resourceLogs":\[.*"working".*\}$/m);
    } },
    { title: 'console', env: { OTEL_LOGS_EXPORTER: 'CONSOLE' }, expect: (run) => {
      sendsNo('logs')(run);
      writesWork(run, /body: 'working'/);
    } },
    { title: 'none', env: { OTEL_LOGS_EXPORTER: 'none' }, expect: sendsCounts({ spans: 6, logs: 0 }) },
  ]);
});

describe('settings: OTEL_EXPORTER_OTLP_PROTOCOL', () => {
  const overGrpc = (receiver: Receiver) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.grpcUrl, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  processRows([
    { title: 'the default', expect: arrivesBy('http/protobuf', 'http/protobuf', 'http/protobuf') },
    { title: 'HTTP/JSON', env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'HTTP/JSON' }, expect: arrivesBy('http/json', 'http/json', 'http/json') },
    { title: 'grpc', env: overGrpc, expect: arrivesBy('grpc', 'grpc', 'grpc') },
    { title: 'grpc without a scheme, OTEL_EXPORTER_OTLP_INSECURE', env: (receiver) => ({ ...overGrpc(receiver), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.grpcUrl.replace('http://', ''), OTEL_EXPORTER_OTLP_INSECURE: 'true' }), expect: arrivesBy('grpc', 'grpc', 'grpc') },
    {
      title: 'the older names of OTEL_EXPORTER_OTLP_TRACES_INSECURE and METRICS_INSECURE',
      env: (receiver) => ({ ...overGrpc(receiver), OTEL_EXPORTER_OTLP_ENDPOINT: receiver.grpcUrl.replace('http://', ''), OTEL_EXPORTER_OTLP_SPAN_INSECURE: 'true', OTEL_EXPORTER_OTLP_METRIC_INSECURE: 'true', OTEL_EXPORTER_OTLP_LOGS_INSECURE: 'true' }),
      expect: arrivesBy('grpc', 'grpc', 'grpc'),
    },
    { title: 'per signal, with blanks', env: { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: ' http/json ', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: ' http/json' }, expect: arrivesBy('http/json', 'http/protobuf', 'http/json') },
    { title: 'per signal, another endpoint', env: (receiver) => ({ OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: receiver.grpcUrl }), expect: arrivesBy('http/protobuf', 'grpc', 'http/protobuf') },
    { title: 'unknown', env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_PROTOCOL="http" is not known; .*using the default, http\/protobuf\./, expect: sendsAll },
  ]);
});

const onlyTraces = { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
const onlyLogs = { OTEL_METRICS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' };

describe('settings: OTLP endpoint, headers, time limit, compression, certificates', () => {
  processRows([
    { title: 'a base that ends in a slash and has a query', env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/?tenant=a` }), expect: sendsAll },
    {
      title: 'the endpoint of a signal is used as it is, that of the others is not touched',
      env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/nowhere`, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/v1/traces`, OTEL_METRICS_EXPORTER: 'none' }),
      says: /export-failed: .*\/nowhere\/v1\/logs does not take logs: it answered 404/,
      expect: sendsCounts({ spans: 6, logs: 0 }),
    },
    { title: 'no URL', env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4318' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=/, expect: sendsAll },
    {
      title: 'headers of a signal replace the others',
      env: { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=all,X-Tenant=a%20b', OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-key=traces' },
      expect({ receiver }) {
        assert.deepEqual(['x-key', 'x-tenant'].map((name) => header(receiver, 'logs', name)), ['all', 'a b']);
        assert.deepEqual(['x-key', 'x-tenant'].map((name) => header(receiver, 'traces', name)), ['traces', undefined]);
        assert.match(String(header(receiver, 'traces', 'user-agent')), /otel-distro\/\d/);
      },
    },
    {
      title: 'headers that are those of the request itself are left out, unseen',
      env: { OTEL_EXPORTER_OTLP_HEADERS: 'Content-Type=canary,content-length=7,connection=canary,transfer-encoding=canary,content-encoding=canary,te=canary,x-key=one' },
      says: /setting-invalid: .* hold content-type, content-length, connection, transfer-encoding, content-encoding, te, which the exporter sets itself/,
      expect(run) {
        sendsAll(run);
        assert.equal(header(run.receiver, 'traces', 'x-key'), 'one');
        assert.doesNotMatch(run.stderr, /canary/);
      },
    },
    { title: 'a bad header is left out, unseen', env: { OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary,a b=canary' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_HEADERS="\(not shown\)" has a bad entry: number 2 /, expect: (run) => {
      sendsAll(run);
      assert.doesNotMatch(run.stderr, /canary/);
    } },
    {
      title: 'credentials in the address and in headers are used and never shown',
      env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `${url.replace('http://', 'http://user:canary-1@')}?key=canary-2`, OTEL_EXPORTER_OTLP_HEADERS: 'x-key=canary-3', OTEL_LOG_LEVEL: 'all' }),
      says: 'anything',
      expect(run) {
        sendsAll(run);
        assert.equal(header(run.receiver, 'traces', 'authorization'), `Basic ${Buffer.from('user:canary-1').toString('base64')}`);
        assert.doesNotMatch(run.stderr, /canary-\d/);
        assert.match(run.stderr, /info started .* traces → otlp_http http:\/\/127\.0\.0\.1:\d+\/v1\/traces,/);
      },
    },
    { title: 'and not when the collector is down', env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:canary-1@127.0.0.1:9/?key=canary-2' }, says: 'anything', expect: ({ stderr }) => {
      assert.match(stderr, /127\.0\.0\.1:9\/v1\/\w+ does not take/);
      assert.doesNotMatch(stderr, /canary-\d/);
    } },
    { title: 'OTEL_EXPORTER_OTLP_TIMEOUT', env: { ...onlyTraces, OTEL_EXPORTER_OTLP_TIMEOUT: '100' }, prepare: hangs, says: /export-failed: .* does not take traces: no complete answer within 100 ms/ },
    { title: 'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', env: { ...onlyLogs, OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '100' }, prepare: hangs, says: /export-failed: .* does not take logs: no complete answer within 100 ms/ },
    { title: 'OTEL_EXPORTER_OTLP_TIMEOUT 0 is no limit', env: { OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, prepare: (receiver) => receiver.respondWith({ delayMs: 300 }), expect: sendsAll },
    { title: 'OTEL_EXPORTER_OTLP_COMPRESSION', env: { OTEL_EXPORTER_OTLP_COMPRESSION: 'GZIP', OTEL_EXPORTER_OTLP_LOGS_COMPRESSION: 'None' }, expect: (run) => {
      sendsAll(run);
      assert.deepEqual(['traces', 'metrics', 'logs'].map((signal) => header(run.receiver, signal, 'content-encoding')), ['gzip', 'gzip', undefined]);
    } },
    { title: 'unknown compression', env: { OTEL_EXPORTER_OTLP_COMPRESSION: 'zstd' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_COMPRESSION="zstd"/, expect: sendsAll },
    { title: 'a certificate that cannot be read: nothing is sent without it', env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url.replace('http:', 'https:'), OTEL_EXPORTER_OTLP_CERTIFICATE: 'no-such.pem' }), says: /export-failed: .*the CA certificate \S+\/no-such\.pem cannot be read \(ENOENT\)/, expect: ({ receiver }) => assert.equal(receiver.requests.length, 0) },
    { title: 'a client certificate without its key', env: ({ url }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url.replace('http:', 'https:'), OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'package.json' }), says: /export-failed: .*of the client certificate and its key only one is set/ },
  ]);
});

interface PlayedServer {
  readonly url: string;
  readonly port: number;
  close(): void;
}

async function play(onRequest: (request: IncomingMessage, body: string) => Promise<void> | void): Promise<PlayedServer> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      await onRequest(request, body);
      response.end();
    });
  });
  server.on('connect', (request: IncomingMessage, socket) => {
    void onRequest(request, '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, close: () => {
      server.close();
      server.closeAllConnections();
    } };
}

describe('settings: OTEL_TRACES_EXPORTER=zipkin', () => {
  const received: { readonly path: string; readonly body: string }[] = [];
  let zipkin: PlayedServer;
  before(async () => {
    zipkin = await play(async ({ url = '' }, body) => {
      if (url === '/hangs') await new Promise(() => undefined);
      received.push({ path: url, body });
    });
  });
  after(() => zipkin.close());
  processRows([
    {
      title: 'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
      env: () => ({ OTEL_TRACES_EXPORTER: 'Zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${zipkin.url}/api/v2/spans` }),
      expect() {
        assert.deepEqual([...new Set(received.map(({ path }) => path))], ['/api/v2/spans']);
        const spans: { name: string; tags: Record<string, string> }[] = received.flatMap(({ body }) => JSON.parse(body));
        assert.equal(spans.find(({ name }) => name === 'work')?.tags['password'], '[REDACTED]');
      },
    },
    { title: 'OTEL_EXPORTER_ZIPKIN_TIMEOUT', env: () => ({ ...onlyTraces, OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${zipkin.url}/hangs`, OTEL_EXPORTER_ZIPKIN_TIMEOUT: '100' }), says: /export-failed: .* no complete answer within 100 ms/ },
  ]);
});

describe('settings: proxies', () => {
  const asked: string[] = [];
  let proxy: PlayedServer;
  let forwardTo = '';
  before(async () => {
    proxy = await play(async ({ method = '', url = '', headers }, body) => {
      asked.push(`${method} ${url} ${headers['proxy-authorization'] ?? ''}`.trim());
      if (method !== 'POST') return;
      const forwarded = sendRequest(forwardTo + new URL(url).pathname, { method, headers });
      forwarded.end(body);
      await once(forwarded, 'response');
    });
  });
  beforeEach(() => void asked.splice(0));
  after(() => proxy.close());
  const throughProxy = (endpoint: string, variables: (url: string) => Record<string, string>) => ({ url }: Receiver) => {
    forwardTo = url;
    return { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', ...onlyTraces, ...variables(proxy.url) };
  };
  const viaHttpProxy: Expect = ({ receiver }) => {
    assert.ok(workSpanOf(receiver));
    assert.equal(asked[0], `POST http://collector.invalid:4318/v1/traces Basic ${Buffer.from('me:pass').toString('base64')}`);
  };
  const withUser = (url: string): string => url.replace('http://', 'http://me:pass@');
  processRows([
    { title: 'HTTP_PROXY', env: throughProxy('http://collector.invalid:4318', (url) => ({ HTTP_PROXY: withUser(url) })), expect: viaHttpProxy },
    { title: 'http_proxy', env: throughProxy('http://collector.invalid:4318', (url) => ({ http_proxy: withUser(url) })), expect: viaHttpProxy },
    { title: 'HTTPS_PROXY opens a tunnel', env: throughProxy('https://collector.invalid:4318', (url) => ({ HTTPS_PROXY: url })), says: /export-failed: https:\/\/collector\.invalid:4318\/v1\/traces does not take traces: .*407/, expect: () => assert.match(asked[0] ?? '', /^CONNECT collector\.invalid:4318/) },
    { title: 'NO_PROXY', env: throughProxy('http://collector.invalid:4318', (url) => ({ HTTP_PROXY: url, NO_PROXY: '.invalid', OTEL_DISTRO_SHUTDOWN_TIMEOUT: '300' })), says: /collector\.invalid:4318\/v1\/traces does not take traces: .*(ENOTFOUND|EAI_AGAIN)/, expect: () => assert.deepEqual(asked, []) },
    { title: 'this machine is reached directly', env: ({ url }) => ({ HTTP_PROXY: proxy.url, OTEL_EXPORTER_OTLP_ENDPOINT: url }), expect: (run) => {
      sendsAll(run);
      assert.deepEqual(asked, []);
    } },
  ]);
});
