/** What stands in the place of what is hidden, by the mode of its rule: for keys, in texts, in lists. */
import assert from 'node:assert/strict';
import { createStrictness } from '../../../src/redaction/modes.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import { Hits } from '../../../src/redaction/text/hits.js';
import { ruleModes, type RuleMode } from '../../../src/settings/redaction-choices.js';

const card = '4242 4242 4242 4242';
const jwt = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'].join('.');

function redactIn(mode: RuleMode, value: unknown, hashKey: string | undefined = 'pepper'): unknown {
  const rules = { key: mode, card: mode, jwt: mode, 'url-credentials': mode, assignment: mode, pattern: mode, cookie: mode };
  return createRedactor({ rules, hashKey, patterns: ['EMP-[0-9]{6}'] }).redactValue(undefined, value, 'log');
}

describe('modes', () => {
  it('replace puts the marker', () => {
    assert.deepEqual(redactIn('replace', { passphrase: 'x', note: `pay ${card} now`, list: [card] }), {
      passphrase: '[REDACTED]',
      note: 'pay [REDACTED] now',
      list: ['[REDACTED]'],
    });
  });

  it('mask shows the last four of a long value, and nothing of a short one', () => {
    assert.deepEqual(redactIn('mask', { note: `pay ${card} now`, passphrase: 'abcdefghijkl', csrf: 'abcdefghijk', sid: '', list: [card] }), {
      note: 'pay ****4242 now',
      passphrase: '****ijkl',
      csrf: '****',
      sid: '****',
      list: ['****4242'],
    });
  });

  it('mask and hash take the text of what is no text', () => {
    assert.deepEqual(redactIn('mask', { passphrase: 123_456_789_012, csrf: true }), { passphrase: '****9012', csrf: '****' });
    assert.match(JSON.stringify(redactIn('hash', { passphrase: { a: [1, 'canary'] } })), /^\{"passphrase":"\[HASH:[0-9a-f]{12}\]"\}$/);
  });

  it('hash gives the same for the same value and key, another for another value or another key', () => {
    const hashOf = (value: string, key: string | undefined): unknown => redactIn('hash', { passphrase: value }, key);
    const one = JSON.stringify(hashOf('one', 'k1'));
    assert.match(one, /^\{"passphrase":"\[HASH:[0-9a-f]{12}\]"\}$/);
    assert.deepEqual(JSON.stringify(hashOf('one', 'k1')), one);
    assert.notEqual(JSON.stringify(hashOf('two', 'k1')), one);
    assert.notEqual(JSON.stringify(hashOf('one', 'k2')), one);
    const inText = redactIn('hash', `pay ${card} or ${card}`);
    assert.match(String(inText), /^pay (\[HASH:[0-9a-f]{12}\]) or \1$/);
  });

  it('without a key the hash has a random one: equal in a process, another in the next', () => {
    const first = createRedactor({ rules: { key: 'hash' } });
    const second = createRedactor({ rules: { key: 'hash' } });
    assert.equal(first.redactValue('passphrase', 'one', 'log'), first.redactValue('passphrase', 'one', 'log'));
    assert.notEqual(first.redactValue('passphrase', 'one', 'log'), second.redactValue('passphrase', 'one', 'log'));
  });

  it('drop leaves out the attribute, with the whole text that holds a hit; in a list and where a text must stand, a marker', () => {
    assert.deepEqual(redactIn('drop', { passphrase: 'x', note: `pay ${card} now`, list: ['a', card, 'b'], kept: 1 }), { list: ['a', '[REDACTED]', 'b'], kept: 1 });
    assert.equal(redactIn('drop', `pay ${card} now`), '[REDACTED]');
    assert.deepEqual(createRedactor({ rules: { key: 'drop' } }).redactAttributes({ passphrase: 'x', a: 1 }, 'span'), { a: 1 });
  });

  it('off lets pass', () => {
    assert.deepEqual(redactIn('off', { passphrase: 'x', note: `pay ${card} now EMP-123456` }), { passphrase: 'x', note: `pay ${card} now EMP-123456` });
  });

  it('the five required words stay hidden with key=off, in keys and in texts', () => {
    const redactor = createRedactor({ rules: { key: 'off' } });
    for (const key of ['password', 'token', 'api_key', 'apikey', 'secret', 'authorization', 'user.Password', 'x-api-key', 'clientSecret', 'Proxy-Authorization']) {
      assert.equal(redactor.redactValue(key, 'x', 'span'), '[REDACTED]', key);
    }
    for (const key of ['passphrase', 'credential', 'pin', 'auth', 'csrf']) assert.equal(redactor.redactValue(key, 'x', 'span'), 'x', key);
    assert.equal(redactor.redactText('login with password=c0ffee99', 'log'), 'login with password=[REDACTED]');
  });

  it('a rule has its own mode', () => {
    const redactor = createRedactor({ rules: { card: 'mask', jwt: 'drop' } });
    assert.deepEqual(redactor.redactAttributes({ a: card, b: jwt, password: 'x' }, 'span'), { a: '****4242', password: '[REDACTED]' });
  });

  it('where hits overlap, the strictest mode wins: drop, replace, hash, mask', () => {
    const text = `login with token=${jwt} ok`;
    const leaves = (assignment: RuleMode, ofJwt: RuleMode): string | undefined =>
      createRedactor({ rules: { assignment, jwt: ofJwt } }).redactAttributes({ text }, 'span')['text'] as string | undefined;
    for (const other of ['replace', 'hash', 'mask', 'off'] as const) {
      assert.equal(leaves(other, 'drop'), undefined);
      assert.equal(leaves('drop', other), undefined);
    }
    for (const other of ['hash', 'mask', 'off'] as const) {
      assert.equal(leaves(other, 'replace'), 'login with token=[REDACTED] ok');
      assert.equal(leaves('replace', other), 'login with token=[REDACTED] ok');
    }
    for (const other of ['mask', 'off'] as const) {
      assert.match(leaves(other, 'hash')!, /^login with token=\[HASH:[0-9a-f]{12}\] ok$/);
      assert.match(leaves('hash', other)!, /^login with token=\[HASH:[0-9a-f]{12}\] ok$/);
    }
    assert.equal(leaves('mask', 'off'), 'login with token=****sR8U ok');
  });

  it('the strictest mode holds for all of what overlaps', () => {
    const hits = new Hits();
    hits.add('assignment', 0, 10, 'first');
    hits.add('jwt', 5, 8, 'inner');
    hits.add('card', 9, 20, 'last');
    const strictnessOf = createStrictness({ rules: { assignment: 'hash', jwt: 'drop', card: 'mask' } });
    assert.deepEqual(hits.merged(strictnessOf), [{ rule: 'jwt', start: 0, end: 20, replacement: 'inner' }]);
    assert.deepEqual(hits.merged(), [{ rule: 'assignment', start: 0, end: 20, replacement: 'first' }]);
  });

  for (const mode of ruleModes) {
    it(`${mode}: redacting twice changes nothing`, () => {
      const texts = [
        card, `a ${card} b ${card}`, jwt, `jwt ${jwt}.`, 'login with password=c0ffee99 ok', 'redis://user:pa55word@cache:6379/0', 'EMP-123456', '{"passphrase":"correct horse battery"}',
        'Cookie: sid=abcdefghijklmnop; theme=dark', 'x', '',
      ];
      const value = {
        texts, passphrase: 'abcdefghijklmnop', short: { csrf: 'abc', n: 12 }, 'http.request.header.cookie': 'sid=abcdefghijklmnop; t=dark', url: 'https://user:pa55word@host/?token=abcdefghijklm',
        list: [['password', 'abcdefghijklmnop'], ['a', card]], headers: ['authorization', 'Basic abcdefghijkl', 'accept', '*/*'], map: new Map([['secret', 'abcdefghijklmnop']]),
      };
      const once = redactIn(mode, value);
      const twice = redactIn(mode, once);
      assert.deepEqual(twice, once);
    });
  }
});
