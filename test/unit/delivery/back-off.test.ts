/** The waits between attempts. */
import assert from 'node:assert/strict';
import { BackOff } from '../../../src/delivery/back-off.js';

describe('BackOff', () => {
  it('waits 1 s, half as long again each time, at most 5 s, each by up to a fifth more or less', () => {
    const backOff = new BackOff();
    for (const waitMs of [1000, 1500, 2250, 3375, 5000, 5000]) {
      const actualMs = backOff.next(undefined);
      assert.ok(actualMs >= waitMs * 0.8 && actualMs <= waitMs * 1.2, `${actualMs} for ${waitMs}`);
    }
    backOff.reset();
    assert.ok(backOff.next(undefined) <= 1200);
  });

  it('waits as long as the collector asks for, and grants no wait at all once', () => {
    const backOff = new BackOff();
    assert.deepEqual([backOff.next(42_000), backOff.next(0), backOff.next(7)], [42_000, 0, 7]);
    assert.ok(backOff.next(0) >= 800);
    backOff.reset();
    assert.equal(backOff.next(0), 0);
  });
});
