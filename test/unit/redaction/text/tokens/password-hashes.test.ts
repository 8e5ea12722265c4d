import assert from 'node:assert/strict';
import { passwordHashFinder } from '../../../../../src/redaction/text/tokens/password-hashes.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(passwordHashFinder, text);
/** Not written out, so that no scanner takes the tests for a leak. */
const salt = 'aB3./dE6gH';
const hash = 'kL9/mN0.pQ'.repeat(4);

const hashes: readonly string[] = [
  `$2b$12$${salt}${hash}xyz`, `$2y$10$${salt}${hash}xyz`, `$1$${salt.slice(0, 8)}$${hash.slice(0, 22)}`, `$6$${salt}$${hash}${hash}`, `$6$rounds=5000$${salt}$${hash}${hash}`, `$5$${salt}$${hash}abc`, `$y$j9T$${salt}$${hash}`,
  `$apr1$${salt}$${hash.slice(0, 22)}`, `$argon2id$v=19$m=65536,t=3,p=4$${salt}$${hash}`, `$scrypt$ln=16,r=8,p=1$${salt}$${hash}`, `$pbkdf2-sha256$29000$${salt}$${hash}`,
  `pbkdf2_sha256$260000$${salt}$${hash}=`, `pbkdf2:sha256:260000$${salt}$${hash}`, `scrypt:32768:8:1$${salt}$${hash}`, `bcrypt_sha256$$2b$12$${salt}${hash}xyz`, `argon2$argon2id$v=19$m=102400,t=2,p=8$${salt}$${hash}`,
  `SCRAM-SHA-256$4096:${salt}$${hash}=:${hash}=`, ...['{SSHA}', '{SHA}', '{SSHA512}', '{SMD5}'].map((name) => `${name}${hash.replaceAll('.', '+').slice(0, 27)}=`),
];

describe('redaction: hashes of passwords', () => {
  for (const value of hashes) {
    it(`hides ${value.slice(0, 16)}…`, () => {
      for (const [before, behind] of [['', ''], ['row: 7,', ',ada'], ['"', '"'], ['is ', '. Next'], ['$HOME $1 ', ' $2']] as const) assert.equal(scrub(before + value + behind), `${before}[REDACTED]${behind}`);
    });
  }

  for (const text of [
    'costs $6 or $7.50', 'WHERE a = $1 AND b = $2', '$1$2', '$5$', '$2b$', '$1$too-short', '${S}', '{SHA}x2', '{State} 1', '$6 $abcdefghijklmnopqrstuvwxyz', 'US$1$', '$8$abcdefgh$abcdefghijklmnopqrstuvwxyz',
    'C:\\$Recycle.Bin\\S-1-5-21-123456789-123456789', 'com.example.Outer$1$InnerClassOfSomeLongName', 'argon2 is better than bcrypt2', `sha256:${'ab12'.repeat(16)}`,
  ]) {
    it(`leaves: ${text}`, () => assert.equal(scrub(text), text));
  }

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(passwordHashFinder, ['$', '$1', '$1$', '$1$a$', '$6$a', 'scrypt:1', 'pbkdf2_sha256$', 'scrypt:1$a', '{S1', '{SHA}1', '{SSHA}aaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '1']), []);
  });
});
