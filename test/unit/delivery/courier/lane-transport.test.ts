/** One attempt of a lane against real servers: what is sent, and what each answer means. */
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { readAnswer } from '../../../../src/delivery/courier/answer.js';
import { createLaneTransport, type LaneTransport, type SendOutcome } from '../../../../src/delivery/courier/lane-transport.js';
import type { LaneOptions } from '../../../../src/delivery/courier/messages.js';
import { DeliveryError } from '../../../../src/delivery/delivery-error.js';
import { frameMessage } from '../../../../src/delivery/grpc-status.js';
import { decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { field, varint } from '../../otlp/wire.js';
import { answerGrpc, closeServers, requireCertificates, startGrpcServer, startHttpServer, startRawServer, unusedPort, type Answer, type TestServer } from '../servers.js';
import { namesIn, request } from './played.js';

const body = request('checkout', 'größe ✓');

function open(exporter: LaneOptions['exporter']): LaneTransport {
  return createLaneTransport({ signal: 'traces', exporter, scheduledDelayMs: 0, maxBatchItems: 512 }, {});
}

async function sendOnce(exporter: LaneOptions['exporter']): Promise<SendOutcome> {
  const transport = open(exporter);
  try {
    return await transport.send(body);
  } finally {
    transport.shutdown();
  }
}

/** The kind of outcome, and what decides about the next attempt. */
function shortly(outcome: SendOutcome): unknown[] {
  if (outcome.kind === 'delivered') return outcome.refusal === undefined ? ['delivered'] : ['delivered', outcome.refusal.items, outcome.refusal.error.message];
  return [outcome.kind, outcome.error.code, outcome.kind === 'later' ? outcome.waitMs : outcome.mayFit];
}

const partialSuccess = Buffer.from([...field(1, [0x08, ...varint(2), ...field(2, 'too old: s3cret-value')])]);

describe('lane transport', () => {
  afterEach(closeServers);

  const answering = (answer: Answer): Promise<TestServer> => startHttpServer(answer);

  it('http/protobuf: sends the bytes as they are, with the headers', async () => {
    const server = await answering((response) => response.end());
    const outcome = await sendOnce({ otlp_http: { endpoint: server.url.href, headers: [{ name: 'X-Tenant', value: 'blue' }] } });
    assert.deepEqual(outcome, { kind: 'delivered', refusal: undefined });
    const [received] = server.requests;
    assert.deepEqual(received?.body, Buffer.from(body));
    assert.equal(received.headers['content-type'], 'application/x-protobuf');
    assert.equal(received.headers['x-tenant'], 'blue');
  });

  it('http/json: sends the same request as JSON', async () => {
    const server = await answering((response) => response.end());
    await sendOnce({ otlp_http: { endpoint: server.url.href, encoding: 'json' } });
    const [received] = server.requests;
    assert.equal(received?.headers['content-type'], 'application/json');
    assert.deepEqual(decodeRequest('traces', 'json', received.body), decodeRequest('traces', 'protobuf', body));
  });

  it('gzip', async () => {
    const server = await answering((response) => response.end());
    await sendOnce({ otlp_http: { endpoint: server.url.href, compression: 'gzip' } });
    const [received] = server.requests;
    assert.equal(received?.headers['content-encoding'], 'gzip');
    assert.deepEqual(namesIn(gunzipSync(received.body)), ['checkout', 'größe ✓']);
  });

  it('gRPC, with gzip and partial success', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0, {}, frameMessage(partialSuccess, false)));
    const outcome = await sendOnce({ otlp_grpc: { endpoint: server.url.origin, compression: 'gzip', headers: [{ name: 'x-tenant', value: 'blue' }] } });
    const [received] = server.requests;
    assert.equal(received?.url, '/opentelemetry.proto.collector.trace.v1.TraceService/Export');
    assert.equal(received.headers['x-tenant'], 'blue');
    assert.deepEqual(namesIn(gunzipSync(received.body.subarray(5))), ['checkout', 'größe ✓']);
    assert.deepEqual(shortly(outcome), ['delivered', 2, '"too old: s3cret-value"']);
  });

  it('what cannot be written as JSON is refused, and a part of it may not be', async () => {
    const server = await answering((response) => response.end());
    const transport = open({ otlp_http: { endpoint: server.url.href, encoding: 'json' } });
    const outcome = await transport.send(Uint8Array.of(0x0a, 0xff));
    transport.shutdown();
    assert.equal(outcome.kind, 'refused');
    assert.ok(outcome.kind === 'refused' && outcome.mayFit);
    assert.equal(server.requests.length, 0);
  });

  for (const [status, headers, expected] of [
    [400, {}, ['refused', 'HTTP 400', true]],
    [401, {}, ['refused', 'HTTP 401', false]],
    [403, {}, ['refused', 'HTTP 403', false]],
    [404, {}, ['refused', 'HTTP 404 /v1/traces', false]],
    [413, {}, ['refused', 'HTTP 413', true]],
    [422, {}, ['refused', 'HTTP 422', true]],
    [500, {}, ['refused', 'HTTP 500', false]],
    [429, { 'retry-after': '7' }, ['later', 'HTTP 429', 7000]],
    [503, { 'retry-after': '3' }, ['later', 'HTTP 503', 3000]],
    [503, {}, ['later', 'HTTP 503', undefined]],
    [502, { 'retry-after': 'soon' }, ['later', 'HTTP 502', undefined]],
  ] as const) {
    it(`HTTP ${status} ${JSON.stringify(headers)}: ${expected.join(', ')}`, async () => {
      const server = await answering((response) => response.writeHead(status, headers).end());
      assert.deepEqual(shortly(await sendOnce({ otlp_http: { endpoint: server.url.href } })), expected);
    });
  }

  for (const [name, status, expected] of [
    ['INVALID_ARGUMENT', 3, ['refused', true]],
    ['PERMISSION_DENIED', 7, ['refused', false]],
    ['RESOURCE_EXHAUSTED', 8, ['refused', true]],
    ['UNIMPLEMENTED', 12, ['refused', false]],
    ['UNAVAILABLE', 14, ['later', undefined]],
  ] as const) {
    it(`gRPC ${name}: ${expected.join(', ')}`, async () => {
      const server = await startGrpcServer((stream) => answerGrpc(stream, status));
      const [kind, code, rest] = shortly(await sendOnce({ otlp_grpc: { endpoint: server.url.origin } }));
      assert.match(String(code), new RegExp(`^gRPC ${name}`));
      assert.deepEqual([kind, rest], expected);
    });
  }

  it('what stands in the way may be mended: nothing listens, no such host, a wrong certificate, a connection that is cut, no answer in time', async function () {
    const { cert, key } = requireCertificates(this);
    const secure = await startHttpServer((response) => response.end(), { cert, key });
    const cutting = await startRawServer((socket) => socket.destroy());
    const silent = await answering(() => {});
    const endpoints = {
      ECONNREFUSED: `http://localhost:${await unusedPort()}/`,
      DEPTH_ZERO_SELF_SIGNED_CERT: secure.url.href,
      ECONNRESET: cutting.url.href,
      timeout: silent.url.href,
    };
    for (const [code, endpoint] of Object.entries(endpoints)) {
      const outcome = await sendOnce({ otlp_http: { endpoint, timeout: 200 } });
      assert.deepEqual(shortly(outcome).slice(0, 2), ['later', code]);
    }
    assert.equal((await sendOnce({ otlp_http: { endpoint: 'http://no-such-host.invalid/', timeout: 5000 } })).kind, 'later');
  });

  it('a kept connection that the collector closed may be tried again at once', async () => {
    const server = await answering((response, { clientPort }, attempt) => {
      if (attempt === 1) response.end();
      else response.socket?.destroy();
      return void clientPort;
    });
    const transport = open({ otlp_http: { endpoint: server.url.href } });
    assert.equal((await transport.send(body)).kind, 'delivered');
    assert.deepEqual(shortly(await transport.send(body)), ['later', 'ECONNRESET', 0]);
    transport.shutdown();
  });

  it('partial success in JSON, without the values of our headers', async () => {
    const answer = { partialSuccess: { rejectedSpans: '2', errorMessage: 'too old: s3cret-value' } };
    const server = await answering((response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer)));
    const outcome = await sendOnce({ otlp_http: { endpoint: server.url.href, encoding: 'json', headers: [{ name: 'authorization', value: 's3cret-value' }] } });
    assert.deepEqual(shortly(outcome), ['delivered', 2, '"too old: [REDACTED]"']);
  });

  it('partial success in protobuf', async () => {
    const server = await answering((response) => response.setHeader('content-type', 'application/x-protobuf').end(partialSuccess));
    assert.deepEqual(shortly(await sendOnce({ otlp_http: { endpoint: server.url.href } })), ['delivered', 2, '"too old: s3cret-value"']);
  });

  for (const [encoding, type, answers] of [
    ['protobuf', 'application/x-protobuf', [Buffer.alloc(100, 0xff), Buffer.from('0a', 'hex'), Buffer.from('0aff01', 'hex'), Buffer.from('hello')]],
    ['json', 'application/json', ['null', '7', '"x"', '[]', '{', '{"partialSuccess":null}', '{"partialSuccess":7}', '{"partialSuccess":{"rejectedSpans":{},"errorMessage":""}}', '{"partialSuccess":{"errorMessage":{"toString":1}}}'].map((text) => Buffer.from(text))],
  ] as const) {
    it(`an answer in ${encoding} that makes no sense does not undo the delivery`, async () => {
      let current: Buffer = Buffer.alloc(0);
      const server = await answering((response) => response.setHeader('content-type', type).end(current));
      const transport = open({ otlp_http: { endpoint: server.url.href, encoding } });
      for (current of answers) assert.deepEqual(shortly(await transport.send(body)).slice(0, 1), ['delivered'], current.toString('latin1'));
      transport.shutdown();
    });
  }

  it('a web page is no collector', async () => {
    const server = await answering((response) => response.setHeader('content-type', 'text/html').end('<html>'));
    assert.deepEqual(shortly(await sendOnce({ otlp_http: { endpoint: server.url.href } })), ['refused', 'not-otlp', false]);
  });

  it('says at once what it cannot work with', () => {
    assert.throws(() => open({ otlp_http: { endpoint: 'ftp://collector/' } }), DeliveryError);
  });
});

describe('readAnswer', () => {
  it('reads what was refused, of each signal', () => {
    for (const name of ['rejectedSpans', 'rejectedDataPoints', 'rejectedLogRecords']) {
      assert.deepEqual(readAnswer(Buffer.from(JSON.stringify({ partialSuccess: { [name]: 3 } })), true), { rejectedItems: 3, errorMessage: '' });
    }
  });

  it('no answer refuses nothing', () => {
    for (const isJson of [true, false]) {
      assert.deepEqual(readAnswer(undefined, isJson), { rejectedItems: 0, errorMessage: '' });
      assert.deepEqual(readAnswer(new Uint8Array(), isJson), { rejectedItems: 0, errorMessage: '' });
    }
  });
});
