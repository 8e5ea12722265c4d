import assert from 'node:assert/strict';
import { urlCredentialsFinder } from '../../../../../src/redaction/text/urls/url-credentials.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(urlCredentialsFinder, text);
/** Not written out, so that no scanner takes the tests for a leak. */
const pair = ['svc', 's3cr3t'].join(':');

describe('redaction: URL credentials finder', () => {
  for (const [name, text, expected] of [
    ['a URL', `https://${pair}@example.com/a?b=c`, 'https://[REDACTED]@example.com/a?b=c'],
    ['a connection string', `postgres://${pair}@db1:5432/app?sslmode=require`, 'postgres://[REDACTED]@db1:5432/app?sslmode=require'],
    ['several hosts', `mongodb+srv://${pair}@h1:27017,h2:27017/app`, 'mongodb+srv://[REDACTED]@h1:27017,h2:27017/app'],
    ['no user', `redis://${':'}s3cr3t@cache:6379/0`, 'redis://[REDACTED]@cache:6379/0'],
    ['no password', `https://${'s3cr3t'}:@api.example.com/`, 'https://[REDACTED]@api.example.com/'],
    ['an @ in the password', `redis://${pair}@x@cache`, 'redis://[REDACTED]@cache'],
    ['brackets in the password', `redis://${pair}[x]y)@cache`, 'redis://[REDACTED]@cache'],
    ['a colon in the password', `redis://${pair}:x@cache`, 'redis://[REDACTED]@cache'],
    ['a slash in the password', `redis://${pair}/x@cache:6379/0`, 'redis://[REDACTED]@cache:6379/0'],
    ['a question mark in the password', `redis://${pair}?x@cache`, 'redis://[REDACTED]@cache'],
    ['a number sign in the password', `redis://${pair}#x@cache`, 'redis://[REDACTED]@cache'],
    ['only digits and a slash without user', `redis://${':'}12/34@cache`, 'redis://[REDACTED]@cache'],
    ['percent codes', `smtp://mailer%40example.com:${'a%2Fb'}@smtp.example.com:587`, 'smtp://[REDACTED]@smtp.example.com:587'],
    ['a name with =', `ldaps://cn=${pair}@ldap1:636`, 'ldaps://[REDACTED]@ldap1:636'],
    ['an IPv6 host', `http://${pair}@[::1]:80/`, 'http://[REDACTED]@[::1]:80/'],
    ['a sentence', `cannot reach 'https://${pair}@h/a.git/': 403`, "cannot reach 'https://[REDACTED]@h/a.git/': 403"],
    ['brackets', `failed (amqp://${pair}@mq1)`, 'failed (amqp://[REDACTED]@mq1)'],
    ['JSON', `{"u":"https://${pair}@h"}`, '{"u":"https://[REDACTED]@h"}'],
    ['JSON with escaped slashes', `{"u":"https:\\/\\/${pair}@h\\/a"}`, '{"u":"https:\\/\\/[REDACTED]@h\\/a"}'],
    ['two in a line', `amqp://${pair}@a, amqp://${pair}@b`, 'amqp://[REDACTED]@a, amqp://[REDACTED]@b'],
    ['two without a blank', `http://${'h'}:x,amqp://${pair}@b`, 'http://h:x,amqp://[REDACTED]@b'],
    ['one in the query of another', `http://p/?u=https://${pair}@h`, 'http://p/?u=https://[REDACTED]@h'],
    ['one encoded in the query of another', `http://p/?u=https%3A%2F%2F${pair.replace(':', '%3A')}%40h%2Fa`, 'http://p/?u=https%3A%2F%2F[REDACTED]%40h%2Fa'],
    ['one encoded twice', `u=https%253A%252F%252F${pair.replace(':', '%253A')}%2540h%252Fa`, 'u=https%253A%252F%252F[REDACTED]%2540h%252Fa'],
    ['an @ and a slash in the password', `redis://${pair}@x/y@db.example.com:6379/0`, 'redis://[REDACTED]@db.example.com:6379/0'],
    ['an @, a colon and a slash in the password', `redis://u:p@ss:w/ord${'s3cr3t'}@h/d`, 'redis://[REDACTED]@h/d'],
    ['no more than a host with a place for its port', `redis://${pair}@host:port/x@y`, 'redis://[REDACTED]@host:port/x@y'],
    ['no more than the authority', `https://${pair}@registry/@scope/name@1.2.3`, 'https://[REDACTED]@registry/@scope/name@1.2.3'],
    ...[`'`, '"', '`', '<', '>', '\\', `'"`].map((sign) => [`a ${sign} in the password`, `to redis://u:ab${sign}${pair.slice(4)}@db:5432/x`, 'to redis://[REDACTED]@db:5432/x'] as const),
    ['an apostrophe in a password in quotes', `{URL:"redis://u:ab'${'s3cr3t'}@db/x"}`, '{URL:"redis://[REDACTED]@db/x"}'],
    ['the same quote around and in it', `'redis://u:ab'${'s3cr3t'}@db'`, "'redis://[REDACTED]@db'"],
    ['an escaped quote in it', `{"u":"redis://u:ab\\"${'s3cr3t'}@db","t":"x@y"}`, '{"u":"redis://[REDACTED]@db","t":"x@y"}'],
    ['a quote and a slash in the password', `redis://u:a/b'${'s3cr3t'}@cache:6379/0`, 'redis://[REDACTED]@cache:6379/0'],
    ['a part of it that was hidden before', `redis://[REDACTED]x:${'s3cr3t'}@cache`, 'redis://[REDACTED]@cache'],
    ['one without a scheme', `//${pair}@cache/x`, '//[REDACTED]@cache/x'],
    ['one without a scheme in quotes', `src="//${pair}@cache/x"`, 'src="//[REDACTED]@cache/x"'],
    ['a token alone', `https://hunter2${'Zq9'}@git.example.com/x.git`, 'https://[REDACTED]@git.example.com/x.git'],
    ['a long token alone', `https://${'abcdefghijklmnopq'}@dev.example.com/o/_git/x`, 'https://[REDACTED]@dev.example.com/o/_git/x'],
    ['a key as user of an intake', `https://${'a1b2c3d4'.repeat(4)}@o1.example.io/2`, 'https://[REDACTED]@o1.example.io/2'],
    ['a token alone, encoded', `u=https%3A%2F%2Fhunter2${'Zq9'}%40git.example.com%2Fx`, 'u=https%3A%2F%2F[REDACTED]%40git.example.com%2Fx'],
    ['one encoded in lower case', `u=https%3a%2f%2f${pair}@h`, 'u=https%3a%2f%2f[REDACTED]@h'],
  ] as const) {
    it(`hides ${name}`, () => {
      assert.equal(scrub(text), expected);
      assert.equal(scrub(expected), expected);
    });
  }

  for (const text of [
    'ssh://git@github.com/org/repo.git', 'git+ssh://git@github.com:org/repo.git', 'https://ada@example.com/', 'https://medium.com/@user/post-1a2b3c', 'https://url:8000/ @something else',
    '"https://url:8000";@something else', 'http://localhost:5173/@vite/client', 'http://[::1]:5173/@vite/client', 'mysql://db.example.com:3306/app', 'https://example.com/a:b@c', 'https://example.com?a=b:c@d',
    'https://example.com#a:b@c', '[https://x.org:80](mailto:ada@example.com)', 'https://x.org and a:b@c', 'https://REDACTED:REDACTED@example.com',
    'https://[REDACTED]@example.com', 'https://[HASH:0123456789ab]@example.com', 'https://****cr3t@example.com', 'a:b@c', 'http%3A%2F%2Fh%2Fa%3Ab%40c', 'http%3A%2F%2Fgit%40h%2Fa', '://@', '://:@x/',
    'docker-pullable://postgres15@sha256:ab12cd34', `http://a:80'x@b`, `'http://a:80','x@b'`, '"https://url:8000";"x@y"', '"http://a:x","http://b","c@d"', '{"a":"app://com.x:y","to":"ada@example.com"}', '{\\"a\\":\\"app://x:y\\",\\"to\\":\\"a@b\\"}', '<http://a:x>,b@c', "'http://h:'+port+'@x'",
    'file://C:\\Users\\ada@work', 'redis://user:<password>@host', `redis://u:ab' x@y`, `redis://u:ab'cd@`, 'https://ada@example.com', 'https://short1a@h', 'ssh://deploy2024@h/x', 'git+ssh://deploy2024@h/x',
    'https://medium.com/@user12345', 'https://host1234:80/@x', '// a:b@c', 'http://h//a:b@c', '//registry.example.com/:_x=y@z', '//cdn.example.com/npm/x@1.2:3', 'http%3A%2F%2Fh%2Fhunter2Zq9%40c',
  ]) {
    const expected = text === '://:@x/' ? '://[REDACTED]@x/' : text;
    it(`${expected === text ? 'leaves' : 'hides'}: ${text}`, () => assert.equal(scrub(text), expected));
  }

  it('looks as far for the @ as a URL may reach', () => {
    for (const length of [500, 540, 50_000]) assert.equal(scrub(`a://u:${'p'.repeat(length)}@h x@y`), 'a://[REDACTED]@h x@y');
  });

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(urlCredentialsFinder, ['://', '://:', '://a:b/', '@', ':', 'a:@', '://a:b@', '%3A%2F%2F', '%3A%2F%2Fa%3A%40', ':\\/\\/a', `://a:b'`, `'://a:b`, '//a:', ' //a:b', '(//a:', `:\\/\\/a:b'`, '%3A%2F%2Fa', 'a:b@']), []);
  });
});
