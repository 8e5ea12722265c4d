/** Values of any kind as the Logs API takes them, within what one call may cost. */
import assert from 'node:assert/strict';
import { toAnyValue, type Obstacle } from '../../../src/support/any-value.js';
import { severityOfLevel } from '../../../src/support/log-severity.js';

describe('toAnyValue', () => {
  let shared: unknown = 'x';
  for (let times = 0; times < 9; times++) shared = Array(9).fill(shared);

  it('members that are shared end in marks, before they take the time of all their paths', () => {
    const text = JSON.stringify(toAnyValue({ shared, after: 1 }));
    assert.match(text, /"x",.*"\[Too large\]"/);
    assert.ok(text.length < 4e6, `${text.length} characters`);
  });

  it('who leaves such a value out is told once, and the rest is not looked at', () => {
    const met: Obstacle[] = [];
    let reads = 0;
    const counted = { get inner() { return { deeper: reads++ }; } };
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    toAnyValue([cyclic, cyclic, [counted, counted]], (obstacle) => met.push(obstacle));
    assert.deepEqual([met, reads], [['cycle'], 0]);
  });

  it('no member becomes the prototype', () => {
    const value = toAnyValue({ inner: JSON.parse('{ "a": 1, "__proto__": { "b": 2 } }') as object }) as { readonly inner: object };
    assert.equal(Object.getPrototypeOf(value.inner), Object.prototype);
  });
});

it('a level that is called like a member of every object has no severity', () => {
  assert.deepEqual(['constructor', 'warn'].map(severityOfLevel), [0, 13]);
});
