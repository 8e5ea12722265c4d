import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { isMadeWord } from '../../../../../src/redaction/text/assignments/made-words.js';
import { itFinds, itLeaves } from '../find-with.js';

const finders = [createAssignmentFinder(createKeyRules(defaultRedactionOptions))];
const made = 'c0ffee12c0ffee34';

describe('redaction: made words', () => {
  itFinds(finders, [
    [`token: new ${made}`, `new ${made}`],
    [`secret: my ${made}, ok`, `my ${made}`],
    [`password: abc q7Xw9Z`, 'abc q7Xw9Z'],
    ['password: is hunter2', 'is hunter2'],
    ['password: one two three c0ffee7', 'one two three c0ffee7'],
    ['x-api-key: Key c0ffee12', 'Key c0ffee12'],
    [`x-auth-token: v1 ${made}`, `v1 ${made}`],
    [`authorization=Key ${made}`, `Key ${made}`],
    ['{"msg":"token: expired c0ffee7"}', 'expired c0ffee7'],
  ]);

  itLeaves(finders, [
    'password: correct horse battery staple', 'password: one two three four five c0ffee7', 'password: is hunter', 'Password: must be at least 8 characters', 'jwt: using RS256', 'token: hashed with sha256sum', 'token: new. c0ffee7',
    'token: expired at 2026-01-02T03:04:05Z', 'token: rejected by host db-01.example.com', 'Invalid token: signature mismatch for user u1b2c3d4', 'Invalid token: signature mismatch id=u1b2c3d4', 'token: refreshed 2026-01-02T03:04:05Z', 'token: refreshed 1h30m10s',
    'token: expired\nc0ffee7', 'let token: new AuthenticationMD5Password', 'token: uses secp256k1', 'token: for c0ffee7', 'token: refreshed 2026-01-02T0304Z', 'password: one two, c0ffee7',
  ]);

  it('knows them by how often letters and digits take turns', () => {
    for (const word of ['c0ffe1', 'aB3dEf', 'a1b2c3', `aaaa1bbb${'b'.repeat(0)}22c`, `abcd1${'xyz-'.repeat(5)}2`.replace('-2', '2')]) assert.ok(isMadeWord(word, 0, word.length, 6), word);
    for (const word of ['c0ff1', 'coffee1', 'ab3def', 'Abcde3fg', 'base64', 'user42', 'db-01', 'v1.2.3', 'https://a1b2c3', '/a1b2c3', 'a=b1c2d3', '(a1b2c3)', `c0ffee1${'x'.repeat(512)}`]) assert.ok(!isMadeWord(word, 0, word.length, 6), word);
  });
});
