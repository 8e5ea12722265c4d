import * as semanticConventions from '@opentelemetry/semantic-conventions/incubating';
import assert from 'node:assert/strict';
import { exemptKeys } from '../../../../src/redaction/keys/exempt-keys.js';
import { createKeyRules } from '../../../../src/redaction/keys/key-rules.js';
import { requiredWords } from '../../../../src/redaction/keys/words.js';
import { defaultRedactionOptions, type RedactionOptions } from '../../../../src/redaction/options.js';

const rulesWith = (options: Partial<RedactionOptions> = {}) => createKeyRules({ ...defaultRedactionOptions, ...options });

/** By what the lists of the well-known scrubbers have in common: trackers, tracers, frameworks, gateways. */
const secretKeys = {
  required: [
    'password', 'token', 'api_key', 'secret', 'authorization', 'Authorization', 'PASSWORD', 'user.password', 'db.password', 'passwordHash', 'x_api_key', 'X-API-Key', 'apiKey', 'APIKEY',
    'api key', 'api.key', 'proxy-authorization', 'http.request.header.authorization', 'token_value', 'auth.token', 'access_token', 'accessTokens[0]', 'clientSecret', 'app.secret.name',
    'pass_word', 'token_type', 'password_check', 'secretary', 'tokenizer', 'maxTokensPerUser',
  ],
  logins: [
    'passwd', 'pwd', 'pswd', 'passphrase', 'seed_phrase', 'mnemonic', 'pincode', 'passcode', 'mysql_pwd', 'db_pass', 'smtp.pass', 'pass', 'userPass', 'cloudant_pw', 'credentials', 'X-Credentials', 'contraseña', 'auth', 'X-Auth',
    'authentication', 'basic_auth', 'bearer', 'jwt', 'my-jwt', 'otp', 'totp_code', 'SMSOtp', 'two_factor', 'mfa', 'pin', 'userPin', 'sso', 'x-saml', 'recovery_codes', 'pkce', 'code_verifier', 'dsn',
    'Passwort', 'kennwort_neu', 'mot_de_passe', 'contrasena', 'senha', 'userSenha', 'wachtwoord', 'hasło', 'haslo', 'heslo', 'Lösenord', 'user.пароль', 'ПАРОЛЬ', '用户密码', 'パスワード', '비밀번호',
  ],
  keys: [
    'private_key', 'privateKey', 'priv_key', 'access_key', 'aws_access_key_id', 'signing_key', 'encryption_key', 'client_key', 'consumer_key', 'auth_key', 'X-Auth-Key', 'account_key',
    'service_key', 'db_key', 'database_key', 'master_key', 'shared_access_signature', 'ssh_key', 'aes_key', 'hmac', 'license_key', 'app_key', 'OPENAI_KEY', 'sendgridKey', 'STRIPE_KEY', 'dd-application-key', 'x-functions-key',
    'ocp-apim-subscription-key', 'x-honeycomb-team', 'sentry_key', 'x-sentry-auth', 'X-Hub-Signature-256', 'stripe-signature', 'connection_string', 'x-key', 'SSLKeyPass',
  ],
  sessions: [
    'session', 'user_session', '_session', 'aiohttp_session', '_gitlab_session', 'sessionid', 'session_key', 'connect.sid', 'PHPSESSID', 'JSESSIONID', 'ASP.NET_SessionId', 'sid',
    'XSRF-TOKEN', '_csrf', 'x_csrftoken', 'symfony', 'remember_me', '__Host-session',
  ],
  payments: ['cvv', 'cvn', 'securityCode', 'card_cvc', 'card_number', 'cardNumber', 'credit_card', 'creditCardNumber', 'ssn', 'user.ssn', 'social_security_number', 'iban'],
};

/** What the words must not hit, and what only speaks of a secret. */
const innocentKeys = [
  '', 'user', 'author', 'authors', 'authority', 'api', 'key', 'keyboard', 'monkey', 'hockey', 'apis_known', 'passport', 'passenger', 'compass', 'bypass', 'secre', 'user.id', 'http.route',
  'considered', 'inside', 'residence', 'pinned', 'spin', 'shipping', 'opinion', 'option', 'adopt', 'session.duration', 'session_count', 'cache.key', 'aws.s3.key', 'primary_key', 'public_key',
  'feature_flag.key', 'authenticated', 'is_authenticated', 'auth.method', 'auth_provider', 'authentication.result', 'pass_rate', 'passed', 'cookie_count', 'cookie.max_age', 'jwt.algorithm', 'credential_type',
  'signature_count', 'design', 'assign', 'signal', 'csv', 'salted', 'identity', 'card', 'discard', 'dashboard', 'keyspace', 'db.namespace', 'order_id',
  'salt_rounds', 'authSource', 'recvNumber', 'hasLocation', 'has_logo', 'cacheSlot', 'desenhar', '名前', 'größe',
];

describe('key rules', () => {
  const { decide } = rulesWith();

  for (const [group, keys] of Object.entries(secretKeys)) {
    it(`hide ${group}`, () => assert.deepEqual(keys.filter((key) => decide(key) !== 'hide'), []));
  }

  it('hide the same as headers', () => {
    for (const key of ['x-api-key', 'x-auth-token', 'authorization', 'x-vault-token', 'private-token']) {
      assert.equal(decide(`http.request.header.${key}`), 'hide');
      assert.equal(decide(`http.response.header.${key}`), 'hide');
    }
  });

  it('leave what has none of the words, and what says something about one', () => {
    assert.deepEqual(innocentKeys.filter((key) => decide(key).startsWith('hide')), []);
  });

  it('hide the required words anywhere in a key, in any spelling', () => {
    for (const word of requiredWords) {
      for (const key of [word, word.toUpperCase(), `x${word}y`, `${word}_type`, [...word].join('-'), [...word].join('_').toUpperCase(), `a.${word[0]!.toUpperCase()}${word.slice(1)}Count`]) {
        assert.equal(decide(key), 'hide', key);
      }
    }
  });

  for (const key of ['prompt_tokens_details', 'tokensPerSecond', 'token_usage', 'gen_ai.usage.input_tokens', 'gen_ai.request.max_tokens', 'maxTokens', 'tokens']) {
    it(`keep a number in ${key}`, () => assert.equal(decide(key), 'hide-unless-number'));
  }

  it('hide no semantic-convention key but the one that holds credentials, and exempt none that would not be hidden', () => {
    const keys: string[] = Object.entries(semanticConventions).flatMap(([name, value]) => (name.startsWith('ATTR_') && typeof value === 'string' ? [value] : []));
    assert.ok(keys.length > 900);
    assert.deepEqual(keys.filter((key) => decide(key) === 'hide'), ['db.connection_string']);
    assert.deepEqual([...exemptKeys].filter((key) => !keys.includes(key) || decide(`${key}_`) !== 'hide'), []);
  });

  it('keep the required words when the rule is off', () => {
    const off = rulesWith({ rules: { key: 'off' } });
    assert.equal(off.decide('user.password'), 'hide');
    assert.equal(off.decide('passphrase'), 'text');
    assert.equal(off.decide('auth'), 'text');
    assert.equal(off.namesSecret('passphrase'), false);
  });

  it('put what the user names before what the user allows, and both before the words', () => {
    const own = rulesWith({ keys: ['tenant', 'order.*', 'session token'], allowKeys: ['my.token', 'tenant'] });
    assert.equal(own.decide('x.tenant'), 'hide');
    assert.equal(own.decide('tenants'), 'text');
    assert.equal(own.decide('order.id'), 'hide');
    assert.equal(own.decide('my.token'), 'shape-only');
    assert.equal(own.decide('tenant'), 'hide');
    assert.equal(own.namesSecret('x_tenant'), true);
    assert.equal(own.namesSecret('my.token'), false);
  });

  it('take keys and names of the user apart at separators only, whatever their letters', () => {
    const own = rulesWith({ keys: ['пароль доступа', 'größe', '名'] });
    for (const key of ['user.пароль_доступа', 'Größe', 'user.größe', '名', 'x.名.y']) assert.equal(own.decide(key), 'hide', key);
    for (const key of ['gr.e', 'gr', '名前', 'доступа', '']) assert.equal(own.decide(key), 'text', key);
  });

  it('compare a name with a wildcard with the whole key', () => {
    const own = rulesWith({ keys: ['cart.?', 'x*.z?'], allowKeys: ['token?'] });
    for (const key of ['cart.1', 'Cart.A', 'x.y.z1']) assert.equal(own.decide(key), 'hide', key);
    for (const key of ['cart.', 'cart.12', 'my.cart.1', 'x.z']) assert.notEqual(own.decide(key), 'hide', key);
    assert.deepEqual([own.decide('token1'), own.decide('token')], ['shape-only', 'hide']);
  });

  it('in strict, drop a cookie header that is not on the list', () => {
    const header = 'http.request.header.cookie';
    assert.equal(rulesWith({ mode: 'strict' }).decide(header), 'drop');
    assert.equal(rulesWith({ mode: 'strict', allowKeys: ['other'] }).decide('set-cookie'), 'drop');
    assert.equal(rulesWith().decide(header), 'cookie');
  });

  it('decide the same with a full memory', () => {
    const rules = rulesWith();
    for (let index = 0; index < 5000; index++) assert.equal(rules.decide(`key.${index}`), 'text');
    assert.equal(rules.decide('late.password'), 'hide');
    assert.equal(rules.decide('late.key'), 'text');
    assert.equal(rules.decide(`${'x'.repeat(300)}token`), 'hide');
  });
});

describe('names in text', () => {
  const { namesSecret } = rulesWith();

  it('are secret by the same words', () => {
    for (const name of ['password', 'DB_PASSWORD', 'x-api-key', 'userPassword', 'private_key', 'csrftoken', 'client_secret', 'passwordHash']) assert.equal(namesSecret(name), true, name);
  });

  it('are none when they are those of a class, a file, a step or a fact', () => {
    for (const name of [
      'TokenExpiredError', 'SecretsManagerException', 'token_type', 'password_check', 'secretSize', 'tokenizer', 'secretary', 'token.ts', 'PasswordResetController', 'authorization_endpoint',
      'session.id', 'gen_ai.token.type', 'token_expired',
    ]) assert.equal(namesSecret(name, true), false, name);
  });

  it('count short words only where the name is a key', () => {
    for (const name of ['auth', 'pin', 'sid', 'session', 'otp']) {
      assert.equal(namesSecret(name), false, name);
      assert.equal(namesSecret(name, true), true, name);
    }
    assert.equal(namesSecret('author', true), false);
  });
});
