/** Folders that are not safe and disks that fail: the app's telemetry stays in memory, with one problem. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { skipUnless } from '../../../support/skip.js';
import { bodies, createSpoolFolders, entry, segmentFiles, type TestSpool } from './spool-folders.js';

const noModes = process.getuid === undefined ? 'file modes' : undefined;
const noRoot = process.getuid?.() === 0 ? undefined : 'root';
const modeOf = (file: string): string => (lstatSync(file).mode & 0o7777).toString(8);
const kinds = ({ problems }: TestSpool): string[] => problems.map(({ kind }) => kind);

describe('faults of the spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  let nowMs: number;
  const now = (): number => nowMs;
  beforeEach(() => void (nowMs = Date.now()));

  function assertUnusable(folder: string, detail: RegExp): void {
    const spool = folders.open(folder, { now });
    for (let seconds = 0; seconds < 600; seconds += 100) {
      nowMs += 100_000;
      assert.equal(spool.append(entry(1)), undefined);
      assert.deepEqual([...spool.takeLeft()], []);
    }
    assert.deepEqual(kinds(spool), ['unusable']);
    assert.match(spool.problems[0]?.detail ?? '', detail);
    spool.close();
  }

  describe('folder', () => {
    before(function () {
      skipUnless(this, noModes);
    });

    it('only this user can look into it', () => {
      const folder = path.join(folders.make(), 'deeper');
      const umask = process.umask(0);
      try {
        folders.open(folder).append(entry(1));
      } finally {
        process.umask(umask);
      }
      const [file = ''] = segmentFiles(folder);
      assert.deepEqual([path.dirname(folder), folder, path.dirname(file), file].map(modeOf), ['700', '700', '700', '600']);
    });

    it('that was open to others is closed to them', () => {
      const folder = folders.make();
      mkdirSync(folder);
      chmodSync(folder, 0o2775);
      assert.ok(folders.open(folder).append(entry(1)));
      assert.equal(modeOf(folder).slice(-3), '700');
    });

    it('that this user may not write to stays so', () => {
      const folder = folders.make();
      mkdirSync(folder);
      chmodSync(folder, 0o555);
      folders.open(folder).append(entry(1));
      assert.equal(modeOf(folder), '500');
    });

    it('where none can be made is refused at once', function () {
      if (!existsSync('/proc/self')) skipUnless(this, '/proc');
      assertUnusable('/proc/spool', /cannot be made or opened \(ENOENT\)/);
    });

    it('of all services in the one for temporary files is refused when others may write to it', () => {
      const root = path.join(folders.make(), 'otel-distro-7');
      mkdirSync(root, { recursive: true });
      chmodSync(root, 0o777);
      assertUnusable(path.join(root, 'service-shop'), /otel-distro-7 belongs to another user or is open to others/);
    });

    it('in a folder that is only called like that is used, whoever may write to that one', () => {
      const app = path.join(folders.make(), 'otel-distro-app');
      mkdirSync(app, { recursive: true });
      chmodSync(app, 0o777);
      assert.ok(folders.open(path.join(app, 'spool')).append(entry(1)));
    });

    it('that other programs use as well is left as it is', () => {
      for (const [mode, file] of [[0o755, 'data'], [0o1777, undefined]] as const) {
        const folder = folders.make();
        mkdirSync(folder);
        if (file !== undefined) writeFileSync(path.join(folder, file), '');
        chmodSync(folder, mode);
        assertUnusable(folder, /is open to other users and not the spool's alone/);
        assert.equal(modeOf(folder), mode.toString(8));
      }
    });

    it('that is a symbolic link is refused', () => {
      const target = folders.make();
      mkdirSync(target, { mode: 0o700 });
      for (const to of [target, `${target}-missing`]) {
        const link = folders.make();
        symlinkSync(to, link);
        assertUnusable(link, /is a symbolic link/);
      }
      assert.deepEqual(readdirSync(target), []);
      assert.equal(existsSync(`${target}-missing`), false);
    });

    it('that belongs to another user is refused', function () {
      skipUnless(this, noRoot);
      const folder = folders.make();
      mkdirSync(folder, { mode: 0o700 });
      chownSync(folder, 12_345, 12_345);
      assertUnusable(folder, /belongs to another user/);
    });

    it('that is a file, or cannot be made, is refused', () => {
      const file = folders.make();
      writeFileSync(file, '');
      assertUnusable(file, /is not a folder/);
      assertUnusable(path.join(file, 'spool'), /cannot be made or opened \(ENOTDIR\)/);
    });
  });

  it('a folder that can be used later is used then', () => {
    const folder = folders.make();
    writeFileSync(folder, '');
    const spool = folders.open(folder, { now });
    rmSync(folder);
    assert.equal(spool.append(entry(1)), undefined);
    nowMs += 3000;
    assert.ok(spool.append(entry(2)));
  });

  it('a folder that is removed while it is used is made again, with one problem', () => {
    const folder = folders.make();
    const spool = folders.open(folder, { now });
    const lost = [spool.append(entry(1)), spool.append(entry(2, { signal: 'logs' }))];
    rmSync(folder, { recursive: true });
    assert.ok(spool.append(entry(3)));
    assert.ok(spool.append(entry(4, { signal: 'logs' })));
    assert.deepEqual(lost.map((ticket) => ticket && spool.read(ticket)), [undefined, undefined]);
    assert.deepEqual([spool.dropped.removed.entries, lost.map((ticket) => ticket?.dropped)], [2, ['removed', 'removed']]);
    assert.equal(segmentFiles(folder).length, 2);
    assert.deepEqual(kinds(spool), ['removed']);
    spool.close();
    assert.deepEqual(bodies(folders.open(folder).takeLeft()), ['request 3', 'request 4']);
  });

  it('a file that is deleted while it is written to is replaced at once', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    spool.append(entry(1));
    for (const file of segmentFiles(folder)) rmSync(file);
    const ticket = spool.append(entry(2)) ?? assert.fail();
    assert.equal(segmentFiles(folder).length, 1);
    assert.ok(spool.read(ticket));
    assert.equal(spool.status().entries, 1);
    assert.deepEqual(kinds(spool), ['removed']);
  });

  it('a file that went bad is not written to for ever', () => {
    const fs = process.getBuiltinModule('node:fs');
    const spool = folders.open(folders.make(), { now });
    const first = spool.append(entry(1)) ?? assert.fail();
    const { writevSync } = fs;
    let bad: number | undefined;
    fs.writevSync = (descriptor, buffers, position) => {
      bad ??= descriptor;
      if (descriptor === bad) throw Object.assign(new Error('bad'), { code: 'EIO' });
      return writevSync(descriptor, buffers, position);
    };
    let placeholder: number | undefined;
    try {
      assert.equal(spool.append(entry(2)), undefined);
      // so that the next file has another number
      placeholder = fs.openSync(tmpdir(), 'r');
      nowMs += 3000;
      assert.ok(spool.append(entry(3)));
    } finally {
      fs.writevSync = writevSync;
      if (placeholder !== undefined) fs.closeSync(placeholder);
    }
    assert.ok(spool.read(first));
  });

  it('a folder that is removed before anything is in it is made again', () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    rmSync(folder, { recursive: true });
    assert.ok(spool.append(entry(1)));
    assert.deepEqual(spool.problems, []);
  });

  describe('disk', () => {
    let folder: string;
    before(function () {
      skipUnless(this, noRoot);
      folder = folders.make();
      mkdirSync(folder, { mode: 0o700 });
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', folder], { stdio: 'ignore' });
      } catch {
        skipUnless(this, 'the right to mount');
      }
    });
    after(() => {
      if (noRoot === undefined) execFileSync('sh', ['-c', 'umount "$0" 2>/dev/null || true', folder]);
    });

    it('that is full: memory only with one problem, and again when there is room', () => {
      const spool = folders.open(folder, { now });
      const append = (): ReturnType<typeof spool.append> => spool.append(entry(1, { body: Buffer.alloc(10_000, 'x') }));
      const tickets = Array.from({ length: 5 }, append);
      assert.ok(tickets.every((ticket) => ticket !== undefined));
      writeFileSync(path.join(folder, 'filler'), Buffer.alloc(8192));
      for (let attempt = 0; attempt < 20; attempt++, nowMs += 40_000) assert.equal(append(), undefined);
      assert.deepEqual(spool.problems.map(({ kind, detail }) => [kind, /ENOSPC/.test(detail)]), [['write-failed', true]]);
      assert.ok(tickets.every((ticket) => ticket !== undefined && spool.read(ticket)?.body.length === 10_000));
      rmSync(path.join(folder, 'filler'));
      assert.ok(append());
      for (const ticket of tickets) if (ticket !== undefined) spool.remove(ticket);
      spool.close();
      assert.equal([...folders.open(folder).takeLeft()].length, 1);
      assert.ok(statSync(folder));
    });

    it('that is read-only: memory only with one problem, and again when it can be written', () => {
      const remount = (mode: string): void => void execFileSync('mount', ['-o', `remount,${mode}`, folder]);
      remount('ro');
      const spool = folders.open(folder, { now });
      for (let attempt = 0; attempt < 20; attempt++, nowMs += 40_000) assert.equal(spool.append(entry(1)), undefined);
      assert.deepEqual(spool.problems.map(({ kind, detail }) => [kind, /EROFS/.test(detail)]), [['write-failed', true]]);
      remount('rw');
      const ticket = spool.append(entry(2)) ?? assert.fail();
      assert.ok(spool.read(ticket));
      spool.remove(ticket);
      spool.close();
    });
  });

  it('a disk that takes a part of an entry: the part is not there', () => {
    const fs = process.getBuiltinModule('node:fs');
    const folder = folders.make();
    const spool = folders.open(folder, { now });
    spool.append(entry(1));
    const { writevSync } = fs;
    fs.writevSync = (descriptor, [header], position) => fs.writeSync(descriptor, header ?? assert.fail(), 0, undefined, position);
    try {
      assert.equal(spool.append(entry(2)), undefined);
    } finally {
      fs.writevSync = writevSync;
    }
    nowMs += 3000;
    assert.ok(spool.append(entry(3)));
    spool.close();
    const next = folders.open(folder);
    assert.deepEqual(bodies(next.takeLeft()), ['request 1', 'request 3']);
    assert.deepEqual(next.problems, []);
  });
});
