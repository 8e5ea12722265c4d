/** What a redactor remembers of the texts before changes nothing in what it finds. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createRedactor } from '../../../../../src/redaction/redactor.js';

const separators = [
  '=', ':', ': ', ' = ', '=>', ' ', '%3D', '":"', '\\":\\"', '.=', ' .= ', '?=', '+=', ':=', '::=', '==', '=~', '\\u0022', '\\u0022:\\u0022', '\\u003d', '\\n', '\u001b[34m', '\u001b[0m', '\u001b[1;31m', '&', ';', ',',
  '\n', '[', ']', '{', '}', '(', ')', '<', '>', '&quot;', '%22', '"', "'", '\u00a0', '.', '$', '|', '\\', '["', '"]', '""',
];
const words = ['password', 'token', 'npass', 'pass', 'nuser', 'user', 'key', 'API', 'name', 'value', 'auth', 'id', 'string', 'is', 'provided', 'u0022', 'u0077ord', 'm', '34m', '5', '2026', 'c0ffee12', 'hunter2x9'];
const text = fc.array(fc.oneof({ arbitrary: fc.constantFrom(...separators), weight: 5 }, { arbitrary: fc.constantFrom(...words), weight: 5 }, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 }).map((parts) => parts.join(''));

describe('redaction: innocent names', () => {
  for (const [harmless, leaking] of [
    ['u0022=5', String.raw`{\u0022password\u0022:\u0022hunter2x9\u0022}`],
    ['.=5', '$password .= "hunter2x9"'],
    ['39m=5', 'token\u001b[39m=hunter2x9'],
    ['31m=5', 'token\u001b[1;31m=hunter2x9'],
    ['npass=5', String.raw`a\npass=hunter2x9`],
    ['u0077ord:5 "u0077ord":5', String.raw`{"pass\u0077ord":"hunter2x9"}`],
  ] as const) {
    it(`one text switches nothing off for others: ${harmless}`, () => {
      const redactor = createRedactor();
      assert.equal(redactor.redactText(harmless, 'helper'), harmless);
      assert.doesNotMatch(redactor.redactText(leaking, 'helper'), /hunter2x9/);
    });
  }

  it('a used redactor gives what a fresh one gives', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 10 }), text, (before, last) => {
        const used = createRedactor();
        for (const earlier of before) used.redactText(earlier, 'helper');
        assert.equal(used.redactText(last, 'helper'), createRedactor().redactText(last, 'helper'));
      }),
      { numRuns: 1500, seed: 7 },
    );
  });
});
