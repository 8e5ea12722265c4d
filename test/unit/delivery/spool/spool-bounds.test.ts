/** What the spool gives up when its folder is full or its entries are old, and how it counts that. */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { SpoolDrop } from '../../../../src/delivery/spool/spool-types.js';
import { bodies, createSpoolFolders, entry, segmentFiles, type TestSpool } from './spool-folders.js';

const maxBytes = 100_000;
const large = (number: number, createdAtMs = Date.now()): ReturnType<typeof entry> => entry(number, { itemCount: 10, body: Buffer.alloc(1000, `${number};`), createdAtMs });
const sizeOf = (folder: string): number => segmentFiles(folder).reduce((sum, file) => sum + statSync(file).size, 0);
const kinds = ({ problems }: TestSpool): string[] => problems.map(({ kind }) => kind);

describe('bounds of the spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  let nowMs: number;
  const now = (): number => nowMs;
  beforeEach(() => void (nowMs = 1_795_000_000_000));

  it('a full folder gives up the oldest, counts them and says so once', () => {
    const folder = folders.make();
    const spool = folders.open(folder, { maxBytes });
    const tickets = Array.from({ length: 300 }, (_, number) => spool.append(large(number)) ?? assert.fail(`entry ${number} is not on disk`));
    const isThere = tickets.map((ticket) => spool.read(ticket) !== undefined);
    const droppedCount = isThere.indexOf(true);
    assert.ok(droppedCount > 200 && droppedCount < 220, String(droppedCount));
    assert.ok(!isThere.slice(droppedCount).includes(false));
    assert.deepEqual(spool.dropped.full, { entries: droppedCount, items: droppedCount * 10, bytes: droppedCount * 1000 });
    assert.deepEqual(tickets.map(({ dropped }) => dropped), tickets.map((_, number) => (number < droppedCount ? 'full' : undefined)));
    assert.equal(spool.status().entries, 300 - droppedCount);
    assert.equal(spool.status().bytes, sizeOf(folder));
    assert.ok(sizeOf(folder) <= maxBytes);
    assert.deepEqual(kinds(spool), ['full']);
    spool.remove(tickets[0] ?? assert.fail());
    assert.equal(spool.status().entries, 300 - droppedCount);
  });

  it('what dead processes left goes before what is new', () => {
    const folder = folders.make();
    folders.leave(folder, Array.from({ length: 60 }, (_, number) => large(number)), { maxBytes, now });
    nowMs += 1000;
    const drops: SpoolDrop[] = [];
    const spool = folders.open(folder, { maxBytes, now, onDropped: (drop) => drops.push(drop) });
    const tickets = Array.from({ length: 60 }, (_, number) => spool.append(large(100 + number)));
    assert.ok(tickets.every((ticket) => ticket !== undefined && spool.read(ticket) !== undefined));
    const left = bodies(spool.takeLeft());
    assert.ok(left.length < 40, String(left.length));
    assert.equal(left.length + spool.dropped.full.entries, 60);
    assert.deepEqual([...new Set(drops.map(({ reason, signal }) => `${reason} ${signal}`))], ['full traces']);
    assert.equal(drops.reduce((sum, { unclaimedItems }) => sum + unclaimedItems, 0), spool.dropped.full.items);
    assert.equal(left.at(-1)?.startsWith('59;'), true);
  });

  it('what is dropped while it waits to be handed out is said, once', () => {
    const folder = folders.make();
    folders.leave(folder, Array.from({ length: 8 }, (_, number) => large(number)), { maxBytes, now });
    nowMs += 1000;
    let unclaimedItems = 0;
    const spool = folders.open(folder, { maxBytes, now, onDropped: (drop) => (unclaimedItems += drop.unclaimedItems) });
    const left = spool.takeLeft();
    const handedOut = [left.next(), left.next()].flatMap(({ value }) => value?.ticket ?? []);
    for (let number = 0; number < 100; number++) spool.append(large(100 + number));
    const handedOutLater = [...left].length;
    const gone = handedOut.filter(({ dropped }) => dropped === 'full');
    assert.equal(gone.length, 2);
    assert.equal(unclaimedItems / 10, 8 - handedOut.length - handedOutLater);
    assert.equal([...spool.takeLeft()].length, 0);
    assert.equal(unclaimedItems / 10, 6);
  });

  it('two live processes stay within one bound, and the older entries of the other go first', () => {
    const folder = folders.make();
    const one = folders.open(folder, { maxBytes, now });
    const ones = Array.from({ length: 90 }, (_, number) => one.append(large(number)) ?? assert.fail());
    nowMs += 10_000;
    const other = folders.open(folder, { maxBytes, now });
    const others = Array.from({ length: 40 }, (_, number) => other.append(large(100 + number)) ?? assert.fail());
    assert.ok(sizeOf(folder) <= maxBytes);
    assert.ok(others.every((ticket) => other.read(ticket) !== undefined));
    const lost = ones.filter((ticket) => one.read(ticket) === undefined);
    assert.ok(lost.length > 30, String(lost.length));
    assert.ok(one.append(large(200)));
    // each entry is counted once, by who may have it in memory
    assert.deepEqual([one, other].map(({ dropped }) => [dropped.full.entries, dropped.removed.entries]), [[0, lost.length], [0, 0]]);
    assert.deepEqual(lost.map(({ dropped }) => dropped), lost.map(() => 'removed'));
    assert.equal(one.status().entries, 91 - lost.length);
    assert.deepEqual(kinds(one), ['removed']);
  });

  it('room that another process made is used before anything is dropped', () => {
    const folder = folders.make();
    const one = folders.open(folder, { maxBytes, now });
    const ones = Array.from({ length: 55 }, (_, number) => one.append(large(number)) ?? assert.fail());
    const other = folders.open(folder, { maxBytes, now });
    for (let number = 0; number < 35; number++) other.append(large(number));
    nowMs += 1000;
    for (const ticket of ones) one.remove(ticket);
    for (let number = 0; number < 40; number++) assert.ok(other.append(large(number)));
    assert.equal(other.dropped.full.entries, 0);
    assert.equal(other.status().entries, 75);
  });

  it('the file that a living process writes to is left to it, that of a dead one is not', () => {
    const folder = folders.make();
    const living = folders.open(folder, { maxBytes, now });
    const tickets = [1, 2, 3].map((number) => living.append(large(number)) ?? assert.fail());
    folders.leave(folder, [large(4), large(5)], { maxBytes, now });
    nowMs += 1000;
    const spool = folders.open(folder, { maxBytes, now });
    for (let number = 0; number < 150; number++) assert.ok(spool.append(large(number)));
    assert.ok(tickets.every((ticket) => living.read(ticket) !== undefined));
    assert.deepEqual(bodies(spool.takeLeft()), []);
    assert.equal(spool.dropped.full.entries + spool.status().entries, 152);
  });

  it('files in which nothing waits make room without a word', () => {
    const spool = folders.open(folders.make(), { maxBytes: 20_000 });
    for (let number = 0; number < 60; number++) {
      const signal = (['traces', 'metrics', 'logs'] as const)[number % 3] ?? 'traces';
      spool.remove(spool.append({ ...large(number), body: Buffer.alloc(9000), signal }) ?? assert.fail());
    }
    assert.deepEqual(spool.problems, []);
  });

  it('an entry that is larger than the whole is not taken, and drops nothing', () => {
    const spool = folders.open(folders.make(), { maxBytes });
    const ticket = spool.append(large(1)) ?? assert.fail();
    assert.equal(spool.append(entry(2, { body: Buffer.alloc(maxBytes) })), undefined);
    assert.ok(spool.read(ticket));
    assert.deepEqual(kinds(spool), ['full']);
    assert.equal(spool.dropped.full.entries, 0);
  });

  it('an entry that is too old is not given any more, and counted', () => {
    const spool = folders.open(folders.make(), { maxAgeMs: 60_000, now });
    const ticket = spool.append(large(1, nowMs)) ?? assert.fail();
    nowMs += 60_000;
    assert.ok(spool.read(ticket));
    nowMs += 1;
    assert.equal(spool.read(ticket), undefined);
    assert.deepEqual([spool.dropped.age, ticket.dropped, kinds(spool)], [{ entries: 1, items: 10, bytes: 1000 }, 'age', ['age']]);
    assert.equal(spool.status().entries, 0);
  });

  it('old entries go from the disk though nobody reads them', () => {
    const folder = folders.make();
    const spool = folders.open(folder, { maxAgeMs: 60_000, now });
    spool.append(large(1, nowMs));
    nowMs += 61_000;
    spool.append(large(2, nowMs));
    assert.deepEqual([spool.dropped.age, kinds(spool)], [{ entries: 1, items: 10, bytes: 1000 }, ['age']]);
    assert.equal(spool.status().entries, 1);
    assert.equal(segmentFiles(folder).length, 1);
  });

  it('of what was left, only what is young enough is given', () => {
    const folder = folders.make();
    folders.leave(folder, [large(1, nowMs - 61_000), large(2, nowMs)], { now });
    const drops: SpoolDrop[] = [];
    const spool = folders.open(folder, { maxAgeMs: 60_000, now, onDropped: (drop) => drops.push(drop) });
    assert.deepEqual(bodies(spool.takeLeft()).map((body) => body[0]), ['2']);
    assert.equal(spool.dropped.age.entries, 1);
    assert.deepEqual([drops, kinds(spool)], [[{ reason: 'age', signal: 'traces', unclaimedItems: 10 }], ['age']]);
  });

  it('what was left and nobody takes over goes when it is too old, file by file', () => {
    const folder = folders.make();
    const logs = (number: number, createdAtMs: number): ReturnType<typeof entry> => ({ ...large(number, createdAtMs), signal: 'logs' });
    folders.leave(folder, [logs(1, nowMs), logs(2, nowMs + 30_000)], { now });
    folders.leave(folder, [logs(3, nowMs)], { now });
    const living = folders.open(folder, { now, maxBytes: 10_000 });
    for (const number of [4, 5]) living.append(logs(number, nowMs));
    const drops: SpoolDrop[] = [];
    const spool = folders.open(folder, { maxAgeMs: 60_000, now, onDropped: (drop) => drops.push(drop) });
    const take = (): string[] => bodies(spool.takeLeft(({ signal }) => signal === 'traces'));
    for (const [laterMs, dropped] of [[60_000, 0], [1, 1], [30_000, 3]] as const) {
      nowMs += laterMs;
      assert.deepEqual(take(), []);
      assert.equal(spool.dropped.age.entries, dropped);
    }
    assert.equal(segmentFiles(folder).length, 2);
    assert.deepEqual([new Set(drops.map(({ unclaimedItems, signal }) => `${unclaimedItems} ${signal}`)), kinds(spool)], [new Set(['10 logs', '20 logs']), ['age']]);
  });

  it('a clock that is set back makes nothing old', () => {
    const folder = folders.make();
    folders.leave(folder, [large(1, nowMs)], { now });
    nowMs -= 3_600_000 * 24 * 365;
    const spool = folders.open(folder, { maxAgeMs: 60_000, now });
    const ticket = spool.append(large(2, nowMs + 3_600_000)) ?? assert.fail();
    assert.equal(bodies(spool.takeLeft()).length, 1);
    assert.ok(spool.read(ticket));
    assert.equal(spool.dropped.age.entries, 0);
  });
});
