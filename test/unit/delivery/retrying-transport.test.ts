/** When a request is sent again, how long that is waited for, and when it is given up. */
import assert from 'node:assert/strict';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { createHttpTransport } from '../../../src/delivery/http-transport.js';
import { createRetryingTransport } from '../../../src/delivery/retrying-transport.js';
import { closeServers, startHttpServer, unusedPort } from './servers.js';

const data = Buffer.from('some telemetry');
const success: ExportResponse = { status: 'success' };
const retryable: ExportResponse = { status: 'retryable', error: new Error('busy') };

interface Attempt {
  readonly atMs: number;
  readonly timeoutMs: number;
}

function scripted(responses: readonly ExportResponse[]): { inner: IExporterTransport; attempts: Attempt[] } {
  const attempts: Attempt[] = [];
  const inner: IExporterTransport = {
    send(_data, timeoutMs) {
      attempts.push({ atMs: performance.now(), timeoutMs });
      return Promise.resolve(responses[Math.min(attempts.length, responses.length) - 1] ?? success);
    },
    shutdown() {},
  };
  return { inner, attempts };
}

function waits(attempts: readonly Attempt[]): number[] {
  return attempts.slice(1).map(({ atMs }, index) => atMs - (attempts[index]?.atMs ?? 0));
}

describe('retrying transport', () => {
  afterEach(closeServers);

  it('sends again after 503 and delivers', async () => {
    const server = await startHttpServer((response, _request, attempt) => response.writeHead(attempt < 3 ? 503 : 200).end());
    const http = createHttpTransport({ url: server.url, headers: {}, contentType: 'application/x-protobuf' });
    assert.deepEqual(await createRetryingTransport(http, { initialBackoffMs: 10 }).send(data, 5_000), success);
    assert.deepEqual(server.requests.map(({ body }) => body.toString()), Array(3).fill('some telemetry'));
  });

  it('delivers to a collector that comes up while it tries', async () => {
    const port = await unusedPort();
    const http = createHttpTransport({ url: new URL(`http://127.0.0.1:${port}/`), headers: {}, contentType: 'application/json' });
    const sending = createRetryingTransport(http, { initialBackoffMs: 50 }).send(data, 5_000);
    const server = await startHttpServer((response) => response.end(), undefined, { port });
    assert.deepEqual(await sending, success);
    assert.equal(server.requests.length, 1);
  });

  it('waits longer each time, up to the most', async () => {
    const { inner, attempts } = scripted([retryable, retryable, retryable, retryable, success]);
    await createRetryingTransport(inner, { initialBackoffMs: 100, maxBackoffMs: 160 }).send(data, 5_000);
    for (const [index, middleMs] of [100, 150, 160, 160].entries()) {
      const waitedMs = waits(attempts)[index] ?? 0;
      assert.ok(waitedMs >= middleMs * 0.8 - 2 && waitedMs < middleMs * 1.2 + 60, `wait ${index}: ${waitedMs} ms`);
    }
  });

  it('tells why it tries again, not why it gives up', async () => {
    const reasons: string[] = [];
    const { inner } = scripted([retryable, { status: 'failure', error: new Error('refused') }]);
    await createRetryingTransport(inner, { initialBackoffMs: 5, onRetry: (reason) => void reasons.push(reason.message) }).send(data, 5_000);
    assert.deepEqual(reasons, ['busy']);
  });

  it('waits as long as the server says instead', async () => {
    const { inner, attempts } = scripted([{ ...retryable, retryInMillis: 300 }, success]);
    await createRetryingTransport(inner, { initialBackoffMs: 10 }).send(data, 5_000);
    assert.ok((waits(attempts)[0] ?? 0) >= 298);
  });

  it('gives up at once when the server wants a longer wait than is left', async () => {
    const { inner, attempts } = scripted([{ ...retryable, retryInMillis: 5_000 }]);
    const response = await createRetryingTransport(inner).send(data, 5_000);
    assert.equal(response.status, 'retryable');
    assert.equal(attempts.length, 1);
  });

  it('tries at once only once', async () => {
    const atOnce: ExportResponse = { ...retryable, retryInMillis: 0 };
    const { inner, attempts } = scripted([atOnce, atOnce, success]);
    await createRetryingTransport(inner, { initialBackoffMs: 100 }).send(data, 5_000);
    const [first = 0, second = 0] = waits(attempts);
    assert.ok(first < 60, `${first} ms`);
    assert.ok(second >= 78, `${second} ms`);
  });

  it('gives each attempt the time that is left, and ends before the limit', async () => {
    const { inner, attempts } = scripted([retryable]);
    const startedMs = performance.now();
    assert.equal((await createRetryingTransport(inner, { initialBackoffMs: 50 }).send(data, 400)).status, 'retryable');
    assert.ok(performance.now() - startedMs < 400);
    assert.ok(attempts.length > 2);
    for (const { atMs, timeoutMs } of attempts) assert.ok(Math.abs(timeoutMs - (400 - (atMs - startedMs))) < 20);
  });

  it('gives attempts no limit when there is none', async () => {
    const { inner, attempts } = scripted([retryable, success]);
    await createRetryingTransport(inner, { initialBackoffMs: 5 }).send(data, 0);
    assert.deepEqual(attempts.map(({ timeoutMs }) => timeoutMs), [0, 0]);
  });

  it('does not send a failure again', async () => {
    const { inner, attempts } = scripted([{ status: 'failure', error: new Error('no') }]);
    await createRetryingTransport(inner, { initialBackoffMs: 5 }).send(data, 5_000);
    assert.equal(attempts.length, 1);
  });

  it('ends its wait on shutdown', async () => {
    const { inner, attempts } = scripted([{ ...retryable, retryInMillis: 30_000 }]);
    const transport = createRetryingTransport(inner);
    const sending = transport.send(data, 60_000);
    await Promise.resolve();
    setImmediate(() => transport.shutdown());
    assert.equal((await sending).status, 'retryable');
    assert.equal(attempts.length, 1);
  });
});
