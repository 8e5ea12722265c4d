/** The gRPC transport against real HTTP/2 servers. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ExportResponse } from '@opentelemetry/otlp-exporter-base';
import { formatGrpcTimeout, frameMessage, parseRetryDelayMs } from '../../../src/delivery/grpc-status.js';
import { createGrpcTransport, type GrpcTransportOptions } from '../../../src/delivery/grpc-transport.js';
import { createGzipTransport } from '../../../src/delivery/gzip-transport.js';
import { maxResponseBytes } from '../../../src/delivery/http-transport.js';
import { createRetryingTransport } from '../../../src/delivery/retrying-transport.js';
import { answerGrpc, closeServers, requireCertificates, startGrpcServer, startHttpServer, startProxy, startRawServer, unusedPort } from './servers.js';

const data = Buffer.from('some telemetry');
const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

function create(url: URL, options: Partial<GrpcTransportOptions> = {}) {
  return createGrpcTransport({ url, path, headers: {}, ...options });
}

function reasonOf(response: ExportResponse): string {
  assert.notEqual(response.status, 'success');
  return response.status === 'success' ? '' : (response.error?.message ?? '');
}

function bytes(field: number, value: Uint8Array): Buffer {
  return Buffer.from([field * 8 + 2, value.length, ...value]);
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(Math.floor(value / 128))];
}

/** google.rpc.Status with a RetryInfo behind a detail of another type. */
function retryInfo(seconds: number, nanos: number): string {
  const duration = Buffer.from([8, ...varint(seconds), 16, ...varint(nanos)]);
  const detail = (type: string, value: Buffer): Buffer =>
    bytes(3, Buffer.concat([bytes(1, Buffer.from(`type.googleapis.com/google.rpc.${type}`)), bytes(2, value)]));
  const status = [Buffer.from([8, 14]), bytes(2, Buffer.from('busy')), detail('Help', Buffer.from([8, 1])), detail('RetryInfo', bytes(1, duration))];
  return Buffer.concat(status).toString('base64');
}

describe('gRPC transport', () => {
  afterEach(closeServers);

  it('makes unary calls on one connection, with metadata and its time limit', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0, {}, frameMessage(Buffer.from('answer'), false)));
    const transport = create(server.url, { headers: { 'x-tenant': 'blue', 'trace-bin': 'raw', te: 'gzip' } });
    assert.deepEqual(await transport.send(data, 2_500), { status: 'success', data: Buffer.from('answer') });
    assert.equal((await transport.send(data, 0)).status, 'success');
    const [first, second] = server.requests;
    assert.equal(first?.method, 'POST');
    assert.equal(first.url, path);
    assert.deepEqual(first.body, frameMessage(data, false));
    assert.equal(first.headers['content-type'], 'application/grpc');
    assert.equal(first.headers.te, 'trailers');
    assert.equal(first.headers['x-tenant'], 'blue');
    assert.equal(first.headers['trace-bin'], Buffer.from('raw').toString('base64'));
    assert.match(first.headers['user-agent'] ?? '', /^@org\/otel-distro\/\d/);
    assert.equal(first.headers['grpc-timeout'], '2500m');
    assert.equal(first.headers['grpc-encoding'], undefined);
    assert.equal(second?.headers['grpc-timeout'], undefined);
    assert.equal(second?.clientPort, first.clientPort);
    transport.shutdown();
  });

  it('sends and takes gzip', async () => {
    const server = await startGrpcServer((stream) =>
      answerGrpc(stream, 0, {}, frameMessage(gzipSync('answer'), true), { 'grpc-encoding': 'gzip' }),
    );
    const transport = createGzipTransport(create(server.url, { isCompressed: true }));
    assert.deepEqual(await transport.send(data, 2_500), { status: 'success', data: Buffer.from('answer') });
    const request = server.requests[0];
    assert.equal(request?.headers['grpc-encoding'], 'gzip');
    assert.equal(request.body[0], 1);
    assert.deepEqual(gunzipSync(request.body.subarray(5)), data);
  });

  const statuses: [status: number, trailers: Record<string, string>, expected: ExportResponse['status'], reason: RegExp][] = [
    [1, {}, 'retryable', /CANCELLED/],
    [2, {}, 'failure', /UNKNOWN/],
    [3, { 'grpc-message': 'bad%20span of Bearer s3cr3t' }, 'failure', /INVALID_ARGUMENT, "bad span of \[REDACTED\]"/],
    [4, {}, 'retryable', /DEADLINE_EXCEEDED/],
    [7, {}, 'failure', /PERMISSION_DENIED; check the headers/],
    [8, {}, 'failure', /RESOURCE_EXHAUSTED/],
    [8, { 'grpc-status-details-bin': retryInfo(2, 500_000_000) }, 'retryable', /RESOURCE_EXHAUSTED/],
    [10, {}, 'retryable', /ABORTED/],
    [11, {}, 'retryable', /OUT_OF_RANGE/],
    [12, {}, 'failure', /UNIMPLEMENTED; nothing takes telemetry at \/opentelemetry/],
    [13, {}, 'failure', /INTERNAL/],
    [14, {}, 'retryable', /UNAVAILABLE/],
    [15, {}, 'retryable', /DATA_LOSS/],
    [16, {}, 'failure', /UNAUTHENTICATED; check the headers/],
    [99, {}, 'failure', /UNKNOWN/],
  ];
  for (const [status, trailers, expected, reason] of statuses) {
    const withDetails = 'grpc-status-details-bin' in trailers;
    for (const message of [undefined, frameMessage(Buffer.alloc(0), false)]) {
      it(`takes status ${status}${withDetails ? ' with RetryInfo' : ''} in ${message ? 'trailers' : 'headers'} as ${expected}`, async () => {
        const server = await startGrpcServer((stream) => answerGrpc(stream, status, trailers, message));
        const response = await create(server.url, { headers: { authorization: 'Bearer s3cr3t' } }).send(data, 5_000);
        assert.equal(response.status, expected);
        assert.match(reasonOf(response), reason);
        assert.equal(response.status === 'retryable' && response.retryInMillis, expected === 'retryable' && (withDetails ? 2_500 : undefined));
      });
    }
  }

  it('sends again after UNAVAILABLE and delivers', async () => {
    const server = await startGrpcServer((stream, _request, attempt) => answerGrpc(stream, attempt === 1 ? 14 : 0));
    const transport = createRetryingTransport(create(server.url), { initialBackoffMs: 10 });
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.equal(server.requests.length, 2);
  });

  it('opens another connection after a GOAWAY', async () => {
    const server = await startGrpcServer((stream, _request, attempt) => {
      answerGrpc(stream, 0);
      if (attempt === 1) stream.session?.goaway();
    });
    const transport = createRetryingTransport(create(server.url), { initialBackoffMs: 10 });
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.notEqual(server.requests[0]?.clientPort, server.requests[1]?.clientPort);
  });

  it('opens another connection after the server cut it in a call', async () => {
    const server = await startGrpcServer((stream, _request, attempt) => {
      if (attempt === 1) stream.session?.destroy();
      else answerGrpc(stream, 0);
    });
    const transport = createRetryingTransport(create(server.url), { initialBackoffMs: 10 });
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.notEqual(server.requests[0]?.clientPort, server.requests[1]?.clientPort);
  });

  it('ends a call without an answer at the deadline, and the next one gets another connection', async () => {
    const server = await startGrpcServer((stream, _request, attempt) => {
      if (attempt > 1) answerGrpc(stream, 0);
    });
    const transport = create(server.url);
    assert.match(reasonOf(await transport.send(data, 150)), /no complete answer within 150 ms/);
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.notEqual(server.requests[0]?.clientPort, server.requests[1]?.clientPort);
  });

  it('ends a connection that is never answered at the deadline', async () => {
    const server = await startRawServer(() => {});
    assert.match(reasonOf(await create(server.url).send(data, 150)), /no complete answer within 150 ms/);
  });

  for (const [bytes, expected] of [[maxResponseBytes - 5, 'success'], [maxResponseBytes - 4, 'failure']] as const) {
    it(`takes a message of ${bytes} bytes as ${expected}`, async () => {
      const server = await startGrpcServer((stream) => answerGrpc(stream, 0, {}, frameMessage(Buffer.alloc(bytes), false)));
      const response = await create(server.url).send(data, 5_000);
      assert.equal(response.status, expected);
      if (expected === 'failure') assert.match(reasonOf(response), /larger than 4 MiB/);
    });
  }

  it('says that nothing listens, and may try again', async () => {
    const response = await create(new URL(`http://127.0.0.1:${await unusedPort()}`)).send(data, 5_000);
    assert.equal(response.status, 'retryable');
    assert.match(reasonOf(response), /nothing listens there/);
  });

  it('names the protocol when an HTTP/1.1 server answers', async () => {
    const server = await startHttpServer((response) => response.end());
    const response = await create(server.url).send(data, 5_000);
    assert.equal(response.status, 'failure');
    assert.match(reasonOf(response), /does not speak gRPC.*4317/);
  });

  it('speaks TLS with the configured authority and client certificate, and not without', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0), { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true });
    const known = create(server.url, { secureContext: createSecureContext({ ca: cert, cert, key }) });
    assert.equal((await known.send(data, 5_000)).status, 'success');
    assert.match(reasonOf(await create(server.url).send(data, 5_000)), /not signed by an authority/);
    assert.notEqual((await create(server.url, { secureContext: createSecureContext({ ca: cert }) }).send(data, 5_000)).status, 'success');
    assert.equal(server.requests.length, 1);
  });

  it('names the protocol when an HTTPS server has no HTTP/2', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startHttpServer((response) => response.end(), { cert, key });
    const response = await create(server.url, { secureContext: createSecureContext({ ca: cert }) }).send(data, 5_000);
    assert.match(reasonOf(response), /does not speak gRPC|does not speak TLS|ALPN|alert/i);
  });

  it('goes through the tunnel of a proxy', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0));
    const proxy = await startProxy(server.port);
    const transport = create(new URL('http://collector.test:4317'), { proxy: new URL(`http://127.0.0.1:${proxy.port}`) });
    assert.equal((await transport.send(data, 5_000)).status, 'success');
    assert.deepEqual(proxy.tunnels, ['collector.test:4317']);
    transport.shutdown();
  });
});

describe('gRPC wire format', () => {
  for (const [timeoutMs, expected] of [[1, '1m'], [0.2, '1m'], [99_999_999, '99999999m'], [100_000_000, '100000S'], [1e15, '99999999S']] as const) {
    it(`writes a time limit of ${timeoutMs} ms as ${expected}`, () => assert.equal(formatGrpcTimeout(timeoutMs), expected));
  }

  it('finds no wait in details without one, or that make no sense', () => {
    assert.equal(parseRetryDelayMs(retryInfo(300, 1_000_000)), 300_001);
    for (const details of ['', 'AAAA', '/////w==', Buffer.from([26, 200, 1]).toString('base64')]) {
      assert.equal(parseRetryDelayMs(details), undefined);
    }
  });
});
