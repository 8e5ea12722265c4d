/** A clock that is set forward or back by two days while telemetry waits: what it makes old goes and is said, and nothing else is harmed. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { createSpoolFolders, entry, segmentFiles, type TestSpool } from './spool-folders.js';

const dayMs = 86_400_000;
const jumps = [['forward', 2 * dayMs], ['back', -2 * dayMs]] as const;

describe('a clock that jumps', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  let nowMs: number;
  const now = (): number => nowMs;
  beforeEach(() => void (nowMs = Date.now()));
  const append = (spool: TestSpool, number: number): NonNullable<ReturnType<TestSpool['append']>> => spool.append(entry(number, { itemCount: 5, createdAtMs: nowMs })) ?? assert.fail();

  it('forward: what waits on disk is too old, which is counted and said, and what comes is kept', () => {
    const spool = folders.open(folders.make(), { now });
    const waiting = append(spool, 1);
    nowMs += 2 * dayMs;
    const next = append(spool, 2);
    assert.deepEqual([waiting.dropped, spool.dropped.age.items, spool.problems.map(({ kind }) => kind)], ['age', 5, ['age']]);
    assert.ok(spool.read(next));
    assert.equal(spool.status().entries, 1);
  });

  it('back: what waits is sent, and goes when it is older than it may be by the new clock', () => {
    const spool = folders.open(folders.make(), { now });
    const waiting = append(spool, 1);
    nowMs -= 2 * dayMs;
    const next = append(spool, 2);
    assert.ok(spool.read(waiting));
    assert.ok(spool.read(next));
    nowMs += dayMs + 1;
    assert.equal(spool.read(next), undefined);
    assert.ok(spool.read(waiting));
    nowMs += 2 * dayMs;
    assert.equal(spool.read(waiting), undefined);
    assert.deepEqual([spool.dropped.age.items, spool.status().entries], [10, 0]);
  });

  it('back: what is new is behind what was there, also for who takes over', () => {
    const folder = folders.make();
    const spool = folders.open(folder, { now, maxBytes: 8 * 100 });
    append(spool, 1);
    nowMs -= 2 * dayMs;
    for (const number of [2, 3, 4]) append(spool, number);
    spool.close();
    const left = [...folders.open(folder, { now }).takeLeft()].map(({ entry: { body } }) => Buffer.from(body).toString());
    assert.deepEqual(left, [1, 2, 3, 4].map((number) => `request ${number}`));
  });

  for (const [way, jumpMs] of jumps) {
    it(`${way}: its folder shows at once that it lives`, () => {
      const folder = folders.make();
      const spool = folders.open(folder, { now, maxAgeMs: 10 * dayMs });
      append(spool, 1);
      nowMs += jumpMs;
      append(spool, 2);
      const own = path.join(folder, readdirSync(folder)[0] ?? '');
      assert.ok(Math.abs(statSync(own).mtimeMs - nowMs) < 10);
    });

    it(`${way}: a folder that could not be used is tried again at once`, () => {
      const folder = folders.make();
      mkdirSync(path.dirname(folder), { recursive: true });
      writeFileSync(folder, '');
      const spool = folders.open(folder, { now });
      assert.equal(spool.append(entry(1)), undefined);
      rmSync(folder);
      nowMs += jumpMs;
      assert.ok(spool.append(entry(2, { createdAtMs: nowMs })));
      assert.equal(segmentFiles(folder).length, 1);
    });
  }
});
