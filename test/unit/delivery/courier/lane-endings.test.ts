/** One lane when the process ends, and with a spool: what is delivered, kept and lost. */
import assert from 'node:assert/strict';
import { Shelf } from '../../../../src/delivery/courier/shelf.js';
import { waitUntil } from '../../../support/wait-until.js';
import { createSpoolFolders, entry } from '../spool/spool-folders.js';
import { createTestLane, delivered, hang, later, names, playCollector, refused, request } from './played.js';

const never = 600_000;

describe('lane: the end of the process', () => {
  it('sends what waits, whatever scheduledDelay and the back-off say', async () => {
    const collector = playCollector((_names, attempt) => (attempt === 1 ? later(never) : delivered));
    const { lane, add, events } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.flush();
    add('b');
    await lane.finish(false);
    assert.deepEqual(collector.taken, ['a', 'b']);
    assert.deepEqual(events.map(({ outcome }) => outcome), ['delayed', 'delivered']);
  });

  it('what is in memory only is lost when the last attempt fails, with its reason', async () => {
    const { lane, add, items, codes } = createTestLane(playCollector(() => later(never, 'ECONNREFUSED')), { scheduledDelayMs: never });
    add('a', 'b');
    await lane.finish(false);
    lane.giveUp();
    assert.equal(items('lost'), 2);
    assert.deepEqual(codes('lost'), ['ECONNREFUSED']);
  });

  it('a request that hangs is given up once: what the collector says later counts no more', async () => {
    let answer: (outcome: typeof delivered) => void = () => undefined;
    const collector = playCollector(() => new Promise((resolve) => (answer = resolve)));
    const { lane, add, items, codes } = createTestLane(collector);
    add('a');
    await waitUntil(() => collector.requests.length === 1);
    add('b');
    const finished = lane.finish(false);
    lane.giveUp();
    assert.equal(items('lost'), 2);
    assert.deepEqual(codes('lost'), ['shutdown']);
    answer(delivered);
    await finished;
    lane.giveUp();
    assert.equal(items('delivered') + items('lost') + items('kept'), 2);
    assert.equal(collector.requests.length, 1);
  });

  it('a flush and an end that may wait make another attempt for what is in memory only', async () => {
    for (const wait of ['flush', 'finish'] as const) {
      const collector = playCollector((_names, attempt) => (attempt === 1 ? later(20) : delivered));
      const { lane, add } = createTestLane(collector, { scheduledDelayMs: never });
      add('a');
      await lane[wait](true);
      assert.deepEqual(collector.taken, ['a']);
    }
  });

  it('they do not wait for a collector that wants to be left alone for long', async () => {
    for (const wait of ['flush', 'finish'] as const) {
      const { lane, add } = createTestLane(playCollector(() => later(never)), { scheduledDelayMs: never });
      add('a');
      await lane[wait](true);
    }
  });

  it('what comes after the end is sent by another end', async () => {
    const collector = playCollector((_names, attempt) => (attempt === 1 ? later(never) : delivered));
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add('a');
    await lane.finish(false);
    add('b');
    await lane.finish(false);
    assert.deepEqual(collector.taken, ['b']);
    assert.deepEqual([items('lost'), items('delivered')], [1, 1]);
  });
});

describe('lane: with a spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  function createSpooled(...[collector, maxMemoryBytes = 1 << 20]: [Parameters<typeof createTestLane>[0], number?]) {
    const folder = folders.make();
    const spool = folders.open(folder);
    return { folder, spool, ...createTestLane(collector, { shelf: new Shelf(spool, maxMemoryBytes), scheduledDelayMs: never }) };
  }

  it('what was taken or refused for good is no longer on disk', async () => {
    const { lane, add, spool } = createSpooled(playCollector((all) => (all.includes('poison') ? refused('HTTP 400', true) : delivered)));
    add('a', 'poison', 'b');
    add('c');
    assert.equal(spool.status().entries, 2);
    await lane.flush();
    assert.equal(spool.status().entries, 0);
  });

  it('what was not taken at the end is kept, once, and only what is not on disk is lost', async () => {
    const { lane, add, shelf, items, codes, folder } = createSpooled(playCollector(() => later(never)));
    add('a', 'b');
    lane.add({ itemCount: 1, byteCount: 9, ticket: undefined, body: request('c') });
    await lane.finish(false);
    shelf.close();
    assert.equal(items('kept'), 2);
    assert.equal(items('lost'), 1);
    assert.deepEqual(codes('kept'), ['HTTP 503']);
    assert.deepEqual([...folders.open(folder).takeLeft()].map(({ entry: { itemCount } }) => itemCount), [2]);
  });

  it('a flush that may wait does not wait for what is on disk', async () => {
    const collector = playCollector(() => later(100));
    const { lane, add } = createSpooled(collector);
    add('a');
    await lane.flush(true);
    assert.equal(collector.requests.length, 1);
    lane.giveUp();
  });

  it('of a request that was taken in part, the other part is kept', async () => {
    const { lane, add, shelf, items, folder } = createSpooled(playCollector((_names, attempt) => [refused('HTTP 413', true), delivered, later(never)][attempt - 1] ?? hang()));
    add('a', 'b', 'c');
    await lane.flush();
    lane.giveUp();
    shelf.close();
    assert.equal(items('delivered'), 1);
    assert.equal(items('kept'), 2);
    // on disk it is whole: what was taken of it comes twice
    assert.deepEqual([...folders.open(folder).takeLeft()].map(({ entry: { itemCount } }) => itemCount), [3]);
  });

  it('what finds no room in memory is sent from disk', async () => {
    const collector = playCollector(() => delivered);
    const { lane, add } = createSpooled(collector, 10);
    const parcels = ['a', 'b', 'c'].map((name) => add(name));
    assert.deepEqual(parcels.map(({ body }) => body !== undefined), [true, false, false]);
    await lane.flush();
    assert.deepEqual(collector.taken, ['a', 'b', 'c']);
    assert.notEqual(add('d').body, undefined);
  });

  it('what is gone from the spool is reported as lost, and the rest arrives', async () => {
    const collector = playCollector(() => delivered);
    const { lane, add, spool, items, codes } = createSpooled(collector, 10);
    const [, second] = ['a', 'b', 'c'].map((name) => add(name));
    spool.remove(second!.ticket!);
    await lane.flush();
    assert.deepEqual(collector.taken, ['a', 'c']);
    assert.equal(items('delivered'), 2);
    assert.equal(items('lost'), 1);
    assert.deepEqual(codes('lost'), ['spool-removed']);
  });

  it('what cannot be read while the process has too many open files is sent later', async () => {
    const fs = process.getBuiltinModule('node:fs');
    const collector = playCollector(() => delivered);
    const { lane, spool, events, folder } = createSpooled(collector, 0);
    leave(folder, 2);
    for (const { ticket, entry: { itemCount, body } } of spool.takeLeft()) lane.addLeft({ itemCount, byteCount: body.length, ticket, body: undefined });
    const { openSync } = fs;
    fs.openSync = () => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    };
    try {
      await waitUntil(() => events.length > 0);
    } finally {
      fs.openSync = openSync;
    }
    assert.deepEqual(events.map(({ outcome, code, reason }) => [outcome, code, reason]), [['delayed', 'spool-unreadable', 'the spool cannot be read at the moment (EMFILE)']]);
    await waitUntil(() => collector.taken.length === 2);
    assert.deepEqual(collector.taken, ['left0', 'left1']);
  });

  it('what the spool gave up is let go of while the collector is down, but for what is in memory', async () => {
    const { lane, add, spool, events, codes, items } = createSpooled(playCollector(() => later(never)), 10);
    const parcels = ['a', 'b', 'c'].map((name) => add(name));
    await lane.flush();
    for (const { ticket } of parcels.slice(0, 2)) Object.assign(ticket ?? assert.fail(), { dropped: 'age' });
    lane.dropGone();
    lane.dropGone();
    assert.deepEqual([codes('lost'), items('lost')], [['spool-age'], 1]);
    for (const { ticket } of parcels.slice(0, 2)) spool.remove(ticket ?? assert.fail());
    lane.giveUp();
    assert.deepEqual(events.map(({ outcome, items, code }) => `${items} ${outcome} ${code}`), ['3 delayed HTTP 503', '1 lost spool-age', '1 kept HTTP 503', '1 lost HTTP 503']);
  });

  function leave(folder: string, count: number): void {
    folders.leave(folder, names('left', count).map((name, index) => entry(index, { body: Buffer.from(request(name)) })));
  }

  it('what other processes left comes after what this one has, and stands apart in the reports', async () => {
    const collector = playCollector((_names, attempt) => (attempt === 2 ? later(10) : delivered));
    const { lane, add, spool, events, folder } = createSpooled(collector);
    leave(folder, 2);
    for (const { ticket, entry: { itemCount, body } } of spool.takeLeft()) lane.addLeft({ itemCount, byteCount: body.length, ticket, body: undefined });
    add('a');
    await lane.flush();
    assert.deepEqual(collector.requests[0], ['a']);
    await waitUntil(() => collector.requests.length === 2);
    add('b');
    await waitUntil(() => collector.taken.length === 4);
    assert.deepEqual(collector.requests, [['a'], ['left0', 'left1'], ['b'], ['left0', 'left1']]);
    assert.deepEqual(events.filter(({ outcome }) => outcome === 'delivered').map(({ items, isLeft }) => [items, isLeft === true]), [[1, false], [1, false], [2, true]]);
    assert.equal(spool.status().entries, 0);
  });

  it('the end of the process sends nothing of what others left', async () => {
    const collector = playCollector(() => delivered);
    const { lane, add, spool, folder } = createSpooled(collector);
    leave(folder, 1);
    for (const { ticket, entry: { itemCount, body } } of spool.takeLeft()) lane.addLeft({ itemCount, byteCount: body.length, ticket, body: undefined });
    add('a');
    await lane.finish(false);
    assert.deepEqual(collector.requests, [['a']]);
    assert.equal(spool.status().entries, 1);
  });

  it('a flush and the end of the process do not wait for what others left, which is not theirs to report', async () => {
    const collector = playCollector((all) => (all.includes('left0') ? hang() : delivered));
    const { lane, add, spool, events, folder } = createSpooled(collector);
    leave(folder, 1);
    for (const { ticket, entry: { itemCount, body } } of spool.takeLeft()) lane.addLeft({ itemCount, byteCount: body.length, ticket, body: undefined });
    add('a');
    await lane.flush();
    await waitUntil(() => collector.requests.length === 2);
    await lane.flush();
    await lane.finish(false);
    assert.deepEqual(events.map(({ outcome, items }) => [outcome, items]), [['delivered', 1]]);
  });
});
