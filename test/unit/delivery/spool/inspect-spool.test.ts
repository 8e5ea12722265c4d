/** What the command line is told about a spool, and what it may delete. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { clearSpool, spoolStatus } from '../../../../src/delivery/spool/inspect-spool.js';
import { bodies, createSpoolFolders, entry, segmentFiles } from './spool-folders.js';

const nothing = { bytes: 0, entries: 0, items: { traces: 0, metrics: 0, logs: 0 }, oldestAtMs: undefined, owners: { alive: 0, dead: 0 }, problem: undefined };

describe('inspection of the spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  it('a folder that is not there is empty, and stays away', () => {
    const folder = folders.make();
    assert.deepEqual(spoolStatus(folder), nothing);
    assert.deepEqual(clearSpool(folder), { removed: { entries: 0, items: 0, bytes: 0 }, problem: undefined });
    assert.equal(existsSync(folder), false);
  });

  it('counts what waits, of the living and the dead, and changes nothing', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1, { itemCount: 3, createdAtMs: 1000 }), entry(2, { signal: 'logs', itemCount: 4, createdAtMs: 2000 })]);
    const spool = folders.open(folder);
    const removed = spool.append(entry(3)) ?? assert.fail();
    spool.append(entry(4, { itemCount: 5 }));
    spool.remove(removed);
    const before = readdirSync(folder, { recursive: true }).sort();
    const { bytes, ...counts } = spoolStatus(folder);
    assert.deepEqual(counts, { entries: 3, items: { traces: 8, metrics: 0, logs: 4 }, oldestAtMs: 1000, owners: { alive: 1, dead: 1 }, problem: undefined });
    assert.equal(bytes, 4 * (32 + 'request 1'.length));
    assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
  });

  it('deletes what the dead left, and nothing of the living', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1, { itemCount: 3 }), entry(2, { itemCount: 4 })]);
    const spool = folders.open(folder);
    const ticket = spool.append(entry(3)) ?? assert.fail();
    assert.deepEqual(clearSpool(folder), { removed: { entries: 2, items: 7, bytes: 18 }, problem: undefined });
    assert.ok(spool.read(ticket));
    assert.deepEqual(spoolStatus(folder).owners, { alive: 1, dead: 0 });
    assert.deepEqual(bodies(folders.open(folder).takeLeft()), []);
  });

  it('says what is damaged', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1), entry(2)]);
    for (const file of segmentFiles(folder)) truncateSync(file, 50);
    const { entries, problem } = spoolStatus(folder);
    assert.deepEqual([entries, problem], [1, '1 files are damaged; the entries in them that are sound are kept.']);
  });

  it('says why it cannot look, or may not delete', () => {
    const file = folders.make();
    writeFileSync(file, '');
    assert.match(spoolStatus(file).problem ?? '', /cannot be looked into \(ENOTDIR\)/);
    const folder = folders.make();
    folders.leave(folder, [entry(1)]);
    const link = folders.make();
    symlinkSync(folder, link);
    assert.match(clearSpool(link).problem ?? '', /is a symbolic link/);
    assert.equal(spoolStatus(folder).entries, 1);
  });

  it('does not change the modes of a folder it only looks at', () => {
    const folder = folders.make();
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    spoolStatus(folder);
    assert.equal(process.getBuiltinModule('node:fs').statSync(folder).mode & 0o777, 0o755);
  });
});
