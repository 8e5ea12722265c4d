import assert from 'node:assert/strict';
import { jwtFinder } from '../../../../../src/redaction/text/tokens/json-web-tokens.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(jwtFinder, text);
const encode = (value: unknown, space?: number): string => Buffer.from(JSON.stringify(value, undefined, space)).toString('base64url');
const header = encode({ alg: 'HS256', typ: 'JWT' });
const payload = encode({ sub: '1234567890', name: 'Ada' });
const signature = 'aB3_-'.repeat(8);
const token = [header, payload, signature].join('.');

describe('redaction: JSON Web Token finder', () => {
  for (const [name, text] of [
    ['a signed one', token],
    ['one without signature', [header, payload].join('.')],
    ['an unsigned one', [encode({ alg: 'none' }), payload, ''].join('.')],
    ['one cut in its signature', token.slice(0, -20)],
    ['one cut in its payload', token.slice(0, header.length + 5)],
    ['one that was written over lines', [encode({ alg: 'none' }, 2), encode({ sub: 1 }, 2), signature].join('.')],
    ['one with a blank in the brace', [Buffer.from('{ "alg": "HS256" }').toString('base64url'), payload, signature].join('.')],
    ['an encrypted one', [encode({ alg: 'RSA-OAEP', enc: 'A256GCM' }), 'k'.repeat(40), 'i'.repeat(16), 'c'.repeat(30), 't'.repeat(22)].join('.')],
    ['an encrypted one without key', [encode({ alg: 'dir', enc: 'A256GCM' }), '', 'i'.repeat(16), 'c'.repeat(30), 't'.repeat(22)].join('.')],
    ['one in plain base64', [header, `${payload}/+a=`, 'aB3/+='.repeat(6)].join('.')],
    ['one with any payload', [`ey${'oL5n8XDO9vAvZZotZ'}`, `ey${'ygiyZNaV2/4NCB80z'}`, ''].join('.')],
    ['one in base64 once more', Buffer.from(token).toString('base64')],
  ] as const) {
    it(`hides ${name}`, () => {
      for (const [before, behind] of [['', ''], ['Bearer ', ' sent'], ['"', '"'], ['?jwt=', '&a=b'], ['Bearer%20', '%22'], ['\\n', '\\n'], ['\\u0022', '\\u0022']] as const) {
        const scrubbed = scrub(before + text + behind);
        assert.equal(scrubbed.replace(/\]\.$/, ']'), `${before}[REDACTED]${behind}`);
        assert.equal(scrub(scrubbed), scrubbed);
      }
    });
  }

  it('leaves the rest of a path', () => assert.equal(scrub(`GET /verify/${token}/users/42`), 'GET /verify/[REDACTED]/users/42'));
  it('hides two in one text', () => assert.equal(scrub(`${token},${token}`), '[REDACTED],[REDACTED]'));

  for (const text of [
    'jwt', ['eyJAAAA', 'eyJBBB'].join('.'), header, `${header}.`, `${header}.html`, `${header}.eyJ`, 'eyewitness-report-of-2026.example.com', 'ewolf-something-long.example-of-a-host.com',
    ['eyewitness-reports', 'eyewitness-reports-of-2026'].join('.'), 'ZXlKaGJHY2lPaUpJVXpJMU5pSXNJbl', 'com.example.keyboard.KeyEventListener',
  ]) {
    it(`leaves: ${text}`, () => assert.equal(scrub(text), text));
  }

  it('needs a header of sixteen characters', () => {
    assert.equal(scrub(`eyJ${'a'.repeat(13)}.${payload}`), '[REDACTED]');
    const short = `eyJ${'a'.repeat(12)}.${payload}`;
    assert.equal(scrub(short), short);
  });

  it('needs four characters of a payload that begins like an object', () => {
    assert.equal(scrub(`${header}.eyJz`), '[REDACTED]');
    assert.equal(scrub(`${header}.eyJ`), `${header}.eyJ`);
  });

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(jwtFinder, ['ey', 'eyJ', 'eyJ-', 'eyJ.', `${header}.`, `${header}-`, `${header}/`, 'eyAi', 'ZXlK', 'ZXlK-', 'a', '-', '.', '=']), []);
  });
});
