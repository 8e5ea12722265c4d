import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createRedactor } from '../../../../../src/redaction/redactor.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { itFinds } from '../find-with.js';

const finders = [createAssignmentFinder(createKeyRules(defaultRedactionOptions))];
const secret = 'hunter22x';

describe('redaction: a secret name behind a secret name', () => {
  describe('is not the value of the first', () => {
    const texts = [
      `invalid credentials: password: ${secret}`,
      `token: token: ${secret}`,
      `invalid password: passwd: ${secret}`,
      `api key: secret: ${secret}`,
      `bad password: token= ${secret}`,
      `Bearer esecret3abcdef123456: token: ${secret}`,
      `Error: invalid credentials: api_key = ${secret}`,
      `invalid credentials: password : ${secret}`,
      `credentials: token:= ${secret}`,
      `credentials: token=> ${secret}`,
      `credentials: secret.token: ${secret} (3 of 5)`,
      `credentials: password: token: ${secret}`,
      `a\ntoken: secret: ${secret}\nb`,
      `credentials: \u001b[31mpassword\u001b[0m: ${secret}`,
      `password: mysecret: ${secret}`,
      `name="password" value=token: ${secret}`,
      `- name: password\n  value: token: ${secret}`,
    ];
    itFinds(finders, [
      ...texts.map((text) => [text, secret] as const),
      [`token: token: "${secret} b"`, `${secret} b`],
      [`password: passwd: '${secret}'`, secret],
      [JSON.stringify({ error: `invalid credentials: password: ${secret}` }), secret],
      [JSON.stringify({ error: `token: token: "${secret}"` }), secret],
      [`credentials: password: {"a":"${secret}"}`, `{"a":"${secret}"}`],
    ]);

    for (const text of texts) {
      it(`leaves it as it is the second time: ${text}`, () => {
        const redactor = createRedactor();
        const redacted = redactor.redactText(text, 'helper');
        assert.ok(!redacted.includes(secret), redacted);
        assert.equal(redactor.redactText(redacted, 'helper'), redacted);
      });
    }
  });

  describe('is hidden with the value where it may be the secret', () => {
    itFinds(finders, [
      [`password=mysecret: ${secret}`, 'mysecret:', secret],
      [`password: mysecret7: ${secret}`, 'mysecret7:', secret],
      [`password: "mysecret": ${secret}`, 'mysecret', secret],
      [`password: c0ffee1,token: ${secret}`, 'c0ffee1,token:', secret],
      [`password: token:"${secret}"`, 'token:', secret],
      [`password: (token: ${secret})`, '(token:', secret],
      ['credentials: pin: 4711', 'pin:', '4711'],
      ['credentials: pass: word', 'pass:'],
      ['password=mysecret: access denied', 'mysecret:'],
      ['password: mysecret:', 'mysecret:'],
      ['{"a":"secret: c2VjmySecret="}', 'c2VjmySecret='],
      [JSON.stringify(JSON.stringify({ password: 'mytoken=', n: 1 })), 'mytoken='],
      [`token%3Dc0ffee: ${secret}`, 'c0ffee:'],
      [`credentials: api_key == ${secret}`, 'api_key'],
      ['credentials: c0ffee: next', 'c0ffee:'],
    ]);
  });
});
