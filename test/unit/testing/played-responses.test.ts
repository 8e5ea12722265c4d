import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../../src/testing/index.js';
import { grpcExport, post, traceRequest } from './clients.js';

describe('respondWith', () => {
  let receiver: Receiver;
  const body = traceRequest({ name: 'span' });
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.close());

  it('refuses with status, headers and body, keeps the request but not its records', async () => {
    receiver.respondWith({ status: 429, headers: { 'retry-after': '7' }, body: 'slow down' });
    const response = await post(receiver.url, 'traces', body);
    assert.deepEqual([response.status, response.headers.get('retry-after'), await response.text()], [429, '7', 'slow down']);
    assert.deepEqual([receiver.spans.length, receiver.requests.map((request) => request.accepted)], [0, [false]]);
    receiver.respondWith();
    assert.equal((await post(receiver.url, 'traces', body)).status, 200);
    assert.deepEqual([receiver.spans.length, receiver.requests.map((request) => request.accepted)], [1, [false, true]]);
  });

  it('plays an answer so many times', async () => {
    receiver.respondWith({ status: 503 }, { times: 2 });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt++) statuses.push((await post(receiver.url, 'traces', body)).status);
    assert.deepEqual(statuses, [503, 503, 200]);
  });

  it('asks a function for each request, and answers 500 when it throws', async () => {
    receiver.respondWith((request) => {
      if (request.signal === 'logs') throw new Error('no logs today');
      return request.signal === 'metrics' ? { status: 404 } : undefined;
    });
    const statuses = await Promise.all((['traces', 'metrics', 'logs'] as const).map(async (signal) => (await post(receiver.url, signal, '{}')).status));
    assert.deepEqual(statuses, [200, 404, 500]);
    assert.deepEqual(receiver.problems, ['respondWith: no logs today']);
  });

  it('counts partial success as success, in the encoding of the request', async () => {
    receiver.respondWith({ partialSuccess: { rejected: 300, errorMessage: 'too old' } });
    const json = await post(receiver.url, 'traces', body);
    assert.deepEqual(await json.json(), { partialSuccess: { rejectedSpans: '300', errorMessage: 'too old' } });
    const protobuf = await post(receiver.url, 'logs', '', { 'content-type': 'application/x-protobuf' });
    const expected = Buffer.concat([Buffer.from([0x0a, 12, 0x08, 0xac, 0x02, 0x12, 7]), Buffer.from('too old')]);
    assert.deepEqual(Buffer.from(await protobuf.arrayBuffer()), expected);
    assert.deepEqual((await grpcExport(receiver.grpcUrl, 'logs', Buffer.alloc(0))).message, expected);
    assert.equal(receiver.spans.length, 1);
  });

  it('answers late, and takes nothing from a client that has given up', async () => {
    receiver.respondWith({ delayMs: 60 });
    const before = Date.now();
    await post(receiver.url, 'traces', body);
    assert.ok(Date.now() - before >= 59);
    receiver.respondWith({ delayMs: 60_000 });
    const controller = new AbortController();
    const late = fetch(`${receiver.url}/v1/traces`, { method: 'POST', body, headers: { 'content-type': 'application/json' }, signal: controller.signal });
    await receiver.waitFor(({ requests }) => requests.length === 2);
    controller.abort();
    await assert.rejects(late);
    await receiver.drained(50);
    assert.equal(receiver.spans.length, 1);
  });

  it('hangs until the receiver is closed, or disconnects', async () => {
    receiver.respondWith({ disconnect: true });
    await assert.rejects(post(receiver.url, 'traces', body));
    assert.equal((await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0)).catch(() => ({ grpcStatus: undefined }))).grpcStatus, undefined);
    receiver.respondWith({ hang: true });
    const hanging = assert.rejects(post(receiver.url, 'traces', body));
    await receiver.waitFor(({ requests }) => requests.length === 3);
    receiver.respondWith();
    assert.equal((await post(receiver.url, 'traces', body)).status, 200);
    assert.deepEqual(receiver.requests.map((request) => request.accepted), [false, false, false, true]);
    await receiver.close();
    await hanging;
  });

  it('speaks gRPC statuses over gRPC', async () => {
    for (const [played, grpcStatus] of [
      [{ status: 503, body: 'later please' }, '14'],
      [{ status: 429, headers: { 'grpc-retry-pushback-ms': '100' } }, '8'],
      [{ status: 418 }, '2'],
      [{ grpcStatus: 10 }, '10'],
    ] as const) {
      receiver.respondWith(played);
      assert.equal((await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0))).grpcStatus, grpcStatus);
    }
    receiver.respondWith({ status: 503, body: 'later please', headers: { 'x-extra': 'yes' } });
    const answer = await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0));
    assert.deepEqual([answer.grpcMessage, answer.headers['x-extra']], ['later%20please', 'yes']);
    assert.ok(receiver.requests.every((request) => !request.accepted));
  });
});
