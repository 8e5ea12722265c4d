/** Which of two rules about one value wins: each pair of neighbours in the order that the guide gives. */
import assert from 'node:assert/strict';
import { addRedaction } from '../../../src/redaction/add-redaction.js';
import { createRedactor, type Redactor } from '../../../src/redaction/redactor.js';
import type { RedactionOptions } from '../../../src/redaction/options.js';

const card = '4242 4242 4242 4242';
const githubToken = ['ghp', 'a1B2'.repeat(9)].join('_');

function redact(options: Partial<RedactionOptions>, key: string, value: unknown): unknown {
  const redactor: Redactor = createRedactor(options);
  return redactor.redactAttributes({ [key]: value } as Record<string, string>, 'span')[key];
}

describe('precedence', () => {
  it('user keys over user allow keys', () => {
    assert.equal(redact({ keys: ['customer.id'], allowKeys: ['customer.id', '*'] }, 'customer.id', 'x'), '[REDACTED]');
  });

  it('user keys over exempt keys, over strict, and over the mode off of the rule key', () => {
    assert.equal(redact({ keys: ['session.id'] }, 'session.id', 'x'), '[REDACTED]');
    assert.equal(redact({ keys: ['http.route'], mode: 'strict' }, 'http.route', '/x'), '[REDACTED]');
    assert.equal(redact({ keys: ['customer.id'], rules: { key: 'off' } }, 'customer.id', 'x'), '[REDACTED]');
  });

  it('user allow keys over built-in keys, the five required words among them', () => {
    for (const key of ['password', 'user.token', 'apikey', 'client_secret', 'authorization', 'passphrase', 'csrf']) {
      assert.equal(redact({}, key, 'blue'), '[REDACTED]', key);
      assert.equal(redact({ allowKeys: [key] }, key, 'blue'), 'blue', key);
    }
  });

  it('user allow keys over strict', () => {
    assert.equal(redact({ mode: 'strict' }, 'tenant.name', 'blue'), undefined);
    assert.equal(redact({ mode: 'strict', allowKeys: ['tenant.*'] }, 'tenant.name', 'blue'), 'blue');
  });

  it('user allow keys compare the whole key, in any case', () => {
    assert.equal(redact({ allowKeys: ['token'] }, 'Token', 'blue'), 'blue');
    assert.equal(redact({ allowKeys: ['token'] }, 'user.token', 'blue'), '[REDACTED]');
    assert.equal(redact({ allowKeys: ['*.token'] }, 'user.token', 'blue'), 'blue');
  });

  it('user allow keys lift rules that go by a context, and personal rules', () => {
    assert.equal(redact({ allowKeys: ['note'] }, 'note', 'password=c0ffee99'), 'password=c0ffee99');
    assert.equal(redact({ allowKeys: ['note'], presets: ['pii'] }, 'note', 'mail ada@example.com'), 'mail ada@example.com');
    assert.equal(redact({ presets: ['pii'] }, 'note', 'mail ada@example.com'), 'mail [REDACTED]');
    assert.equal(redact({ allowKeys: ['note'], mode: 'strict' }, 'note', 'mail ada@example.com'), 'mail ada@example.com');
  });

  it('a name that the user allowed is not secret in texts either, one that the user added is', () => {
    assert.equal(redact({ allowKeys: ['token'] }, 'note', 'token=c0ffee99 done'), 'token=c0ffee99 done');
    assert.equal(redact({ keys: ['badge'] }, 'note', 'with badge=c0ffee99 done'), 'with badge=[REDACTED] done');
    assert.equal(redact({ keys: ['token'], allowKeys: ['token'] }, 'note', 'token=c0ffee99 done'), 'token=[REDACTED] done');
  });

  it('a name that the user allowed is allowed behind other words as well', () => {
    const text = 'login with token=c0ffee12';
    assert.equal(createRedactor({ allowKeys: ['token'] }).redactText(text, 'helper'), text);
  });

  it('rules that go by the form of a value over user allow keys and exempt keys', () => {
    for (const key of ['password', 'session.id', 'aws.secretsmanager.secret.arn']) {
      assert.equal(redact({ allowKeys: ['password'] }, key, `of ${githubToken}`), 'of [REDACTED]', key);
    }
    assert.equal(redact({ allowKeys: ['password'] }, 'password', `of ${card}`), 'of [REDACTED]');
  });

  it('exempt keys over built-in keys, but not over strict', () => {
    assert.equal(redact({}, 'gen_ai.token.type', 'input'), 'input');
    assert.equal(redact({}, 'aspnetcore.identity.token_purpose', 'reset'), 'reset');
    assert.equal(redact({ mode: 'strict' }, 'aspnetcore.identity.token_purpose', 'reset'), undefined);
  });

  it('built-in keys over strict: the name is known to be secret, so that a marker tells of it', () => {
    assert.equal(redact({ mode: 'strict' }, 'service.password', 'x'), '[REDACTED]');
    assert.equal(redact({ mode: 'strict' }, 'my.password', 'x'), '[REDACTED]');
  });

  it('built-in rules and user patterns hold together; callbacks see what both leave', () => {
    const seen: unknown[] = [];
    const remove = addRedaction((value) => {
      seen.push(value);
      return String(value).replace('sent', 'hidden');
    });
    try {
      assert.equal(redact({ patterns: ['EMP-[0-9]{6}'] }, 'note', `EMP-123456 sent ${card}`), '[REDACTED] hidden [REDACTED]');
      assert.deepEqual(seen, ['[REDACTED] sent [REDACTED]']);
    } finally {
      remove();
    }
  });

  it('off over all of it', () => {
    assert.equal(redact({ mode: 'off', keys: ['a'], patterns: ['x'] }, 'a', 'x'), 'x');
  });
});
