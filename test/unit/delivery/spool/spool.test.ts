/** What goes into the spool comes out, once, for the one who has it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { spoolStatus } from '../../../../src/delivery/spool/inspect-spool.js';
import type { SpoolTicket } from '../../../../src/delivery/spool/spool-types.js';
import { bodies, createSpoolFolders, entry, segmentFiles } from './spool-folders.js';

describe('spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  const appended = (ticket: SpoolTicket | undefined): SpoolTicket => ticket ?? assert.fail('not on disk');

  it('reads what was appended', () => {
    const spool = folders.open(folders.make());
    const entries = [entry(1), entry(2, { signal: 'logs', itemCount: 7 }), entry(3, { signal: 'metrics', body: new Uint8Array(0) }), entry(4, { body: Buffer.alloc(3 << 20, 'x') })];
    const tickets = entries.map((one) => appended(spool.append(one)));
    assert.deepEqual(tickets.map((ticket) => spool.read(ticket)).map((read) => read && { ...read, body: Buffer.from(read.body) }), entries.map((one) => ({ ...one, body: Buffer.from(one.body) })));
    assert.equal(spool.status().entries, 4);
  });

  it('removes what was delivered, in any order and more than once, and the file with the last one', () => {
    const folder = folders.make();
    let nowMs = Date.now();
    const spool = folders.open(folder, { now: () => nowMs });
    const tickets = [1, 2, 3].map((number) => appended(spool.append(entry(number))));
    const [first, second, third] = tickets as [SpoolTicket, SpoolTicket, SpoolTicket];
    for (const ticket of [second, second, first]) spool.remove(ticket);
    assert.equal(spool.read(second), undefined);
    assert.equal(segmentFiles(folder).length, 1);
    assert.deepEqual(spool.read(third)?.body.toString(), 'request 3');
    nowMs += 5000;
    spool.remove(third);
    spool.remove(third);
    assert.deepEqual(segmentFiles(folder), []);
    assert.deepEqual(spool.status(), { bytes: 0, entries: 0, oldestAtMs: undefined });
    assert.ok(spool.append(entry(4)));
  });

  it('a file that is empty again is used again for some seconds, and what was in it stays removed', () => {
    const folder = folders.make();
    let nowMs = Date.now();
    const spool = folders.open(folder, { now: () => nowMs });
    for (let number = 0; number < 20; number++) spool.remove(appended(spool.append(entry(number))));
    const files = segmentFiles(folder);
    assert.equal(files.length, 1);
    assert.deepEqual([spool.status().entries, spool.status().oldestAtMs], [0, undefined]);
    assert.equal(spoolStatus(folder).entries, 0);
    nowMs += 5000;
    spool.append(entry(21, { signal: 'logs' }));
    assert.deepEqual(segmentFiles(folder).filter((file) => files.includes(file)), []);
  });

  it('a file that is full and empty goes', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    for (let number = 0; number < 50; number++) spool.remove(appended(spool.append(entry(number, { body: Buffer.alloc(100_000) }))));
    assert.equal(segmentFiles(folder).length, 1);
  });

  it('files are of one signal and at most 1 MiB', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    for (let number = 0; number < 60; number++) spool.append(entry(number, { signal: number % 2 === 0 ? 'traces' : 'logs', body: Buffer.alloc(100_000) }));
    const sizes = segmentFiles(folder).map((file) => statSync(file).size);
    assert.equal(sizes.length, 6);
    assert.ok(sizes.every((size) => size <= 1 << 20), String(sizes));
    assert.equal(spool.status().bytes, sizes.reduce((sum, size) => sum + size));
  });

  it('gives what was left, oldest first, once', () => {
    const folder = folders.make();
    let nowMs = Date.now() - 10_000;
    const now = (): number => (nowMs += 1000);
    folders.leave(folder, [entry(1), entry(2)], { now });
    folders.leave(folder, [entry(3, { signal: 'logs' })], { now });
    const spool = folders.open(folder);
    const other = folders.open(folder);
    spool.append(entry(9));
    assert.deepEqual(bodies(spool.takeLeft()), ['request 1', 'request 2', 'request 3']);
    assert.deepEqual(bodies(spool.takeLeft()), []);
    assert.deepEqual(bodies(other.takeLeft()), []);
    assert.deepEqual([...spool.problems, ...other.problems], []);
  });

  it('goes on where it was left half-way', () => {
    const folder = folders.make();
    folders.leave(folder, [1, 2, 3].map((number) => entry(number)));
    const spool = folders.open(folder);
    for (const { entry } of spool.takeLeft()) {
      assert.equal(entry.body.toString(), 'request 1');
      break;
    }
    assert.deepEqual(bodies(spool.takeLeft()), ['request 2', 'request 3']);
  });

  it('what cannot be read for want of open files is not given up', () => {
    const fs = process.getBuiltinModule('node:fs');
    const folder = folders.make();
    folders.leave(folder, [entry(1), entry(2)]);
    const spool = folders.open(folder);
    const left = spool.takeLeft();
    const first = left.next().value ?? assert.fail();
    const { openSync } = fs;
    fs.openSync = () => {
      throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
    };
    try {
      assert.throws(() => spool.read(first.ticket), { code: 'EMFILE' });
      assert.deepEqual(bodies(left), []);
    } finally {
      fs.openSync = openSync;
    }
    assert.deepEqual(spool.problems.map(({ kind }) => kind), ['write-failed']);
    assert.ok(spool.read(first.ticket));
    assert.deepEqual(bodies(spool.takeLeft()), ['request 2']);
  });

  it('goes on when a file is dropped by another process meanwhile', () => {
    const folder = folders.make();
    let nowMs = Date.now() - 10_000;
    const now = (): number => (nowMs += 1000);
    folders.leave(folder, [entry(1)], { now });
    folders.leave(folder, [entry(2, { signal: 'logs' })], { now });
    folders.leave(folder, [entry(3, { signal: 'metrics' })], { now });
    const spool = folders.open(folder);
    const found: string[] = [];
    for (const { entry } of spool.takeLeft()) {
      found.push(Buffer.from(entry.body).toString());
      for (const file of segmentFiles(folder)) if (file.endsWith('.logs')) rmSync(file);
    }
    assert.deepEqual(found, ['request 1', 'request 3']);
    assert.deepEqual(spool.problems, []);
  });

  it('what was taken over and removed is gone; the rest, and no more, is there for the next', () => {
    const folder = folders.make();
    folders.leave(folder, [1, 2, 3].map((number) => entry(number)));
    const spool = folders.open(folder);
    const [, second] = [...spool.takeLeft()];
    assert.ok(second);
    spool.remove(second.ticket);
    spool.close();
    const next = folders.open(folder);
    assert.deepEqual(bodies(next.takeLeft()), ['request 1', 'request 3']);
  });

  it('leaves an empty folder when nothing is left', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1)]);
    const spool = folders.open(folder);
    for (const { ticket } of spool.takeLeft()) spool.remove(ticket);
    spool.remove(appended(spool.append(entry(2))));
    spool.close();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('folders that were taken over go when they are empty', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1)]);
    let nowMs = Date.now();
    const spool = folders.open(folder, { now: () => nowMs });
    for (const { ticket } of spool.takeLeft()) spool.remove(ticket);
    nowMs += 3000;
    spool.append(entry(2));
    assert.equal(readdirSync(folder).length, 1);
  });

  it('gives nothing when it is closed', () => {
    const spool = folders.open(folders.make());
    const ticket = appended(spool.append(entry(1)));
    spool.close();
    spool.close();
    spool.remove(ticket);
    assert.equal(spool.read(ticket), undefined);
    assert.deepEqual([...spool.takeLeft()], []);
    assert.deepEqual(spool.problems, []);
  });

  it('keeps what comes when it is closed, apart from what others may take already', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    spool.append(entry(1));
    spool.close();
    const ticket = appended(spool.append(entry(2)));
    assert.deepEqual(bodies(folders.open(folder).takeLeft()), ['request 1']);
    assert.ok(spool.holds(ticket));
    spool.close();
    assert.deepEqual(bodies(folders.open(folder).takeLeft()), ['request 2']);
    assert.deepEqual(spool.problems, []);
  });

  describe('with damaged files', () => {
    function leaveDamaged(damage: (file: string) => void): string {
      const folder = folders.make();
      folders.leave(folder, [1, 2, 3].map((number) => entry(number)));
      for (const file of segmentFiles(folder)) damage(file);
      return folder;
    }

    for (const [what, damage, expected] of [
      ['a torn tail', (file: string) => truncateSync(file, statSync(file).size - 1), ['request 1', 'request 2']],
      ['a damaged first record', (file: string) => writeFileSync(file, readFileSync(file).fill(0, 0, 20)), ['request 2', 'request 3']],
      ['garbage only', (file: string) => writeFileSync(file, 'garbage'), []],
    ] as const) {
      it(`${what}: keeps the rest, and says so once`, () => {
        const folder = leaveDamaged(damage);
        const spool = folders.open(folder);
        const left = [...spool.takeLeft()];
        assert.deepEqual(bodies(left), expected);
        assert.deepEqual(spool.problems.map(({ kind }) => kind), ['torn']);
        for (const { ticket } of left) spool.remove(ticket);
        assert.deepEqual(segmentFiles(folder), []);
      });
    }

    it('an entry that is damaged later is not given', () => {
      const folder = folders.make();
      const spool = folders.open(folder);
      const tickets = [1, 2].map((number) => appended(spool.append(entry(number))));
      for (const file of segmentFiles(folder)) writeFileSync(file, readFileSync(file).fill(0, 0, 20));
      assert.deepEqual(tickets.map((ticket) => spool.read(ticket)?.body.toString()), [undefined, 'request 2']);
      assert.equal(spool.status().entries, 1);
      assert.deepEqual(spool.problems.map(({ kind }) => kind), ['torn']);
    });

    it('files that are not the spool\'s are left alone', () => {
      const folder = folders.make();
      folders.leave(folder, [entry(1)]);
      const [file = ''] = segmentFiles(folder);
      const strange = path.join(path.dirname(file), 'notes.txt');
      writeFileSync(strange, 'mine');
      writeFileSync(path.join(folder, 'notes.txt'), 'mine');
      const spool = folders.open(folder);
      for (const { ticket } of spool.takeLeft()) spool.remove(ticket);
      spool.close();
      assert.equal(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('notes.txt')).length, 2);
    });
  });

  it('holds what it would give, and nothing that was dropped, removed or taken away with its folder', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    const [first, second] = [spool.append(entry(1)), spool.append(entry(2))];
    assert.ok(first && second);
    spool.remove(first);
    assert.deepEqual([spool.holds(first), spool.holds(second)], [false, true]);
    rmSync(folder, { recursive: true });
    assert.equal(spool.holds(second), false);
  });
});
