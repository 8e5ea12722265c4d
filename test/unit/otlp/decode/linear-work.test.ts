/** Decoding takes work in proportion to the size of what is decoded, whatever that is; the work is counted, not timed. */
import assert from 'node:assert/strict';
import { runModule } from '../../../support/run-module.js';
import type { WorkRow } from './decode-work.js';

describe('the work of decoding', () => {
  let rows: readonly WorkRow[] = [];

  before(async () => {
    const { stdout, stderr } = await runModule(new URL('decode-work.ts', import.meta.url));
    assert.notEqual(stdout, '', stderr);
    rows = JSON.parse(stdout) as WorkRow[];
  });

  it('at most doubles with the input', () => {
    assert.ok(rows.length > 10);
    for (const { name, work } of rows) {
      for (const [index, amount] of work.slice(1).entries()) {
        const before = work[index] ?? assert.fail();
        assert.ok(before > 0, `${name}: nothing was counted`);
        assert.ok(amount <= 2.1 * before, `${name}: ${work.join(', ')}`);
      }
    }
  });
});
