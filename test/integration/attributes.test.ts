/** What becomes of attributes in the bundle, where upstream's code for them is edited (scripts/build/lighten-upstream.ts). */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { runApp, withReceiver } from '../support/run-app.js';

const received = (env: Record<string, string>, look: (receiver: Receiver) => void): Promise<void> =>
  withReceiver(async (receiver) => {
    const end = await runApp({ app: 'core/attributes.cjs', env }, receiver);
    assert.equal(end.exitCode, 0, end.stderr);
    look(receiver);
  });

const spanOf = ({ spans }: Receiver, name: string) => {
  const span = spans.find((each) => each.name === name);
  assert.ok(span);
  return span;
};

describe('attributes', () => {
  it('of a span are those at its start, without what is no value; 128 of them', () =>
    received({}, (receiver) => {
      assert.deepEqual(spanOf(receiver, 'given').attributes, { text: 'a', count: 1, list: [1, 2], map: { deep: [true] }, last: 'b' });
      assert.equal(Object.keys(spanOf(receiver, 'many').attributes).length, 128);
    }));
  it('as many as the limit allows', () =>
    received({ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2' }, (receiver) => {
      assert.deepEqual(spanOf(receiver, 'given').attributes, { text: 'a', count: 1 });
    }));
  it('of measurements, in any order, are one series; an object that has changed is another', () =>
    received({}, ({ metrics }) => {
      const points = metrics.findLast(({ name }) => name === 'orders')?.points;
      assert.deepEqual(points?.map(({ attributes, value }) => [attributes['route'], value]), [['/a', 4], ['/b', 1]]);
    }));
});
