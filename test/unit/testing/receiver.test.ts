import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { JsonTraceSerializer, ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { type Receiver, startReceiver } from '../../../src/testing/index.js';
import { sampleLogRecords, sampleMetrics, sampleSpans } from '../otlp/sdk-samples.js';
import { grpcExport, logRequest, post, traceRequest } from './clients.js';

const protobuf = { 'content-type': 'application/x-protobuf' };

function body(byteLength: number): string {
  return '{}'.padEnd(byteLength);
}

describe('startReceiver', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver({ maxBodyBytes: 10_000 });
  });
  afterEach(() => receiver.close());

  it('takes all signals over http/protobuf, http/json and gRPC', async () => {
    const spans = ProtobufTraceSerializer.serializeRequest(await sampleSpans()) ?? assert.fail();
    const json = JsonTraceSerializer.serializeRequest(await sampleSpans()) ?? assert.fail();
    const metrics = ProtobufMetricsSerializer.serializeRequest(await sampleMetrics()) ?? assert.fail();
    const logs = ProtobufLogsSerializer.serializeRequest(await sampleLogRecords({}, 'sold out')) ?? assert.fail();

    const responses = [
      await post(receiver.url, 'traces', spans, protobuf),
      await post(receiver.url, 'metrics', metrics, protobuf),
      await post(receiver.url, 'logs', logs, protobuf),
      await post(receiver.url, 'traces', json),
    ];
    assert.deepEqual(responses.map((response) => [response.status, response.headers.get('content-type')]), [
      [200, 'application/x-protobuf'],
      [200, 'application/x-protobuf'],
      [200, 'application/x-protobuf'],
      [200, 'application/json'],
    ]);
    assert.equal(await responses[0]?.text(), '');
    assert.equal(await responses[3]?.text(), '{}');
    for (const [signal, message] of [['traces', spans], ['metrics', metrics], ['logs', logs]] as const) {
      const answer = await grpcExport(receiver.grpcUrl, signal, message);
      assert.deepEqual([answer.grpcStatus, answer.message.length], ['0', 0]);
    }
    assert.equal(receiver.spansNamed('GET /').length, 3);
    assert.equal(receiver.logs.filter((log) => log.body === 'sold out').length, 2);
    assert.equal(receiver.metrics.filter((metric) => metric.name === 'orders').length, 2);
    assert.deepEqual(receiver.problems, []);
    const [first] = receiver.requests;
    assert.ok(first?.accepted);
    assert.deepEqual([first.protocol, first.path, first.wireByteLength, first.headers['content-type']], [
      'http/protobuf',
      '/v1/traces',
      spans.length,
      'application/x-protobuf',
    ]);
    assert.deepEqual(first.body, Buffer.from(spans));
    assert.deepEqual([receiver.requests[4]?.protocol, receiver.requests[4]?.wireByteLength], ['grpc', spans.length]);
  });

  it('takes compressed bodies', async () => {
    const packed = traceRequest({ name: 'packed' });
    await post(receiver.url, 'traces', gzipSync(packed), { 'content-encoding': 'gzip' });
    await post(receiver.url, 'traces', deflateSync(packed), { 'content-encoding': 'Deflate' });
    await grpcExport(receiver.grpcUrl, 'traces', ProtobufTraceSerializer.serializeRequest(await sampleSpans()) ?? assert.fail(), { gzip: true });
    assert.equal(receiver.spansNamed('packed').length, 2);
    assert.equal(receiver.spansNamed(/^GET/).length, 1);
    assert.equal(receiver.requests[0]?.body.toString(), packed);
    assert.equal(receiver.requests[0]?.wireByteLength, gzipSync(packed).length);
  });

  it('refuses what it cannot take, and says why', async () => {
    const status = async (path: string, init: RequestInit): Promise<number> => (await fetch(receiver.url + path, init)).status;
    const headers = { 'content-type': 'application/json' };
    assert.equal(await status('/v1/traces', { headers }), 405);
    assert.equal(await status('/v1/spans', { method: 'POST', headers, body: '{}' }), 404);
    assert.equal(await status('/v1/traces', { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{}' }), 415);
    assert.equal(await status('/v1/traces', { method: 'POST', headers: { ...headers, 'content-encoding': 'br' }, body: '{}' }), 415);
    assert.equal(await status('/v1/traces', { method: 'POST', headers: { ...headers, 'content-encoding': 'gzip' }, body: '{}' }), 400);
    const malformed = await fetch(`${receiver.url}/v1/traces`, { method: 'POST', headers, body: '{"resourceSpans":5}' });
    assert.equal(malformed.status, 400);
    assert.match(await malformed.text(), /resourceSpans: expected an array/);
    assert.match(receiver.problems.join(), /http\/json \/v1\/traces: ExportTraceServiceRequest\.resourceSpans/);
    assert.equal(receiver.requests.at(-1)?.accepted, false);

    const grpc = await grpcExport(receiver.grpcUrl, 'traces', Buffer.from([0x0a, 9]));
    assert.equal(grpc.grpcStatus, '3');
    assert.match(decodeURIComponent(grpc.grpcMessage ?? ''), /runs past the end/);
    assert.equal((await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0), { path: '/x/Y' })).grpcStatus, '12');
    assert.equal((await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0))).grpcStatus, '0');
  });

  it('takes a body of the largest size and refuses one byte more, compressed or not', async () => {
    const gzip = { 'content-encoding': 'gzip' };
    assert.equal((await post(receiver.url, 'logs', body(10_000))).status, 200);
    assert.equal((await post(receiver.url, 'logs', body(10_001))).status, 413);
    assert.equal((await post(receiver.url, 'logs', gzipSync(body(10_000)), gzip)).status, 200);
    assert.equal((await post(receiver.url, 'logs', gzipSync(body(10_001)), gzip)).status, 413);
    assert.equal((await grpcExport(receiver.grpcUrl, 'logs', Buffer.alloc(10_001))).grpcStatus, '8');
    assert.equal((await post(receiver.url, 'logs', body(2_000_000))).status, 413);
  });

  it('survives a client that goes away in the middle', async () => {
    const { hostname, port } = new URL(receiver.url);
    const socket = connect(Number(port), hostname);
    socket.resume();
    socket.end('POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    await new Promise((resolve) => socket.once('close', resolve));
    assert.equal((await post(receiver.url, 'logs', logRequest('still here'))).status, 200);
  });

  it('hands records to listeners, and keeps nothing when told so', async () => {
    const forgetful = await startReceiver({ keep: false, grpcPort: false });
    const names: string[] = [];
    forgetful.on(() => {
      throw new Error('listener');
    });
    const off = forgetful.on(({ spans, request }) => names.push(`${request.signal} ${spans.map((span) => span.name).join()}`));
    await post(forgetful.url, 'traces', traceRequest({ name: 'a' }));
    off();
    await post(forgetful.url, 'traces', traceRequest({ name: 'b' }));
    assert.deepEqual(names, ['traces a']);
    assert.deepEqual([forgetful.spans, forgetful.requests, forgetful.grpcUrl], [[], [], '']);
    await forgetful.close();
  });

  it('builds the tree of a trace, and clears', async () => {
    await post(receiver.url, 'traces', traceRequest({ name: 'child', spanId: '000000000000000b', parentSpanId: '000000000000000a' }, { name: 'root', spanId: '000000000000000a' }));
    await post(receiver.url, 'logs', logRequest('under the child', '000000000000000b'));
    const { roots } = receiver.traceTree(receiver.spans[0]?.traceId ?? '');
    assert.deepEqual(roots.map((root) => [root.span.name, root.children.map((child) => [child.span.name, child.logs.map((log) => log.body)])]), [
      ['root', [['child', ['under the child']]]],
    ]);
    receiver.clear();
    assert.deepEqual([receiver.spans, receiver.logs, receiver.requests], [[], [], []]);
  });

  it('reports a port that is taken, and leaves nothing open', async () => {
    const httpPort = Number(new URL(receiver.url).port);
    const grpcPort = Number(new URL(receiver.grpcUrl).port);
    await assert.rejects(startReceiver({ httpPort }), { code: 'EADDRINUSE' });
    const other = await startReceiver({ grpcPort: false });
    const freePort = Number(new URL(other.url).port);
    await other.close();
    await assert.rejects(startReceiver({ httpPort: freePort, grpcPort }), { code: 'EADDRINUSE' });
    await (await startReceiver({ httpPort: freePort, grpcPort: false })).close();
  });

  for (const port of ['abc', '4318', -1, 65_536, 1.5, null]) {
    it(`refuses ${JSON.stringify(port)} for a port`, async () => {
      for (const option of ['httpPort', 'grpcPort']) {
        const outcome = await startReceiver({ [option]: port as never }).then((opened) => opened.close(), (error: unknown) => error);
        assert.ok(outcome instanceof TypeError && 'code' in outcome && outcome.code === 'INVALID_ARGUMENT', String(outcome));
        assert.ok(outcome.message.startsWith(`startReceiver: ${option} is `), outcome.message);
        assert.match(outcome.message, /expected an integer from 0 \(any free port\) to 65535$/);
      }
    });
  }

  it('is drained when the last client has gone, or after the time-out', async () => {
    const { hostname, port } = new URL(receiver.url);
    const socket = connect(Number(port), hostname);
    const request = ['POST /v1/logs HTTP/1.1', 'host: x', 'content-type: application/json', 'content-length: 2', '', '{}'].join('\r\n');
    await new Promise((resolve) => socket.write(request.slice(0, -1), resolve));
    await receiver.drained(30);
    assert.equal(receiver.requests.length, 0);
    const drained = receiver.drained(60_000);
    socket.resume().end('}');
    await drained;
    assert.equal(receiver.requests.length, 1);
  });

  it('closes twice, and with connections open', async () => {
    const { hostname, port } = new URL(receiver.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await Promise.all([receiver.close(), receiver.close(), closed]);
    await receiver.drained();
  });
});
