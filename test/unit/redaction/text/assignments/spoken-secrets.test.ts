import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createSpokenSecretFinder } from '../../../../../src/redaction/text/assignments/spoken-secrets.js';
import { itFinds, itLeaves } from '../find-with.js';

const finders = [createSpokenSecretFinder(createKeyRules(defaultRedactionOptions))];

describe('redaction: spoken secrets', () => {
  itFinds(finders, [
    ['set the password to "c0ffee"', 'c0ffee'],
    ["create user bob identified by 'c0ffee'", 'c0ffee'],
    ['the private_key is c0ffee7 for bob', 'c0ffee7'],
    ['the token was "c0ffee"', 'c0ffee'],
    ['the token was c0ffee7', 'c0ffee7'],
    ['password -> c0ffee7', 'c0ffee7'],
    ['password "two words";', 'two words'],
    ["CREATE USER a IDENTIFIED BY 'c0ffee'", 'c0ffee'],
    ["ALTER USER a IDENTIFIED WITH mysql_native_password BY 'c0ffee'", 'c0ffee'],
    ["CREATE ROLE a WITH PASSWORD 'c0ffee'", 'c0ffee'],
    ['app --password c0ffee --port 80', 'c0ffee'],
    ["app --password 'two words' x", 'two words'],
    ['--token hunter', 'hunter'],
    ['java -password c0ffee', 'c0ffee'],
    ['docker login -u bob -p c0ffee registry', 'c0ffee'],
    ['mysql -u root -pc0ffee shop', 'c0ffee'],
    ['sshpass -p c0ffee ssh host', 'c0ffee'],
    ['redis-cli -a c0ffee ping', 'c0ffee'],
    ['ldapsearch -D cn=a -w c0ffee', 'c0ffee'],
    ['sqlcmd -S db -P c0ffee', 'c0ffee'],
    ['curl -u bob:c0ffee host', 'c0ffee'],
    ["curl --user bob:'c0f fee' host", 'c0f fee'],
    ["curl -u 'bob:c0f fee' host", 'c0f fee'],
    ['curl -ubob:c0ffee host', 'c0ffee'],
    ["mysql -uroot -p'c0 ffee' shop", 'c0 ffee'],
    ["Setting password to 'c0ffee'", 'c0ffee'],
    ['got token "x9Kq27Lm"', 'x9Kq27Lm'],
  ]);

  itLeaves(finders, [
    'added token to "list"', "the object identified by 'user-123'", 'ALTER of what is identified by `E2`',
    'the token is expired', 'the password is incorrect', 'the secret was not found', 'the author is c0ffee7', 'secret "db-creds" was not found', 'Unexpected token "c0ffee"', 'Unexpected token "x9Kq27Lm"', 'token "name1"', 'app --max-tokens 4096', 'mkdir -p /a1',
    'app --password', 'app --password --port 80', 'use --password to set it', 'app --password-stdin x1', 'app --token-file /run/x1', 'app --password $PASSWORD', 'mysql -p shop', 'ls -p c0ffee',
    'docker run -p 80:80 nginx', 'mkdir -p a/b1', 'cp -u a:b1 c', 'curl -u bob host', 'curl -u http://a1 b', 'the password is [REDACTED]', 'app --password [REDACTED]', 'curl -u bob:[REDACTED] host',
    'curl -u bob:[HASH:0123456789ab] host', 'curl -u [HASH:0123456789ab]', 'login\ndocker ps\nx -p c0ffee', 'by \'c0ffee\'',
  ]);
});
