import assert from 'node:assert/strict';
import { urlCredentialsFinder } from '../../../../src/redaction/text/url-credentials.js';
import { scrubWith, unitsThatTakeTooLong } from './scrub-with.js';

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
  ]) {
    const expected = text === '://:@x/' ? '://[REDACTED]@x/' : text;
    it(`${expected === text ? 'leaves' : 'hides'}: ${text}`, () => assert.equal(scrub(text), expected));
  }

  it('looks no further than 512 characters for the @', () => {
    const longest = `u:${'p'.repeat(509)}`;
    assert.equal(scrub(`a://${longest}@h`), 'a://[REDACTED]@h');
    assert.equal(scrub(`a://${longest}p@h`), `a://${longest}p@h`);
  });

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(urlCredentialsFinder, ['://', '://:', '://a:b/', '@', ':', 'a:@', '://a:b@', '%3A%2F%2F', '%3A%2F%2Fa%3A%40', ':\\/\\/a']), []);
  });
});
