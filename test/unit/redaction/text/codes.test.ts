/** The codes of a text are those of `charCodeAt`, whatever texts came before. */
import assert from 'node:assert/strict';
import { codesOf } from '../../../../src/redaction/text/codes.js';

describe('redaction: codes of a text', () => {
  const texts = ['', 'a', 'password=c0ffee', 'schlüssel', 'пароль', '🔑 \ud800', 'x'.repeat(8192), 'é'.repeat(8193), 'пароль'.repeat(20_000), 'b', 'short', 'sharp'];

  it('are those of its characters', () => {
    for (const text of [...texts, ...texts.toReversed()]) {
      const codes = codesOf(text);
      assert.ok(codes.length >= text.length);
      for (let index = 0; index < text.length; index++) if (codes[index] !== text.charCodeAt(index)) assert.fail(`${text.slice(0, 10)}: ${index}`);
    }
  });
});
