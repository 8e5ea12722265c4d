import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createRedactor } from '../../../../../src/redaction/redactor.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { createElementFinder } from '../../../../../src/redaction/text/assignments/elements.js';
import { createListFinder } from '../../../../../src/redaction/text/assignments/lists.js';
import { itFinds, itLeaves } from '../find-with.js';
import { harmlessTexts } from './harmless-texts.js';

const keys = createKeyRules(defaultRedactionOptions);
const finders = [createAssignmentFinder(keys), createElementFinder(keys), createListFinder(keys)];
const json = (value: unknown): string => JSON.stringify(value);

/** How loggers, languages, formats and protocols write a name and its value. */
const shapes: Readonly<Record<string, (name: string, value: string) => string>> = {
  assignment: (name, value) => `${name}=${value}`,
  'assignment with blanks': (name, value) => `${name} = ${value}`,
  colon: (name, value) => `${name}: ${value}`,
  'colon without blank': (name, value) => `bob;${name}:${value};ok`,
  'double quotes': (name, value) => `${name} = "${value}"`,
  'single quotes': (name, value) => `${name}='${value}'`,
  backticks: (name, value) => `${name} := \`${value}\``,
  'three quotes': (name, value) => `${name} = """${value}"""`,
  'prefixed quotes': (name, value) => `${name} = @"${value}";`,
  bytes: (name, value) => `${name}=b'${value}'`,
  grammar: (name, value) => `${name} ::= "${value}"`,
  'default value': (name, value) => `${name} ?= "${value}"`,
  'append in PHP': (name, value) => `$${name} .= "${value}"`,
  'arrow in PHP': (name, value) => `['name' => 'bob', '${name}' => '${value}']`,
  'declaration in Go': (name, value) => `var ${name} string = "${value}"`,
  'declaration in Java': (name, value) => `String ${name} = "${value}";`,
  'declaration in TypeScript': (name, value) => `const ${name}: string = '${value}';`,
  'declaration in Rust': (name, value) => `let ${name}: &str = "${value}";`,
  'index': (name, value) => `config["${name}"] = "${value}"`,
  'empty index': (name, value) => `${name}[] = "${value}"`,
  'form field': (name, value) => `user[${name}]=${value}&x=1`,
  logfmt: (name, value) => `level=info user=bob ${name}=${value} took=12ms`,
  'quoted logfmt': (name, value) => `level=info ${name}="${value}" took=12ms`,
  env: (name, value) => `export ${name}=${value}`,
  ini: (name, value) => `[db]\n${name} = "${value}"\nport = 1`,
  yaml: (name, value) => `app:\n  host: x\n  ${name}: ${value}\n  port: 3`,
  'block of YAML': (name, value) => `${name}: |\n  ${value}\nport: 3`,
  'environment in YAML': (name, value) => `env:\n  - name: ${name}\n    value: ${value}\n`,
  JSON: (name, value) => json({ user: 'bob', [name]: value, n: 1 }),
  'JSON in JSON': (name, value) => json({ body: json({ user: 'bob', [name]: value }) }),
  'JSON in JSON in JSON': (name, value) => json([json({ body: json({ user: 'bob', [name]: value }) })]),
  'JSON in CSV': (name, value) => `1,"{""user"":""bob"",""${name}"":""${value}""}",ok`,
  'JSON in a URL': (name, value) => encodeURIComponent(json({ user: 'bob', [name]: value })),
  'JSON in HTML': (name, value) => `{&quot;user&quot;:&quot;bob&quot;,&quot;${name}&quot;:&quot;${value}&quot;}`,
  'ini in JSON': (name, value) => json({ 'app.ini': `${name}=${value}\nBACKUP=true` }),
  'object in JSON': (name, value) => json({ [name]: { value, list: [1, '}'] }, n: 1 }),
  'list in JSON': (name, value) => json({ [name]: [value], n: 1 }),
  'name and value in JSON': (name, value) => json({ name, value }),
  'dict in Python': (name, value) => `{'name': 'bob', '${name}': '${value}'}`,
  'hash in Ruby': (name, value) => `{:user=>"bob", "${name}"=>"${value}"}`,
  'struct in Go': (name, value) => `{User:bob ${name}:${value} Age:3}`,
  'toString in Java': (name, value) => `User(name=bob, ${name}=${value}, age=3)`,
  'repr in Python': (name, value) => `<Request ${name}=${value}>`,
  'inspect in Node.js': (name, value) => `{\n  db: { host: 'h1', '${name}': '${value}' },\n  n: 1\n}`,
  sentence: (name, value) => `Login attempt for bob, ${name}: ${value} (ip 10.0.0.1)`,
  'in round brackets': (name, value) => `connect failed (${name}=${value})`,
  'in square brackets': (name, value) => `[${name}=${value}] done`,
  element: (name, value) => `<user>bob</user><${name}>${value}</${name}>`,
  'element in lines': (name, value) => `<${name}>\n    ${value}\n</${name}>`,
  'character data': (name, value) => `<${name}><![CDATA[${value}]]></${name}>`,
  attributes: (name, value) => `<entry name="${name}" value="${value}" />`,
  arguments: (name, value) => `System.setProperty("${name}", "${value}")`,
  'arguments after another': (name, value) => `store.set(ctx, '${name}', '${value}')`,
  pair: (name, value) => `["${name}","${value}"]`,
  'flat list': (name, value) => `["host", "a.b", "${name}", "${value}"]`,
  'part of a form': (name, value) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--b`,
  form: (name, value) => `user=bob&${name}=${value}&remember=1`,
  'escaped form': (name, value) => String.raw`user\u003dbob\u0026${name}\u003d${value}\u0026x`,
  option: (name, value) => `node app.js --${name}=${value} --port 80`,
  'arguments of a process': (name, value) => json(['node', 'app.js', `--${name}`, value]),
  'connection string': (name, value) => `Server=db1;User=svc;${name}=${value};Encrypt=true`,
  header: (name, value) => `> GET / HTTP/1.1\r\n> ${name}: ${value}\r\n> Accept: */*`,
  'header in a command': (name, value) => `curl -H '${name}: ${value}' -d x`,
  SQL: (name, value) => `UPDATE t SET ${name} = '${value}' WHERE id = 1`,
};

const names = ['password', 'db_password', 'userPassword', 'passwd', 'token', 'access_token', 'refreshToken', 'API_TOKEN', 'apiKey', 'x-api-key', 'secret', 'CLIENT_SECRET', 'private_key', 'credentials'];
const values = ['c0ffee!', 'Br1dge-over7', 'aZ3$1xq', 'mK4tR.x9', '0a1b2c3d'.repeat(4), 'x9.Qa=.Lm4z==', 'correcthorsebattery'];

describe('redaction: assignments', () => {
  const redactor = createRedactor({ rules: { 'url-parameter': 'off', 'auth-scheme': 'off', 'vendor-token': 'off' } });

  for (const [shape, write] of Object.entries(shapes)) {
    it(`finds the value and nothing else: ${shape}`, () => {
      for (const name of names) {
        for (const value of values) {
          const text = write(name, value);
          const redacted = redactor.redactText(text, 'helper');
          assert.ok(!redacted.includes(value) && !redacted.includes(encodeURIComponent(value)), `${text} became ${redacted}`);
          assert.ok(redacted.length >= text.length - value.length - 32, `${text} lost more than the value: ${redacted}`);
          assert.equal(redactor.redactText(redacted, 'helper'), redacted);
        }
      }
    });
  }

  it('does not take a word that was harmless in quotes for harmless at the end of a name of several words', () => {
    const words = 'passed {"phrase": 1, "id": "token", "value": "c0ffee34"} pass phrase: c0ffee12';
    for (let time = 0; time < 2; time++) assert.equal(redactor.redactText(words, 'helper'), 'passed {"phrase": 1, "id": "token", "value": "[REDACTED]"} pass phrase: [REDACTED]');
    assert.equal(redactor.redactText('pass phrase: c0ffee12', 'helper'), 'pass phrase: [REDACTED]');
  });

  it('tells names that share a place in the memory of harmless ones', () => {
    assert.equal(redactor.redactText('tiken=5', 'helper'), 'tiken=5');
    assert.equal(redactor.redactText('token=hunter2x9', 'helper'), 'token=[REDACTED]');
  });

  for (const name of ['default', 'content', 'value', 'Value', 'val']) {
    it(`reads ${name} as that of a name, when the name was harmless before`, () => {
      redactor.redactText('{"name":"ada","x":1}', 'helper');
      assert.equal(redactor.redactText(`{"name":"password","${name}":"hunter2x9"}`, 'helper'), `{"name":"password","${name}":"[REDACTED]"}`);
      assert.equal(redactor.redactText(json(`{"name":"password","${name}":"hunter2x9"}`), 'helper'), json(`{"name":"password","${name}":"[REDACTED]"}`));
    });
  }

  describe('leave what is harmless', () => {
    const whole = createRedactor();
    for (const text of harmlessTexts) it(text, () => assert.equal(whole.redactText(text, 'helper'), text));
  });

  itFinds(finders, [
    // the whole value, whatever is in it
    ['password="a \\"b\\" c" x', 'a \\"b\\" c'],
    ["password='it''s' x", "it''s"],
    ['password="never closed\nnext', 'never closed'],
    ['passwd: a{{b}c)d${e]ff(gg[hh>-_$#x1}}', 'a{{b}c)d${e]ff(gg[hh>-_$#x1}}'],
    ['f(password=a(b)c1) d', 'a(b)c1'],
    ['aws_secret_access_key: value with blanks', 'value with blanks'],
    ['password=l0ng@77! --host=db', 'l0ng@77!'],
    [`password: 12345`, '12345'],
    // a word behind a scheme, and behind a colon without a blank
    ...['Bearer', 'Basic', 'Token'].flatMap((scheme) => ['correcthorse', 'aaaa-bbbb-cccc-dddd'].map((word) => [`HTTP_AUTHORIZATION=${scheme} ${word} next`, word] as const)),
    ['authorization=Bearer correcthorse', 'correcthorse'],
    ['authorization = Basic correcthorse user=3', 'correcthorse'],
    ['authorization=Bearer user=3', 'Bearer'],
    ['authorization=Opaque correcthorse', 'Opaque'],
    ...['token', 'password', 'secret', 'api_key', 'passwd', '{password'].map((name) => [`${name}:correcthorse`, 'correcthorse'] as const),
    ['&{ID:1 Password:correcthorse X:2}', 'correcthorse'],
    ['&{ID:1 Password:abc X:2}', 'abc'],
    ['password: s"two words" x', 'two words'],
    // not the type of a declaration
    ['wrong type token = {"a":"c0ffee"}', '{"a":"c0ffee"}'],
    ['in class secret: {a: c0ffee}', '{a: c0ffee}'],
    // braces around a word
    ['Driver={PG};Pwd={c0ffee12x9};Uid=a', '{c0ffee12x9}'],
    ['Driver={PG};Pwd={correcthorse};', '{correcthorse}'],
    ['Uid=a;Pwd={hunter2};', '{hunter2}'],
    ['password={x9Kq27Lm}', '{x9Kq27Lm}'],
    ['password: {x9Kq27Lm}', '{x9Kq27Lm}'],
    // quotes within a value
    ["password: it's", "it's"],
    ["password: a'b", "a'b"],
    ['<a href="?token=abc"class="x">', 'abc'],
    ['password: a"b\\c', 'a"b\\c'],
    ['password="a"b\\c" x', 'a"b\\c'],
    [`a="b"c="d" password="x1y2"e="f"`, 'x1y2'],
    // what is glued to a marker, and what only begins like one
    ['token=REDACTED.realsecret', 'REDACTED.realsecret'],
    ['token=[REDACTED]realsecret', '[REDACTED]realsecret'],
    ['token: [HASH:0123456789ab]realsecret', '[HASH:0123456789ab]realsecret'],
    ['password="[REDACTED] realsecret"', '[REDACTED] realsecret'],
    ['{"authorization":"Bearer [REDACTED]real"}', '[REDACTED]real'],
    ['<token>[REDACTED]real</token>', '[REDACTED]real'],
    // another parameter in front of the name
    ['access_token%3Dx%26b%3D1', 'x'],
    // colours of a terminal
    ['\u001b[36mpassword=\u001b[0mc0ffee', 'c0ffee'],
    ['\u001b[36mpassword\u001b[39m: "c0ffee"', 'c0ffee'],
    ["password: \u001b[32m'c0 ffee'\u001b[39m", 'c0 ffee'],
    // XML that says the name in an attribute or in an element
    ['<property name="password">c0ffee</property>', 'c0ffee'],
    ['<entry key="token" type="string">c0ffee</entry>', 'c0ffee'],
    ['<name>s3.secret.key</name>\n<value>c0ffee</value>', 'c0ffee'],
    ['<key>password</key><string>c0ffee</string>', 'c0ffee'],
    // the name and its colon in quotes
    ["[ 'password:', 'c0ffee12' ]", 'c0ffee12'],
    // headers take their line, and keep the scheme
    ['Cookie: a=b; c=d\r\nHost: x', 'a=b; c=d'],
    ['Authorization: opaque7 value\nHost: x', 'opaque7 value'],
    ['{"authorization":"Basic c3ZjOmhVbnQ="}', 'c3ZjOmhVbnQ='],
    ["headers: { Authorization: 'Bearer c0ffee12' }", 'c0ffee12'],
    ["-H 'Authorization: opaque7 value' -d x", 'opaque7 value'],
    // short words count in keys only
    ['{"auth":"c0ffee","pin":"1234"}', 'c0ffee', '1234'],
    ['x-sentry-auth: c0ffee', 'c0ffee'],
    // names in words
    ['API key: c0ffee', 'c0ffee'],
    ['Incorrect API key provided: c0ffee', 'c0ffee'],
    ["SET PASSWORD FOR 'a' = PASSWORD('c0ffee')", 'c0ffee'],
    ['SecretStr("c0ffee")', 'c0ffee'],
    // a call that sets and an option of a process take any value
    ['setProperty("token", "hunter")', 'hunter'],
    ['["--token","hunter"]', 'hunter'],
    // backslashes at the end of a value, and quotes in it, at any depth of JSON
    [json({ password: 'a1\\', n: 'kept' }), 'a1\\\\'],
    [json({ password: ['"]'], n: 'kept' }), '["\\"]"]'],
    ...[{ password: 'a1\\', n: 'kept' }, { password: 'a1"', n: 'kept' }, { password: { a: '"}' }, n: 'kept' }].map((value) => {
      const text = json(json(value));
      const start = text.indexOf(':') + (typeof value.password === 'string' ? 3 : 1);
      return [text, text.slice(start, text.indexOf(',') - (typeof value.password === 'string' ? 2 : 0))] as const;
    }),
    // two on a line, one in the other
    ['token=c0ffee1,secret=c0ffee2', 'c0ffee1', 'c0ffee2'],
    ['jdbc:mysql://[(host=a,password=c0ffee),(host=b,password=c0ffee3)]/db', 'c0ffee', 'c0ffee3'],
    ['{"password":{"a":"}","b":[1]},"n":1}', '{"a":"}","b":[1]}'],
    ['a=1 &lt;token&gt;c0ffee&lt;/token&gt;', 'c0ffee'],
    // digits in front of a name are no time
    ['T03:04:05 12password=c0ffee', 'c0ffee'],
    ['2026password:c0ffee', 'c0ffee'],
    // at the bounds of names
    [`${'x'.repeat(56)}password=c0ffee`, 'c0ffee'],
    ['контора_password=c0ffee', 'c0ffee'],
    ['value=1 "secret value": "c0ffee"', 'c0ffee'],
  ]);

  itLeaves(finders, [
    '["token", "c0ffee1": 1', '["token","hunter"]', '<token>{token}</token>', '<password>null</password>', '<author>c0ffee</author>', 'Promise<Token> c0ffee </b>', 'name="token"\r\n\r\n[REDACTED]\r\n--b',
    'token =~ /c0ffee1/', 'authorization=Bearer [REDACTED]', 'token={oauth2Token}', 'token={user.token}', 'password={password}', 'password={0}', 'token::c0ffee', 'password://c0ffee', '{"token":"[REDACTED]"}', 'token=[HASH:0123456789ab]', 'token=****e12x', 'Authorization: Basic [REDACTED]', '<token>[REDACTED]</token>',
  ]);

  it('looks at no name that is longer than 64 characters', () => {
    const redact = (text: string): string => createRedactor().redactText(text, 'helper');
    assert.match(redact(`${'x'.repeat(56)}password=c0ffee`), /REDACTED/);
    assert.doesNotMatch(redact(`${'x'.repeat(57)}password=c0ffee`), /REDACTED/);
  });

  it('asks for the names of the user', () => {
    const redactor2 = createRedactor({ keys: ['tenant'], allowKeys: ['page_token'] });
    assert.equal(redactor2.redactText('tenant=acme page_token=c0ffee other_token=c0ffee', 'helper'), 'tenant=[REDACTED] page_token=c0ffee other_token=[REDACTED]');
  });
});
