/** The courier's thread from the app thread's side: hand-over, and the end of the process. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { waitUntil } from '../../../support/wait-until.js';
import { chunk } from '../courier/chunk.js';
import { namesIn, request } from '../courier/played.js';
import { startHttpServer, startRawServer, type Answer, type TestServer } from '../servers.js';
import { prepareThreads } from './test-thread.js';

describe('courier thread', function () {
  const suite = prepareThreads();
  const { folders, lines, create } = suite;

  const answering = (answer: Answer = (response) => response.end()): Promise<TestServer> => startHttpServer(answer);
  const received = ({ requests }: TestServer): string[] => requests.flatMap(({ body }) => namesIn(body));

  it('delivers what is handed over, and gives the buffers back', async () => {
    const server = await answering();
    const { courier, items } = create(server.url.href);
    const { buffer, ...rest } = chunk(0, 'a', 'b');
    const { byteLength } = buffer;
    courier.postChunk({ ...rest, buffer });
    assert.equal(courier.untakenBytes, rest.runs.at(-1));
    assert.equal(buffer.byteLength, 0);
    courier.post({ type: 'request', lane: 0, body: request('c'), itemCount: 1 });
    await courier.flush();
    assert.deepEqual(received(server), ['a', 'b', 'c']);
    assert.equal(items('delivered'), 3);
    assert.equal(courier.untakenBytes, 0);
    assert.equal(courier.spareBuffer()?.length, byteLength);
    assert.equal(courier.spareBuffer(), undefined);
  });

  it('keeps no buffer that grew for one huge record', async () => {
    const server = await answering();
    const { courier } = create(server.url.href);
    courier.postChunk({ ...chunk(0), buffer: new ArrayBuffer(1 << 20) });
    await waitUntil(() => courier.untakenBytes === 0);
    assert.equal(courier.spareBuffer(), undefined);
  });

  it('with nothing handed over there is no thread, and nothing to wait for', async () => {
    const { courier } = create('http://localhost:1/', { file: '/nowhere/at-all.cjs' });
    await courier.flush();
    assert.equal(courier.finishNow(1000), true);
    await courier.finish(1000);
    assert.deepEqual(lines, []);
  });

  describe('the end of the process', () => {
    it('is over while this thread does nothing else, from the first moment of the thread on', () => {
      // a server in this thread could not answer
      const { courier, items } = create('http://localhost:1/');
      courier.addOutbox(() => courier.postChunk(chunk(0, 'a', 'b')));
      const startedAtMs = performance.now();
      assert.equal(courier.finishNow(5000), true);
      assert.ok(performance.now() - startedAtMs < 4000);
      assert.equal(items('lost'), 2);
    });

    it('delivers while this thread does nothing else', async () => {
      const collector = new Worker(
        `const { parentPort } = require('node:worker_threads');
         require('node:http').createServer((request, response) => {
           request.resume();
           response.end();
         }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });`,
        { eval: true },
      );
      const [port]: unknown[] = await once(collector, 'message');
      const { courier, items } = create(`http://127.0.0.1:${String(port)}/v1/traces`);
      courier.addOutbox(() => courier.postChunk(chunk(0, 'a', 'b')));
      assert.equal(courier.finishNow(5000), true);
      assert.equal(items('delivered'), 2);
      assert.equal(courier.finishNow(5000), true);
      await collector.terminate();
    });

    it('a collector that hangs: not longer than the time limit, and it says so', async () => {
      const silent = await startRawServer((socket) => void socket.resume());
      const { courier, reports } = create(silent.url.href);
      courier.postChunk(chunk(0, 'a'));
      const startedAtMs = performance.now();
      assert.equal(courier.finishNow(1000), false);
      assert.ok(performance.now() - startedAtMs < 1200);
      assert.deepEqual(reports.map(({ outcome, code }) => [outcome, code]), [['lost', 'shutdown']]);
    });

    it('a thread that starts slowly does not take longer, and what it has is kept', async () => {
      const silent = await startRawServer((socket) => void socket.resume());
      const slow = suite.workers.dying(`const endMs = Date.now() + 1000; while (Date.now() < endMs); require(${JSON.stringify(suite.workers.file)});`, 1);
      const { courier, items } = create(silent.url.href, { file: slow.file, spool: { folder: folders.make(), maxBytes: 1 << 28, maxAgeMs: 86_400_000 } });
      courier.postChunk(chunk(0, 'a'));
      assert.equal(courier.finishNow(4000), true);
      assert.equal(items('kept'), 1);
    });

    it('with a spool nothing is lost: it is kept', async () => {
      const silent = await startRawServer((socket) => void socket.resume());
      const { courier, items } = create(silent.url.href, { spool: { folder: folders.make(), maxBytes: 1 << 28, maxAgeMs: 86_400_000 } });
      courier.postChunk(chunk(0, 'a'));
      assert.equal(courier.finishNow(1000), true);
      assert.equal(items('kept'), 1);
    });

    it('that can wait: all that call it are told, and what comes after the end can be ended too', async () => {
      const server = await answering();
      const { courier, items } = create(server.url.href);
      courier.postChunk(chunk(0, 'a'));
      await Promise.all([courier.finish(5000), courier.finish(5000)]);
      assert.deepEqual(received(server), ['a']);
      courier.postChunk(chunk(0, 'b'));
      await courier.finish(5000);
      assert.deepEqual(received(server), ['a', 'b']);
      assert.equal(items('delivered'), 2);
      await courier.finish(5000);
    });
  });

  it('works on this thread where no thread can be started', async () => {
    const cwd = mock.method(process, 'cwd', () => {
      throw Object.assign(new Error('removed'), { code: 'ENOENT' });
    });
    try {
      const server = await answering();
      const { courier, items } = create(server.url.href, { file: '/nowhere/at-all.cjs' });
      courier.postChunk(chunk(0, 'a'));
      await courier.flush();
      assert.deepEqual(received(server), ['a']);
      assert.equal(items('delivered'), 1);
      assert.equal(courier.untakenBytes, 0);
      assert.notEqual(courier.spareBuffer(), undefined);
    } finally {
      cwd.mock.restore();
    }
  });

  for (const where of ['in a thread', 'on the app thread']) {
    it(`keeps no process alive: ${where}`, async () => {
      const silent = await startRawServer((socket) => void socket.resume());
      const script = fileURLToPath(new URL('idle-courier.ts', import.meta.url));
      const child = spawn(process.execPath, ['--import', 'tsx', script, suite.workers.file, silent.url.href, where], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], timeout: 20_000 });
      const closed = once(child, 'close');
      await waitUntil(() => silent.opened.count > 0, 15_000);
      child.send('finish');
      const [code]: unknown[] = await closed;
      assert.equal(code, 0);
    });
  }
});
