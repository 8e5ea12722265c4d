/** Processes and threads that share a folder: what a dead one left is taken by one other, completely. */
import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { waitUntil } from '../../../support/wait-until.js';
import { bodies, createSpoolFolders, entry } from './spool-folders.js';

const child = fileURLToPath(new URL('spool-child.ts', import.meta.url));

/** Kills a process that appends, and gives the numbers of what it appended. */
async function appendAndKill(folder: string, minCount: number): Promise<string[]> {
  const log = `${folder}.log`;
  writeFileSync(log, '');
  const numbers = (): string[] => readFileSync(log, 'latin1').split('\n').slice(0, -1);
  const appending = spawn(process.execPath, ['--import=tsx', child, 'append', folder, log], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await waitUntil(() => numbers().length >= minCount, 20_000);
  } finally {
    appending.kill('SIGKILL');
  }
  await once(appending, 'exit');
  return numbers();
}

async function startTaking(folder: string): Promise<() => Promise<string[]>> {
  const taking = fork(child, ['take', folder], { execArgv: ['--import=tsx'] });
  await once(taking, 'message');
  return async () => {
    taking.send('take');
    const [taken] = await once(taking, 'message');
    taking.disconnect();
    return taken;
  };
}

describe('a shared spool', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  it('a killed process has left all that it appended', async () => {
    const folder = folders.make();
    for (const minCount of [1, 50, 20_000]) {
      const numbers = await appendAndKill(folder, minCount);
      const spool = folders.open(folder);
      const left = [...spool.takeLeft()];
      const found = new Set(bodies(left));
      assert.deepEqual(numbers.filter((number) => !found.has(`request ${number}`)), []);
      // one more may have been appended and not told
      assert.ok(left.length - numbers.length <= 1, `${left.length} of ${numbers.length}`);
      assert.deepEqual(spool.problems, []);
      for (const { ticket } of left) spool.remove(ticket);
    }
  });

  it('a thread that ended has left all that it appended to the rest of its process', async () => {
    const folder = folders.make();
    const log = `${folder}.log`;
    writeFileSync(log, '');
    // Node.js 20 does not run the preload of tsx in a thread
    const start = `import('tsx/esm/api').then(({ tsImport }) => tsImport(${JSON.stringify(pathToFileURL(child).href)}, ${JSON.stringify(import.meta.url)}))`;
    const thread = new Worker(start, { eval: true, argv: ['append', folder, log], execArgv: [] });
    const count = (): number => readFileSync(log, 'latin1').split('\n').length - 1;
    await waitUntil(() => count() >= 50, 20_000);
    const spool = folders.open(folder);
    assert.deepEqual(bodies(spool.takeLeft()), []);
    await thread.terminate();
    // the thread is told to be gone a moment before it is
    const left: string[] = [];
    await waitUntil(() => left.push(...bodies(spool.takeLeft())) > 0);
    assert.ok(left.length >= count() && left.length <= count() + 1, `${left.length} of ${count()}`);
  });

  it('of processes that start at the same time, one gets each entry', async () => {
    const folder = folders.make();
    const expected: string[] = [];
    for (let owner = 0; owner < 40; owner++) {
      const entries = [0, 1, 2].map((number) => entry(owner * 10 + number));
      folders.leave(folder, entries);
      expected.push(...bodies(entries.map((entry) => ({ entry }))));
    }
    const starts = await Promise.all([startTaking(folder), startTaking(folder), startTaking(folder)]);
    const taken = await Promise.all(starts.map((take) => take()));
    assert.deepEqual(taken.flat().sort(), expected.sort());
  });

  it('what a process cannot send is left to one that can, at once', () => {
    const folder = folders.make();
    const routes = [{ signal: 'traces', exporterIndex: 0 }, { signal: 'traces', exporterIndex: 1 }, { signal: 'logs', exporterIndex: 0 }] as const;
    folders.leave(folder, routes.map((route, number) => entry(number, route)));
    const [left] = readdirSync(folder);
    const noMetrics = folders.open(folder);
    assert.deepEqual(bodies(noMetrics.takeLeft(({ signal }) => signal === 'metrics')), []);
    assert.deepEqual(readdirSync(folder), [left]);
    const spools = routes.map(() => folders.open(folder));
    for (const [number, { signal, exporterIndex }] of routes.entries()) {
      const taken = [...spools[number]!.takeLeft((route) => route.signal === signal && route.exporterIndex === exporterIndex)];
      assert.deepEqual(bodies(taken), [`request ${number}`]);
      assert.deepEqual(taken.map(({ entry }) => [entry.signal, entry.exporterIndex]), [[signal, exporterIndex]]);
    }
    for (const spool of spools) assert.deepEqual([spool.status().entries, spool.problems], [1, []]);
  });

  it('what a living process has is not taken', async () => {
    const folder = folders.make();
    const spool = folders.open(folder);
    const ticket = spool.append(entry(1)) ?? assert.fail();
    const take = await startTaking(folder);
    assert.deepEqual(await take(), []);
    assert.ok(spool.read(ticket));
  });

  it('a process that lost its folder while it was stopped goes on in a new one', () => {
    const folder = folders.make();
    let nowMs = Date.now();
    const spool = folders.open(folder, { now: () => nowMs });
    const ticket = spool.append(entry(1)) ?? assert.fail();
    const [own = ''] = readdirSync(folder);
    renameSync(path.join(folder, own), path.join(folder, 'spool1.left.0123456789abcdef'));
    nowMs += 20_000;
    assert.ok(spool.append(entry(2)));
    assert.equal(spool.read(ticket), undefined);
    assert.deepEqual(spool.problems.map(({ kind }) => kind), ['removed']);
    assert.deepEqual(bodies(folders.open(folder).takeLeft()), ['request 1']);
  });

  it('shows that it lives, for those who cannot see its process', () => {
    const folder = folders.make();
    let nowMs = Date.now();
    const spool = folders.open(folder, { now: () => nowMs });
    spool.append(entry(1));
    const own = path.join(folder, readdirSync(folder)[0] ?? '');
    utimesSync(own, 1, 1);
    nowMs += 3000;
    spool.append(entry(2));
    assert.ok(Math.abs(statSync(own).mtimeMs - nowMs) < 10);
  });

  it('what another machine left is taken when its heart stopped', () => {
    const folder = folders.make();
    folders.leave(folder, [entry(1)]);
    const [left = ''] = readdirSync(folder);
    const foreign = path.join(folder, 'spool1.0123456789abcdef-4026532000.7.7.100.0123456789abcdef');
    renameSync(path.join(folder, left), foreign);
    const spool = folders.open(folder);
    assert.deepEqual(bodies(spool.takeLeft()), []);
    const longAgo = Date.now() / 1000 - 16;
    utimesSync(foreign, longAgo, longAgo);
    assert.deepEqual(bodies(spool.takeLeft()), ['request 1']);
    // a third machine does not take it for dead
    for (const name of readdirSync(folder)) assert.ok(Date.now() - statSync(path.join(folder, name)).mtimeMs < 10_000, name);
  });
});
