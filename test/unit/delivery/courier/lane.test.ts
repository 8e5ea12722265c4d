/** One lane against collectors that answer as the test says: order, batches, and attempts that fail. */
import assert from 'node:assert/strict';
import { waitUntil } from '../../../support/wait-until.js';
import { createTestLane, delivered, later, names, playCollector } from './played.js';

const never = 600_000;

describe('lane: batches', () => {
  it('sends in order, one request at a time, and joins what comes while one is under way', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const collector = playCollector(async (_names, attempt) => {
      if (attempt === 1) await held;
      return delivered;
    });
    const { lane, add, items } = createTestLane(collector);
    add('a');
    await waitUntil(() => collector.requests.length === 1);
    for (const name of names('b', 5)) add(name);
    release();
    await lane.flush();
    assert.deepEqual(collector.requests, [['a'], names('b', 5)]);
    assert.deepEqual(collector.taken, ['a', ...names('b', 5)]);
    assert.equal(collector.mostAtOnce, 1);
    assert.equal(items('delivered'), 6);
  });

  it('holds at most maxBatchItems in a request, and sends at once when there are so many', async () => {
    const collector = playCollector(() => delivered);
    const { add } = createTestLane(collector, { maxBatchItems: 4, scheduledDelayMs: never });
    for (const prefix of ['a', 'b', 'c']) add(...names(prefix, 3));
    await waitUntil(() => collector.requests.length === 2);
    assert.deepEqual(collector.requests, [names('a', 3), names('b', 3)]);
  });

  it('sends no more than 2 MiB at once, but a larger request alone', async () => {
    const sizes: number[] = [];
    const collector = playCollector((_names, _attempt, body) => {
      sizes.push(body.length);
      return delivered;
    });
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: never });
    const sizesInKiB = [900, 900, 900, 3000, 10];
    for (const size of sizesInKiB) add('x'.repeat(size * 1024));
    await lane.flush();
    assert.deepEqual(sizes.map((size) => Math.floor(size / 1024)), [1800, 900, 3000, 10]);
  });

  it('waits scheduledDelay for more, from the first one on', async () => {
    const collector = playCollector(() => delivered);
    const { add } = createTestLane(collector, { scheduledDelayMs: 80 });
    const startedAtMs = performance.now();
    add('a');
    add('b');
    await waitUntil(() => collector.requests.length > 0);
    assert.deepEqual(collector.requests, [['a', 'b']]);
    assert.ok(performance.now() - startedAtMs >= 75);
  });

  it('takes as much into a batch as there is of a later one', async () => {
    const collector = playCollector(() => delivered);
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.flush();
    add('b');
    await lane.flush();
    await lane.flush();
    assert.deepEqual(collector.requests, [['a'], ['b']]);
    assert.equal(items('delivered'), 2);
  });
});

describe('lane: attempts that fail', () => {
  it('sends again what was not taken, before what came later, after the wait that the collector asks for', async () => {
    const atMs: number[] = [];
    const collector = playCollector((_names, attempt) => {
      atMs.push(performance.now());
      return attempt < 3 ? later(60) : delivered;
    });
    const { add, items, codes } = createTestLane(collector, { maxBatchItems: 2 });
    add('a', 'b');
    add('c');
    await waitUntil(() => collector.taken.length === 3);
    assert.deepEqual(collector.requests, [['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
    assert.ok(atMs[1]! - atMs[0]! >= 59 && atMs[2]! - atMs[1]! >= 59);
    assert.deepEqual(codes('delayed'), ['HTTP 503', 'HTTP 503']);
    assert.equal(items('delivered'), 3);
  });

  it('waits no longer than the collector asks for, also where scheduledDelay is longer', async () => {
    const collector = playCollector((_names, attempt) => (attempt === 1 ? later(30) : delivered));
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: never, maxBatchItems: 2 });
    add('a');
    await lane.flush();
    add('b');
    await waitUntil(() => collector.taken.length === 2);
  });

  it('waits about a second by itself, and leaves the collector alone meanwhile', async () => {
    const collector = playCollector((_names, attempt) => (attempt === 1 ? later() : delivered));
    const { lane, add } = createTestLane(collector, { maxBatchItems: 1 });
    const startedAtMs = performance.now();
    add('a');
    await waitUntil(() => collector.requests.length === 1);
    add('b');
    await lane.flush();
    assert.equal(collector.requests.length, 1);
    await waitUntil(() => collector.taken.length === 2);
    assert.ok(performance.now() - startedAtMs >= 780);
  });

  it('goes on within the flush where the attempt may be repeated at once, once', async () => {
    const collector = playCollector((_names, attempt) => (attempt < 3 ? later(0, 'ECONNRESET') : delivered));
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.flush();
    assert.equal(collector.requests.length, 2);
  });

  it('a flush ends with the attempt that fails, and one that waits for the collector ends at once', async () => {
    const collector = playCollector(() => later(never));
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.flush();
    await lane.flush();
    assert.equal(collector.requests.length, 1);
  });

  it('goes on at once without a flush too, and no timer complains', async () => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): number => warnings.push(name);
    process.on('warning', onWarning);
    const collector = playCollector((_names, attempt) => (attempt === 1 ? later(0, 'ECONNRESET') : delivered));
    const { add } = createTestLane(collector);
    const startedAtMs = performance.now();
    add('a');
    await waitUntil(() => collector.taken.length === 1);
    process.off('warning', onWarning);
    assert.ok(performance.now() - startedAtMs < 500);
    assert.deepEqual(warnings, []);
  });

  it('a collector that asks for years is asked no sooner', async () => {
    const collector = playCollector(() => later(Number.MAX_SAFE_INTEGER));
    const warnings: string[] = [];
    const onWarning = ({ name }: Error): number => warnings.push(name);
    process.on('warning', onWarning);
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: 0 });
    add('a');
    await lane.flush();
    for (const name of names('b', 20)) {
      add(name);
      await lane.flush();
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('warning', onWarning);
    assert.deepEqual(warnings, []);
    assert.equal(collector.requests.length, 1);
  });

  it('says since when it fails, and how many wait', async () => {
    const collector = playCollector((_names, attempt) => (attempt < 3 ? later(20) : delivered));
    const { events, add } = createTestLane(collector);
    add('a');
    await waitUntil(() => collector.taken.length === 1);
    const delays = events.filter(({ outcome }) => outcome === 'delayed');
    assert.deepEqual(delays.map(({ items }) => items), [1, 1]);
    assert.equal(delays[0]?.durationMs, 0);
    assert.ok((delays[1]?.durationMs ?? 0) >= 19);
  });

  it('a transport that throws costs its batch, which is reported, and no more', async () => {
    const collector = playCollector((_names, attempt) => {
      if (attempt === 1) throw new Error('broken');
      return delivered;
    });
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.flush();
    add('b');
    await lane.flush();
    assert.deepEqual(collector.taken, ['b']);
    assert.equal(items('lost'), 1);
    assert.equal(items('delivered'), 1);
  });
});
