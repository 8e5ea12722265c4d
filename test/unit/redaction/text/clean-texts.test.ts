import assert from 'node:assert/strict';
import { CleanTexts } from '../../../../src/redaction/text/clean-texts.js';

/** They differ in one character. */
const [first, second] = ['GET /a/orders', 'GET /b/orders'] as const;

/** A text is kept when it comes a second time. */
function keep(clean: CleanTexts, text: string): void {
  clean.add(text);
  clean.add(text);
}

describe('redaction: clean texts', () => {
  it('has what was added, also when it is another string of the same characters', () => {
    const clean = new CleanTexts();
    keep(clean, first);
    assert.equal(clean.has(first), true);
    assert.equal(clean.has(['GET /a', 'orders'].join('/')), true);
  });

  it('has what it was told to keep at once, also when other texts come between', () => {
    const clean = new CleanTexts();
    clean.keep(first);
    assert.equal(clean.has(first), true);
    clean.keep(second);
    assert.deepEqual([clean.has(first), clean.has(second), clean.has('x')], [true, true, false]);
    clean.keep('x'.repeat(129));
    assert.equal(clean.has('x'.repeat(129)), false);
  });

  it('does not keep what came once', () => {
    const clean = new CleanTexts();
    clean.add(first);
    assert.equal(clean.has(first), false);
  });

  it('has nothing else, whatever its place', () => {
    const clean = new CleanTexts();
    for (const text of [first, second, 'GET /a/order', 'x', '\0']) assert.equal(clean.has(text), false, text);
    keep(clean, first);
    for (const text of [second, 'GET /a/order', `${first} `, 'x']) assert.equal(clean.has(text), false, text);
  });

  it('gives a place to the next text', () => {
    const clean = new CleanTexts();
    keep(clean, first);
    let others = 0;
    for (; clean.has(first) && others < 100_000; others++) keep(clean, `GET /orders/${others}`);
    assert.equal(clean.has(first), false);
    assert.equal(clean.has(`GET /orders/${others - 1}`), true);
  });

  it('has texts of 128 characters, and none of 129', () => {
    const clean = new CleanTexts();
    for (const length of [128, 129]) {
      keep(clean, 'x'.repeat(length));
      assert.equal(clean.has('x'.repeat(length)), length === 128);
    }
  });

  it('never holds more than its places', () => {
    const clean = new CleanTexts();
    const texts = Array.from({ length: 10_000 }, (_, index) => (index * 2_654_435_761).toString(36).repeat(1 + (index % 7)));
    for (const text of texts) keep(clean, text);
    const held = texts.filter((text) => clean.has(text)).length;
    assert.ok(held > 256 && held <= 512, `${held}`);
    assert.equal(clean.has(texts.at(-1)!), true);
  });
});
