import * as semanticConventions from '@opentelemetry/semantic-conventions/incubating';
import assert from 'node:assert/strict';
import { createKeyRule } from '../../../src/redaction/sensitive-keys.js';

describe('createKeyRule', () => {
  const decide = createKeyRule();

  for (const key of [
    'password',
    'token',
    'api_key',
    'secret',
    'authorization',
    'Authorization',
    'PASSWORD',
    'user.password',
    'db.password',
    'passwordHash',
    'x_api_key',
    'x-api-key',
    'X-API-Key',
    'apiKey',
    'APIKEY',
    'api key',
    'api.key',
    'proxy-authorization',
    'http.request.header.authorization',
    'token_value',
    'auth.token',
    'access_token',
    'accessTokens[0]',
    'clientSecret',
    'app.secret.name',
    'pass_word',
  ]) {
    it(`redacts ${key}`, () => assert.equal(decide(key), 'redact'));
  }

  for (const key of ['', 'user', 'author', 'api', 'key', 'apis_known', 'passport', 'secre', 'user.id', 'http.route']) {
    it(`keeps "${key}"`, () => assert.equal(decide(key), 'keep'));
  }

  for (const key of ['gen_ai.usage.input_tokens', 'gen_ai.request.max_tokens', 'maxTokens', 'tokens']) {
    it(`keeps a number in ${key}`, () => assert.equal(decide(key), 'redact-unless-number'));
  }

  it('has no semantic-convention key redacted that holds no secret', () => {
    const keys = Object.entries(semanticConventions).flatMap(([name, value]) =>
      name.startsWith('ATTR_') && typeof value === 'string' ? [value] : [],
    );
    assert.ok(keys.length > 500);
    assert.deepEqual(keys.filter((key) => decide(key) === 'redact'), []);
  });

  it('decides the same with a full cache', () => {
    const rule = createKeyRule();
    for (let index = 0; index < 5000; index++) assert.equal(rule(`key.${index}`), 'keep');
    assert.equal(rule('late.password'), 'redact');
    assert.equal(rule('late.key'), 'keep');
    assert.equal(rule(`${'x'.repeat(300)}token`), 'redact');
  });
});
