import assert from 'node:assert/strict';
import { createRedactor } from '../../../../src/redaction/redactor.js';

type Row = readonly [before: string, after: string] | readonly [unchanged: string];

const cookies: readonly Row[] = [
  ['theme=dark; sid=x1', 'theme=[REDACTED]; sid=[REDACTED]'],
  ['a="x y";b=c=d', 'a=[REDACTED];b=[REDACTED]'],
  ['a=b; path=/secret', 'a=[REDACTED]; path=[REDACTED]'],
  ['a=b;', 'a=[REDACTED];'],
  ['a=; b=c', 'a=; b=[REDACTED]'],
  ['', ''],
  // no names and values
  ['c0ffee', '[REDACTED]'],
  ['a=b; c0ffee', '[REDACTED]'],
  ['a b=c', '[REDACTED]'],
  ['{"a":"b=c"}', '[REDACTED]'],
];

const setCookies: readonly Row[] = [
  ['sid=x1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; Domain=h; SameSite=Lax; HttpOnly; Secure', 'sid=[REDACTED]; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Max-Age=5; Domain=h; SameSite=Lax; HttpOnly; Secure'],
  ['path=x1; Path=/', 'path=[REDACTED]; Path=/'],
  ['a=b; Path=/, c=d; Secure', 'a=[REDACTED]; Path=[REDACTED]; Secure'],
  ['a=b; Secure, c=d', '[REDACTED]'],
  ['a=b; c0ffee; Path=/', '[REDACTED]'],
];

describe('redaction: cookies', () => {
  const redactor = createRedactor();
  const tables = [['http.request.header.cookie', cookies], ['http.response.header.set-cookie', setCookies]] as const;

  for (const [key, rows] of tables) {
    for (const [before, after = before] of rows) {
      it(`${key}: ${before} → ${after}`, () => {
        assert.equal(redactor.redactValue(key, before, 'span'), after);
        assert.deepEqual(redactor.redactValue(key, [before, before], 'span'), [after, after]);
        assert.equal(redactor.redactValue(key, after, 'span'), after, 'a second time');
      });
    }
  }

  it('reads them under each name of the headers', () => {
    for (const key of ['cookie', 'Cookie', 'http.request.header.cookie']) assert.equal(redactor.redactValue(key, 'a=b; path=c', 'span'), 'a=[REDACTED]; path=[REDACTED]', key);
    for (const key of ['set-cookie', 'Set-Cookie', 'http.response.header.set_cookie']) assert.equal(redactor.redactValue(key, 'a=b; Path=/', 'span'), 'a=[REDACTED]; Path=/', key);
  });
});
