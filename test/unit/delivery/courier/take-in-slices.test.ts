/** That what takes long leaves turns to others, and takes each thing once, in order. */
import assert from 'node:assert/strict';
import { takeInSlices } from '../../../../src/delivery/courier/take-in-slices.js';

describe('take in slices', () => {
  /** What was taken at each turn of the event loop, where taking one costs so much. */
  async function turnsOf(count: number, costMs: number): Promise<number[][]> {
    const turns: number[][] = [[]];
    let nowMs = 0;
    const done: true[] = [];
    const numbers = Array.from({ length: count }, (_, index) => index)[Symbol.iterator]();
    const take = (number: number): void => {
      nowMs += costMs;
      turns.at(-1)?.push(number);
    };
    takeInSlices(numbers, { take, onDone: () => void done.push(true), now: () => nowMs });
    while (done.length === 0) {
      turns.push([]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return turns;
  }

  it('begins at once, and goes on in the next turns', async () => assert.deepEqual(await turnsOf(7, 4), [[0, 1, 2], [3, 4, 5], [6]]));

  it('is done at once with what takes no time, or with nothing', async () => {
    assert.deepEqual(await turnsOf(3, 0), [[0, 1, 2]]);
    assert.deepEqual(await turnsOf(0, 4), [[]]);
  });
});
