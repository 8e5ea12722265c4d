/** What redaction wrote is told from what only looks like it. */
import assert from 'node:assert/strict';
import { endOfMarker, isMarker, markersAndMasksIn, markersIn } from '../../../src/redaction/marker.js';

const whole = ['[REDACTED]', '[REDACTED:oversize]', '%5BREDACTED%5D', '[HASH:0123456789ab]', 'REDACTED'];
const masks = ['****', '****1111', '****a:b'];
const others = [
  '', '[REDACTED', 'REDACTED]', '[REDACTED]x', 'x[REDACTED]', '[REDACTED][REDACTED]', '[REDACTED:]', '[REDACTED:Over]', `[REDACTED:${'x'.repeat(17)}]`,
  '[HASH:0123456789a]', '[HASH:0123456789aB]', 'REDACTEDx', 'redacted', '***', '*****', '****11111', '**** REDACTED',
];

describe('markers', () => {
  for (const value of [...whole, ...masks]) it(`is one: ${value}`, () => assert.ok(isMarker(value)));
  for (const value of others) it(`is none, or not only one: ${value}`, () => assert.ok(!isMarker(value)));

  it('end where the next thing begins', () => {
    assert.equal(endOfMarker('a[REDACTED]b', 1), 11);
    assert.equal(endOfMarker('a[REDACTED]b', 0), 0);
    assert.equal(endOfMarker('a[REDACTED]b', 2), 10);
  });

  it('are found in a text; a word and a mask only by those that ask for them', () => {
    const text = `a ${[...whole, '****1111'].join(' ')} b`;
    const found = (list: readonly { start: number; end: number }[]): readonly string[] => list.map(({ start, end }) => text.slice(start, end));
    assert.deepEqual(found(markersIn(text)), whole.slice(0, -1));
    assert.deepEqual(found(markersAndMasksIn(text)), [...whole, '****1111']);
  });
});
