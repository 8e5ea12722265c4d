/** One lane whose collector cuts the connection: on some records, or on all. */
import assert from 'node:assert/strict';
import { waitUntil } from '../../../support/wait-until.js';
import { createTestLane, delivered, later, names, playCollector, type PlayedAnswer } from './played.js';

const cut = later(1, 'ECONNRESET');
const isPoisoned = (all: readonly string[]): boolean => all.some((name) => name.startsWith('poison'));
const cutsOnPoison: PlayedAnswer = (all) => (isPoisoned(all) ? cut : delivered);
/** How often what comes in one batch is cut before it is taken apart. */
const attempts = 4;

describe('lane: a collector that cuts the connection', () => {
  for (const [where, parcels] of [
    ['among many parcels', [...names('a', 9).map((name) => [name]), ['poison'], ...names('b', 9).map((name) => [name])]],
    ['within one parcel', [[...names('a', 20), 'poison', ...names('b', 3)]]],
    ['at the start', [['poison', ...names('a', 7)], names('b', 3)]],
    ['at the end', [names('b', 3), [...names('a', 7), 'poison']]],
    ['four times', [['poison', ...names('a', 7), 'poison 2'], names('b', 3), ['poison 3'], names('c', 3), ['poison 4']]],
  ] as const) {
    it(`on one record loses that alone: ${where}`, async () => {
      const collector = playCollector(cutsOnPoison);
      const { add, items, codes } = createTestLane(collector);
      for (const parcel of parcels) add(...parcel);
      const all = parcels.flat();
      await waitUntil(() => items('delivered') + items('lost') === all.length);
      assert.deepEqual(collector.taken, all.filter((name) => !isPoisoned([name])));
      assert.equal(items('lost'), all.filter((name) => isPoisoned([name])).length);
      assert.ok(codes('lost').every((code) => code === 'connection-cut'));
      // a collector that restarts is asked as before
      assert.ok(collector.requests.slice(0, attempts + 1).every((request) => request.length === all.length));
    });
  }

  it('goes on with what comes then', async () => {
    const collector = playCollector(cutsOnPoison);
    const { add, items } = createTestLane(collector);
    add('a', 'poison');
    await waitUntil(() => items('lost') === 1);
    add('b');
    await waitUntil(() => items('delivered') === 2);
    assert.deepEqual(collector.taken, ['a', 'b']);
  });

  it('a record that is alone waits until another shows that the collector takes some', async () => {
    const collector = playCollector((all) => (isPoisoned(all) ? later(1, 'EPIPE') : delivered));
    const { add, items, codes } = createTestLane(collector);
    add('poison');
    await waitUntil(() => codes('delayed').length > 4 * attempts);
    assert.ok(collector.requests.length <= codes('delayed').length + 1, 'asked again without a wait');
    assert.equal(items('lost'), 0);
    add('b');
    await waitUntil(() => items('delivered') === 1);
    await waitUntil(() => items('lost') === 1);
    assert.deepEqual(collector.taken, ['b']);
  });

  for (const code of ['ECONNRESET', 'EPIPE']) {
    it(`on everything loses nothing, keeps the order, and asks a few times more only: ${code}`, async () => {
      let isDown = true;
      const collector = playCollector(() => (isDown ? later(1, code) : delivered));
      const { add, items, events } = createTestLane(collector);
      const all = names('a', 64);
      for (let index = 0; index < all.length; index += 16) add(...all.slice(index, index + 16));
      const delays = (): number => events.filter(({ outcome }) => outcome === 'delayed').length;
      await waitUntil(() => delays() >= 30);
      assert.ok(collector.requests.length < 5 * delays(), `${collector.requests.length} requests in ${delays()} attempts`);
      isDown = false;
      await waitUntil(() => items('delivered') === all.length);
      assert.deepEqual([collector.taken, items('lost')], [all, 0]);
    });
  }

  it('one that is down for other reasons too is no different', async () => {
    const collector = playCollector((_names, attempt) => (attempt < 40 ? later(1, attempt % 7 === 0 ? 'ECONNREFUSED' : 'ECONNRESET') : delivered));
    const { add, items } = createTestLane(collector);
    for (const name of names('a', 8)) add(name, `${name}'`);
    await waitUntil(() => items('delivered') === 16);
    assert.equal(items('lost'), 0);
    assert.equal(collector.taken.length, 16);
  });

  it('what is refused meanwhile is halved as ever', async () => {
    const collector = playCollector((all) => (isPoisoned(all) ? cut : all.length > 3 ? { kind: 'refused', error: cut.kind === 'later' ? cut.error : undefined!, mayFit: true } : delivered));
    const { add, items } = createTestLane(collector);
    add(...names('a', 6), 'poison', ...names('b', 6));
    await waitUntil(() => items('delivered') + items('lost') === 13);
    assert.deepEqual([collector.taken.length, items('lost')], [12, 1]);
  });
});
