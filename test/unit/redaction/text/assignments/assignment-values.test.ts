import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createRedactor } from '../../../../../src/redaction/redactor.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { createAuthSchemeFinder } from '../../../../../src/redaction/text/assignments/auth-schemes.js';
import { createElementFinder } from '../../../../../src/redaction/text/assignments/elements.js';
import { itFinds, itLeaves } from '../find-with.js';

const keys = createKeyRules(defaultRedactionOptions);
const finders = [createAssignmentFinder(keys), createElementFinder(keys), createAuthSchemeFinder(keys)];

describe('redaction: values of assignments', () => {
  describe('in odd spellings', () => {
    itFinds(finders, [
      ['password==c0ffee', 'c0ffee'],
      ['password=~c0ffee', '~c0ffee'],
      ['password=;c0ffee7', ';c0ffee7'],
      ['password=<c0ffee>', '<c0ffee'],
      ['password=ab(cd9x done', 'ab(cd9x'],
      ['{"password":\n  "hunter"}', 'hunter'],
      [`{"password" : \n\n${' '.repeat(90)}"hunter"}`, 'hunter'],
      [`{"password":${' '.repeat(90)}"hunter"}`, 'hunter'],
      ['{"password":\r\n{"a":1}}', '{"a":1}'],
      ['password\u00a0=\u00a0hunter', 'hunter'],
      ['\u001b[34mtoken\u001b[39m=\u001b[32mhunter\u001b[0m', 'hunter\u001b[0m'],
      ['token: \u001b[1m\u001b[32mhunter2\u001b[0m', 'hunter2\u001b[0m'],
      [String.raw`{"pass\u0077ord":"hunter"}`, 'hunter'],
      [String.raw`{"\u0070ass\u0077ord":"hunter"}`, 'hunter'],
      [String.raw`password\u003Dhunter2`, 'hunter2'],
      ['Bearer%20c0ffee12%26x', 'c0ffee12'],
      ['пароль_token=hunter', 'hunter'],
    ]);

    itLeaves(finders, [
      'if (password == c0ffee)', 'token==1.2.0b3', 'token==c0ff', 'token =~ /c0ffee/', 'token=~"c0ffee.*"', 'password=<password>', 'password=<your token>', 'password=<32 bytes>', 'token=getToken(a, b)', 'password=;user=bob', String.raw`{"pass\u0077ay":"hunter"}`, '{"password":\n}',
      'token%20c0ffee12', 'Bearer%20[REDACTED]',
    ]);
  });

  describe('to their end', () => {
    itFinds(finders, [
      ['password=a,X1y2 b', 'a,X1y2'],
      ['password=a;X1y2;b', 'a;X1y2'],
      ['password=a&X1y2&b=1', 'a&X1y2'],
      ['password=a,user42', 'a'],
      ['password=a,x1y2=3', 'a'],
      ['&lt;token&gt;a;b c;d&lt;/token&gt;', 'a;b c;d'],
      ['<token>a>b</token>', 'a>b'],
    ]);

    for (const [name, end] of [['closed', '"} rest'], ['never closed', '']] as const) {
      it(`an object of more than 16 KB that is ${name}`, () => {
        const text = `credentials={"a":"${'x1 '.repeat(20_000)}tail99${end}`;
        assert.equal(createRedactor().redactText(text, 'helper'), `credentials=[REDACTED]${end.slice(2)}`);
      });
    }
  });

  describe('that look like placeholders', () => {
    itFinds(finders, [
      ['{"password":"$ecretWord"}', '$ecretWord'], ['{"password":"<hunter2>"}', '<hunter2>'], ['{"password":"[my pass word]"}', '[my pass word]'], ['{"password":"@dminpass"}', '@dminpass'],
      ['password=:letmein', ':letmein'], ['password: @dminpass', '@dminpass'], ['{"password":":letmein"}', ':letmein'],
    ]);

    itLeaves(finders, [
      '{"password":"$1"}', '{"password":"${NAME}"}', '{"password":"$DB_PASSWORD"}', '{"password":"<password>"}', '{"password":"<your password>"}', '{"password":"%s"}', '{"password":"?"}', '{"password":"***"}', '{"password":null}', '{"password":"[hidden]"}', '{"password":"[your token here]"}',
      'password: [Filtered]', 'password: $password', 'validates token: :required', 'SELECT 1 FROM a WHERE token=:x', 'UPDATE a SET password=@p', 'password=:password', 'password: @password',
    ]);
  });

  describe('that are of another trade', () => {
    itFinds(finders, [['token: abcdef', 'abcdef'], ['Unexpected token: c0ffee12', 'c0ffee12'], ['token: ABCDEF', 'ABCDEF'], ['api_key_id=c0ffee', 'c0ffee'], ['cookies: 31337', '31337'], ['secret: 12345 of 5', '12345'], ['Unexpected token: x9Kq27Lm', 'x9Kq27Lm'], ['credentials: /x9Kq27LmPz4T', '/x9Kq27LmPz4T'], ["errors: { password: 'Correcthorse' }", 'Correcthorse'], ["input: { password: 'Required' }", 'Required'], ['"tokens_details": {"a": "c0ffee"}', '{"a": "c0ffee"}'], ['{"Pwd":"/c0ffee"}', '/c0ffee'], ['errors.password:["c0ffee"]', '["c0ffee"]'], ['password:["too short"]', '["too short"]']]);

    itLeaves(finders, ['Unexpected token: punc', 'ERC20 token: USDC', 'token: EUR/USD', 'api_key_id=5', 'cookies: 3', 'secret: 3 of 5 rotated', 'errors.password:["is too short (8 at least)"]']);
  });
});
