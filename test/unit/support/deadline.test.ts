/** Waiting with a limit. */
import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { settlesWithin } from '../../../src/support/deadline.js';

const longMs = 600_000;

describe('settlesWithin', () => {
  it('says whether the work was done in time; a rejection counts as done', async () => {
    assert.equal(await settlesWithin(Promise.resolve(), longMs), true);
    assert.equal(await settlesWithin(Promise.reject(new Error('no')), longMs), true);
    assert.equal(await settlesWithin(new Promise(() => undefined), 5), false);
  });

  it('leaves no timer behind', async () => {
    const [set, clear] = [mock.method(globalThis, 'setTimeout'), mock.method(globalThis, 'clearTimeout')];
    try {
      await settlesWithin(Promise.resolve(), longMs);
      assert.deepEqual(clear.mock.calls.map(({ arguments: [timer] }) => timer), set.mock.calls.map(({ result }) => result));
    } finally {
      mock.restoreAll();
    }
  });
});
