/** One lane and what its collector refuses, as a whole or in part. */
import assert from 'node:assert/strict';
import { DeliveryError } from '../../../../src/delivery/delivery-error.js';
import { waitUntil } from '../../../support/wait-until.js';
import { createTestLane, delivered, later, names, playCollector, refused } from './played.js';

const never = 600_000;

describe('lane: what the collector refuses', () => {
  const refusesPoison = (all: readonly string[]) => (all.some((name) => name.startsWith('poison')) ? refused('HTTP 400', true) : delivered);

  for (const [where, parcels] of [
    ['among many parcels', [...names('a', 9).map((name) => [name]), ['poison'], ...names('b', 9).map((name) => [name])]],
    ['within one parcel', [[...names('a', 20), 'poison', ...names('b', 3)]]],
    ['at the start', [['poison', ...names('a', 7)], names('b', 3)]],
    ['at the end', [names('b', 3), [...names('a', 7), 'poison']]],
    ['twice', [['poison', ...names('a', 7), 'poison too'], names('b', 3)]],
  ] as const) {
    it(`loses the poisoned record alone: ${where}`, async () => {
      const collector = playCollector(refusesPoison);
      const { lane, add, items, codes } = createTestLane(collector, { scheduledDelayMs: never });
      for (const parcel of parcels) add(...parcel);
      await lane.flush();
      const sound = parcels.flat().filter((name) => !name.startsWith('poison'));
      assert.deepEqual(collector.taken, sound);
      assert.equal(items('delivered'), sound.length);
      assert.equal(items('lost'), parcels.flat().length - sound.length);
      assert.ok(codes('lost').every((code) => code === 'HTTP 400'));
    });
  }

  it('loses all of it when no part may be taken', async () => {
    const collector = playCollector(() => refused('HTTP 401', false));
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add('a', 'b');
    await lane.flush();
    assert.equal(collector.requests.length, 1);
    assert.equal(items('lost'), 2);
  });

  it('asks a collector that takes nothing at all a few times only', async () => {
    const collector = playCollector(() => refused('HTTP 400', true));
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add(...names('a', 400));
    await lane.flush();
    assert.equal(items('lost'), 400);
    assert.ok(collector.requests.length < 40, `${collector.requests.length} requests`);
  });

  it('413: sends halves, and from then on smaller requests', async () => {
    const collector = playCollector((all) => (all.length > 4 ? refused('HTTP 413', true) : delivered));
    const { lane, add } = createTestLane(collector, { scheduledDelayMs: never });
    for (const name of names('a', 8)) add(name);
    await lane.flush();
    assert.deepEqual(collector.requests.map(({ length }) => length), [8, 4, 4]);
    collector.requests.length = 0;
    for (const name of names('b', 8)) add(name);
    await lane.flush();
    assert.deepEqual(collector.requests.map(({ length }) => length), [4, 4]);
  });

  it('when the second half has to wait, the first is neither sent nor counted again', async () => {
    const collector = playCollector((all, attempt) => {
      if (attempt === 1) return refused('HTTP 400', true);
      return attempt === 3 ? later(20) : refusesPoison(all);
    });
    const { lane, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    add('a', 'b', 'c', 'poison');
    await lane.flush();
    await waitUntil(() => items('lost') === 1);
    assert.deepEqual(collector.taken, ['a', 'b', 'c']);
    assert.equal(items('delivered'), 3);
  });

  it('counts what the collector took only in part, and never more than was sent', async () => {
    const error = new DeliveryError('partial-success', 'too old');
    const refusals = [1, 0, 1e15, -5];
    const collector = playCollector((_names, attempt) => ({ kind: 'delivered', refusal: { items: refusals[attempt - 1]!, error } }));
    const { lane, events, add, items } = createTestLane(collector, { scheduledDelayMs: never });
    for (const _ of refusals) {
      add('a', 'b');
      await lane.flush();
    }
    assert.deepEqual(events.filter(({ outcome }) => outcome === 'rejected').map((event) => event.items), [1, 0, 2, 0]);
    assert.equal(items('delivered'), 8);
  });
});
