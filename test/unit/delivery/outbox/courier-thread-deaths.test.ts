/** Threads of the courier that die: what they had, and the ones that follow. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { waitUntil } from '../../../support/wait-until.js';
import { chunk } from '../courier/chunk.js';
import { namesIn, request } from '../courier/played.js';
import { startHttpServer, type TestServer } from '../servers.js';
import { prepareThreads } from './test-thread.js';

const dies = {
  'throws at its start': 'throw new Error("broken")',
  'throws at its first message': 'port.on("message", () => { throw new Error("broken"); });',
  'exits without an error': 'port.on("message", () => process.exit(0));',
  'ends by itself': '',
} as const;

describe('courier thread: one that dies', () => {
  const suite = prepareThreads();
  const { folders, lines, create } = suite;

  const spooled = () => ({ spool: { folder: folders.make(), maxBytes: 1 << 28, maxAgeMs: 86_400_000 } });
  const answering = (): Promise<TestServer> => startHttpServer((response) => response.end());
  const received = ({ requests }: TestServer): string[] => requests.flatMap(({ body }) => namesIn(body));

  for (const [how, code] of Object.entries(dies)) {
    it(`${how}: is started again, what it had is reported, and what comes then arrives`, async () => {
      const server = await answering();
      const dying = suite.workers.dying(code, 2);
      const { courier, items, reports } = create(server.url.href, { file: dying.file });
      for (const name of ['a', 'b']) {
        courier.postChunk(chunk(0, name));
        await courier.flush();
      }
      assert.equal(courier.untakenBytes, 0);
      courier.postChunk(chunk(0, 'c'));
      await courier.flush();
      assert.deepEqual(received(server), ['c']);
      assert.equal(dying.starts(), 3);
      assert.deepEqual([items('lost'), items('delivered')], [2, 1]);
      assert.ok(reports.every(({ outcome, code: reason }) => outcome === 'delivered' || reason === 'courier-ended'));
      assert.match(lines[0] ?? '', /export-failed: the thread that delivers telemetry has ended.* is started again/);
    });
  }

  it('a file that is not there: no more than five times again; then all that comes is reported as lost, and nobody waits', async () => {
    const { courier, items } = create('http://localhost:1/', { file: '/nowhere/at-all.cjs' });
    for (let count = 1; count <= 10; count++) {
      courier.postChunk(chunk(0, 'a'));
      courier.post({ type: 'request', lane: 0, body: request('b'), itemCount: 1 });
      await courier.flush();
      assert.equal(items('lost'), 2 * count);
    }
    assert.equal(courier.untakenBytes, 0);
    assert.equal(lines.filter((line) => line.includes('not started again')).length, 1);
    await courier.finish(5000);
    assert.equal(courier.finishNow(5000), true);
  });

  it('stops for good after five starts', async () => {
    const dying = suite.workers.dying(dies['exits without an error'], 100);
    const { courier } = create('http://localhost:1/', { file: dying.file });
    for (let count = 1; count <= 8; count++) {
      courier.postChunk(chunk(0, 'a'));
      await courier.flush();
    }
    assert.equal(dying.starts(), 6);
  });

  it('one that ran for a minute before it died does not count', async () => {
    const dying = suite.workers.dying(dies['exits without an error'], 100);
    const { courier } = create('http://localhost:1/', { file: dying.file });
    let nowMs = 0;
    const clock = mock.method(performance, 'now', () => nowMs);
    try {
      for (let count = 1; count <= 8; count++) {
        courier.postChunk(chunk(0, 'a'));
        nowMs += count === 4 ? 60_000 : 1000;
        await courier.flush();
      }
    } finally {
      clock.mock.restore();
    }
    assert.equal(dying.starts(), 8);
  });

  it('with a spool, what had come and was not read when it threw is delivered by the next one', async () => {
    const server = await answering();
    const die = `require(${JSON.stringify(suite.workers.file)}); port.on('message', () => { throw new Error('a fault'); });`;
    const { courier, reports, items } = create(server.url.href, { file: suite.workers.dying(die, 1).file, ...spooled() }, 60_000);
    for (const name of ['a', 'b', 'c']) courier.postChunk(chunk(0, name));
    courier.post({ type: 'request', lane: 0, body: request('d'), itemCount: 1 });
    await courier.flush();
    assert.deepEqual(reports.map((report) => [report.outcome, report.items]), [['kept', 4]]);
    assert.equal(courier.untakenBytes, 0);
    courier.postChunk(chunk(0, 'next'));
    await waitUntil(() => received(server).length === 5, 5000);
    assert.deepEqual(received(server).sort(), ['a', 'b', 'c', 'd', 'next']);
    assert.equal(items('lost'), 0);
  });

  it('with a spool too what it had not taken is lost', async () => {
    const { courier, items } = create('http://localhost:1/', { file: suite.workers.dying(dies['throws at its start'], 1).file, ...spooled() });
    courier.postChunk(chunk(0, 'a', 'b'));
    await courier.flush();
    assert.deepEqual([items('lost'), items('kept')], [2, 0]);
  });

  it('with a spool the next one delivers what it had taken, which this process no longer counts', async () => {
    const server = await answering();
    const die = `require(${JSON.stringify(suite.workers.file)}); port.on('message', ({ type }) => type === 'flush' && process.exit(1));`;
    const { courier, reports } = create(server.url.href, { file: suite.workers.dying(die, 1).file, ...spooled() }, 400);
    courier.postChunk(chunk(0, 'taken'));
    await waitUntil(() => courier.untakenBytes === 0);
    await courier.flush();
    assert.deepEqual(reports.map(({ outcome, items }) => [outcome, items]), [['kept', 1]]);
    courier.postChunk(chunk(0, 'next'));
    await waitUntil(() => received(server).length === 2);
    assert.deepEqual(received(server), ['next', 'taken']);
    await waitUntil(() => reports.length === 3);
    assert.deepEqual(reports.slice(1).map(({ outcome, items, isLeft }) => [outcome, items, isLeft]), [['delivered', 1, false], ['delivered', 1, true]]);
  });
});
