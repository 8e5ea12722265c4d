import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { scrubWith } from '../scrub-with.js';

const secret = ['x9Kq27', 'LmPz4T'].join('');
const finder = createAssignmentFinder(createKeyRules(defaultRedactionOptions));

class Account {
  readonly user = 'ada';
  readonly code = secret;
}

class Vault extends Map<string, string> {}

const values: Readonly<Record<string, unknown>> = {
  bytes: Buffer.from(secret),
  'many bytes': Buffer.from(secret.repeat(9)),
  'an array of bytes': new Uint8Array(Buffer.from(secret)),
  'a long array of bytes': new Uint8Array(Buffer.from(secret.repeat(10))),
  'a buffer of an array': new Uint8Array(Buffer.from(secret)).buffer,
  'a set': new Set([secret]),
  'a map': new Map([['a', secret]]),
  'a map of a class': new Vault([['a', secret]]),
  'an iterator': new Set([secret]).values(),
  'an object of a class': new Account(),
  'an object without a prototype': Object.assign(Object.create(null) as object, { a: secret }),
  'a symbol': Symbol(secret),
  'a text in lines': `line one of it\n${secret.repeat(6)}\nend`,
  'an object that holds itself': ((account: Record<string, unknown>) => (account['self'] = Object.assign(account, { code: secret })))({}),
};

describe('redaction: what util.inspect writes behind a secret name', () => {
  for (const [name, value] of Object.entries(values)) {
    it(`hides ${name}, and nothing behind it`, () => {
      for (const text of [inspect({ password: value, next: 'kept' }), inspect({ db: { host: 'h1', clientSecret: value }, next: 'kept' }), JSON.stringify(inspect({ token: value, next: 'kept' }))]) {
        const scrubbed = scrubWith(finder, text);
        assert.match(scrubbed, /^"?\{\s*(?:\\n\s*)?(?:(?:password|token): '?\[REDACTED\]'?,|db: \{\s*host: 'h1',\s*clientSecret: '?\[REDACTED\]'?\s*\},)\s*(?:\\n\s*)?next: 'kept'\s*(?:\\n)?\}"?$/, text);
        assert.equal(scrubWith(finder, scrubbed), scrubbed);
      }
    });
  }

  for (const text of [
    inspect({ secrets: new Set(), tokens: new Map()}), 'var password: String { return a }', 'class Token: Base { a }', 'struct Secret: Sendable { b }', 'type Token = { id: string }', 'type Secret = {\n  id: string;\n}',
    "const token = Symbol('auth')",
  ]) it(`leaves ${text}`, () => assert.equal(scrubWith(finder, text), text));

  it('hides the texts that a plus joins to the first', () => {
    assert.equal(scrubWith(finder, `password: 'a' + "${secret}", n: 'kept'`), "password: [REDACTED], n: 'kept'");
    assert.equal(scrubWith(finder, `password: 'a' +\n 'b' + '${secret}', n: 'kept'`), "password: '[REDACTED]', n: 'kept'");
  });
});
