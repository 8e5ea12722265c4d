import assert from 'node:assert/strict';
import { privateKeyFinder, puttyKeyFinder } from '../../../../../src/redaction/text/tokens/private-keys.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(privateKeyFinder, text);
const fence = '-----';
const line = (word: 'BEGIN' | 'END', kind: string): string => `${fence}${word} ${kind}${fence}`;
const body = 'MIIB+/a1'.repeat(8);
const pem = (kind: string, lineEnd = '\n'): string => [line('BEGIN', kind), body, body, line('END', kind)].join(lineEnd);

describe('redaction: private key finder', () => {
  for (const kind of ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY', 'DSA PRIVATE KEY', 'OPENSSH PRIVATE KEY', 'ENCRYPTED PRIVATE KEY', 'PGP PRIVATE KEY BLOCK', 'ANY%20PRIVATE%20KEY', 'rsa private key']) {
    for (const [name, lineEnd] of [['lines', '\n'], ['carriage returns', '\r\n'], ['two characters', '\\n'], ['blanks', ' '], ['nothing', ''], ['percent codes', '%0A']] as const) {
      it(`hides ${kind} with ${name} between`, () => assert.equal(scrub(`key: ${pem(kind, lineEnd)}, next`), 'key: [REDACTED], next'));
    }
  }

  it('hides one without its END to the end of the text', () => assert.equal(scrub(`a ${pem('PRIVATE KEY').slice(0, 80)}`), 'a [REDACTED]'));
  it('hides one whose END is cut to the end of the text', () => assert.equal(scrub(`a ${pem('PRIVATE KEY').slice(0, -3)}`), 'a [REDACTED]'));
  it('hides several, and what lies between stays', () => assert.equal(scrub(`a ${pem('PRIVATE KEY')} b ${pem('EC PRIVATE KEY')} c`), 'a [REDACTED] b [REDACTED] c'));
  it('hides a cut one and leaves the certificate behind it', () => {
    assert.equal(scrub(`${line('BEGIN', 'PRIVATE KEY')}\n${body}\n${pem('CERTIFICATE')}`), `[REDACTED]${pem('CERTIFICATE')}`);
  });
  it('hides the one behind a certificate', () => assert.equal(scrub(`${pem('CERTIFICATE')} ${pem('PRIVATE KEY')}`), `${pem('CERTIFICATE')} [REDACTED]`));

  for (const kind of ['CERTIFICATE', 'PUBLIC KEY', 'RSA PUBLIC KEY', 'PGP PUBLIC KEY BLOCK', 'CERTIFICATE REQUEST', 'PGP MESSAGE']) {
    it(`leaves ${kind}`, () => assert.equal(scrub(pem(kind)), pem(kind)));
  }
  for (const text of [`${fence}BEGIN CERTIFICATE${fence}`, `${fence}${fence} private key`, `${fence}BEGIN`, 'no start line, expecting: ANY PRIVATE KEY']) {
    it(`leaves: ${text}`, () => assert.equal(scrub(text), text));
  }

  it('changes nothing the second time', () => {
    const once = scrub(`a ${pem('PRIVATE KEY')} b`);
    assert.equal(scrub(once), once);
  });

  const putty = (end = 'Private-MAC: 0123456789abcdef'): string => `PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPublic-Lines: 1\n${body}\nPrivate-Lines: 1\n${body}\n${end}`;

  it('hides those of PuTTY, and what lies around them stays', () => {
    const scrubPutty = (text: string): string => scrubWith(puttyKeyFinder, text);
    assert.equal(scrubPutty(`a ${putty()}\nb ${putty()} c`), 'a [REDACTED]\nb [REDACTED] c');
    assert.equal(scrubPutty(`a ${putty('')}`), 'a [REDACTED]');
    assert.equal(scrubPutty('PuTTY-User-Keys'), 'PuTTY-User-Keys');
    assert.deepEqual(unitsThatTakeTooLong(puttyKeyFinder, ['PuTTY-User-Key-File-', 'Private-MAC: ', `${putty()}\n`]), []);
  });

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(privateKeyFinder, [`${fence}BEGIN`, `${fence}BEGIN PRIVATE KEY${fence}`, '-', `${fence}END`, pem('CERTIFICATE'), `${fence}BEGIN PRIVATE KEY${fence}${fence}END`]), []);
  });
});
