import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createAssignmentFinder } from '../../../../../src/redaction/text/assignments/assignments.js';
import { createSpokenSecretFinder } from '../../../../../src/redaction/text/assignments/spoken-secrets.js';
import { itFinds, itLeaves } from '../find-with.js';

const keys = createKeyRules(defaultRedactionOptions);
const finders = [createAssignmentFinder(keys), createSpokenSecretFinder(keys)];
const made = 'c0ffee12c0ffee34';

describe('redaction: names that are words of prose as well', () => {
  itFinds(finders, [
    ['user=ada pass=hunter2Zq9', 'hunter2Zq9'],
    ["pass='hunter'", 'hunter'],
    ['pass = "two words"', 'two words'],
    ['userPass=hunter!', 'hunter!'],
    ['pass: x1y2', 'x1y2'],
    ['pass=123456', '123456'],
    ['pin=4829', '4829'],
    ['PIN="4829"', '4829'],
    ['pin: 4829', '4829'],
    ['otp=482913', '482913'],
    ['otp="482913"', '482913'],
    ['otp: 482913', '482913'],
    ['totp=123456', '123456'],
    ['mfa=123456 2fa=654321', '123456', '654321'],
    ['ssn=536-90-4399', '536-90-4399'],
    ['iban=DE89370400440532013000', 'DE89370400440532013000'],
    ['pw=letmein', 'letmein'],
    ['psk=letmein', 'letmein'],
    ...['auth', 'session', 'sid', 'salt', 'dsn', 'sso', 'hmac'].map((name) => [`${name}=${made}`, made] as const),
    ['sid=s%3Ac0ffee12.abc', 's%3Ac0ffee12.abc'],
    ['auth = "c0ffee12"', 'c0ffee12'],
    ['session=c0ffee12', 'c0ffee12'],
    [String.raw`a\npass=hunter2Zq9`, 'hunter2Zq9'],
    [`run --auth ${made}`, made],
    ['run --pw X1abc', 'X1abc'],
  ]);

  itLeaves(finders, [
    'auth=google', 'auth = "google"', 'session=winter-2024', 'session=2026-01-02T03:04:05Z', 'session=c0ffee1', 'pass=adult', 'pass=on', 'pass: yes', 'pass="ok"', 'pass=3 fail=0', 'pass=12345', 'pass: 123456', 'pass=12ms', 'pass = hunter2Zq9', 'pass =hunter2Zq9',
    'pin=on', 'pin=482', 'pin: 4 boards', 'pin=GPIO17', 'mfa=enabled', 'mfa=true', '2fa=1', 'otp=sms', 'otp="sms"', 'passed=true', 'bypass=1', 'author: x', 'sid: 5', 'sid=12', `sid: ${made}`, `auth: ${made}`, 'hmac=sha256', 'pw=required', 'pass=$PASS', 'pass=getPass()',
    'pass={a:1}', `if (session==${made})`, 'run --auth google', 'run --auth basic', 'pass=[REDACTED]',
  ]);
});
