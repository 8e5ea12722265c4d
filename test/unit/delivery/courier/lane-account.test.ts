/** Whatever collectors answer in whatever order: each record is taken or reported, and none is counted twice. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { SendOutcome } from '../../../../src/delivery/courier/lane-transport.js';
import { Shelf } from '../../../../src/delivery/courier/shelf.js';
import { createSpoolFolders } from '../spool/spool-folders.js';
import { createTestLane, delivered, hang, later, names, playCollector, refused } from './played.js';

/** The items of a parcel, or a flush of what was added before. */
type Step = number | 'flush';

const answers = {
  delivered: () => delivered,
  'later at once': () => later(0),
  'later soon': () => later(1),
  poisoned: () => refused('HTTP 400', true),
  'too large': () => refused('HTTP 413', true),
  'not allowed': () => refused('HTTP 401', false),
  hang,
} satisfies Record<string, () => SendOutcome | Promise<SendOutcome>>;

const steps = fc.array(fc.oneof({ arbitrary: fc.integer({ min: 1, max: 5 }), weight: 3 }, { arbitrary: fc.constant('flush' as const), weight: 1 }), { minLength: 1, maxLength: 12 });
const usual = ['delivered', 'later at once', 'later soon', 'poisoned', 'too large', 'not allowed'] as const;
const plays = fc.array(fc.constantFrom(...usual), { maxLength: 25 }).chain((first) => fc.constantFrom('delivered' as const, 'hang' as const, 'later soon' as const).map((last) => ({ first, last })));
const runs = { numRuns: 150, seed: Number(process.env['FAST_CHECK_SEED'] ?? 4) };

describe('lane: accounts', () => {
  const folders = createSpoolFolders();
  after(() => folders.removeAll());

  for (const [where, createShelf] of [
    ['in memory', () => new Shelf(undefined, 1 << 20)],
    ['in a spool and in memory', () => new Shelf(folders.open(folders.make()), 1 << 20)],
    ['in a spool alone', () => new Shelf(folders.open(folders.make()), 0)],
  ] as const) {
    it(`delivered, lost and kept are what was added: ${where}`, async () => {
      await fc.assert(fc.asyncProperty(steps, plays, (steps, play) => playThrough(steps, play, createShelf())), runs);
    });
  }

  async function playThrough(steps: readonly Step[], { first, last }: { first: readonly (keyof typeof answers)[]; last: keyof typeof answers }, shelf: Shelf): Promise<void> {
    const collector = playCollector((_names, attempt) => answers[first[attempt - 1] ?? last]());
    const { lane, add, items } = createTestLane(collector, { shelf, maxBatchItems: 8 });
    let added = 0;
    for (const [index, step] of steps.entries()) {
      if (step === 'flush') await soon(lane.flush());
      else {
        add(...names(`${index}-`, step));
        added += step;
      }
    }
    await soon(lane.finish(false));
    lane.giveUp();
    shelf.close();
    assert.equal(items('delivered') + items('lost') + items('kept'), added);
    assert.equal(collector.taken.length, items('delivered'));
    assert.equal(new Set(collector.taken).size, collector.taken.length);
    assert.ok(collector.mostAtOnce <= 1);
  }
});

/** A collector that hangs ends no flush. */
function soon(work: Promise<void>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, 10))]);
}
