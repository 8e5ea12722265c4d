import { createKeyRules } from '../../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../../src/redaction/options.js';
import { createUrlParameterFinder } from '../../../../../src/redaction/text/urls/url-parameters.js';
import { itFinds, itLeaves } from '../find-with.js';

const finders = [createUrlParameterFinder(createKeyRules(defaultRedactionOptions))];

describe('redaction: URL parameters', () => {
  itFinds(finders, [
    ['GET /cb?auth=c0ffee', 'c0ffee'],
    ['GET /cb?page=1&pin=1234&x=2 200', '1234'],
    ['https://a/cb#access_token=c0ffee&state=1', 'c0ffee'],
    ['color=blue&sig=c0ffee%3D', 'c0ffee%3D'],
    ['code_verifier=c0ffee&x=1', 'c0ffee'],
    ...['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'AWSAccessKeyId', 'Signature', 'sig', 'X-Goog-Signature', 'X-Goog-Credential', 'client_assertion', 'SAMLResponse'].map(
      (name) => [`https://a/b?x=1&${name}=c0ffee&y=2`, 'c0ffee'] as const,
    ),
    ['?access%5Ftoken=c0ffee', 'c0ffee'],
    ['?a%75th=c0ffee', 'c0ffee'],
    ['?user[auth]=c0ffee', 'c0ffee'],
    ['?a=1&amp;sig=c0ffee', 'c0ffee'],
    [String.raw`"/x?a=1\u0026sig=c0ffee\u0026b=2"`, 'c0ffee'],
    ['?redirect=https%3A%2F%2Fx%3Fauth%3Dc0ffee%26b%3D1&y=2', 'c0ffee'],
    ['?redirect=https%253A%252F%252Fx%253Fsig%253Dc0ffee%2526b', 'c0ffee'],
    ['fetch("https://a/b?sig=c0ffee") failed', 'c0ffee'],
    ['(see https://a/b?sig=c0ffee).', 'c0ffee'],
    ['?sig=one7 and ?auth=two7', 'one7', 'two7'],
    ['?password=a%26b', 'a%26b'],
    ['u=a%253Bsig%253Dc0ffee%2526b', 'c0ffee'],
    ['jdbc:mysql://(user=u,password=p)/db?password=c0ffee', 'c0ffee'],
    [`/cb?code=${'a1b2c3d4'.repeat(2)}`, 'a1b2c3d4'.repeat(2)],
    [`/cb?code=4/0${'A1b2C3d4'.repeat(3)}&scope=x`, `4/0${'A1b2C3d4'.repeat(3)}`],
    ['/cb?code=abcdef&state=1', 'abcdef'],
    ['/cb?State=1&Code=abcdef', 'abcdef'],
    ['code=abcdef&grant_type=authorization_code', 'abcdef'],
    ['?next=https%3A%2F%2Fx%3Fcode%3Dabcdef%26state%3D1', 'abcdef'],
    [`/map?key=${'a1B2'.repeat(5)}`, 'a1B2'.repeat(5)],
  ]);

  itFinds([createUrlParameterFinder(createKeyRules({ ...defaultRedactionOptions, keys: ['code'] }))], [['/a?code=E1234&page=2', 'E1234']]);

  itLeaves(finders, [
    '/search?q=password&page=2', 'https://token.example/a=b?x=1', 'a?author=ada&monkey=1', '?token_type=Bearer&grant_type=password', '?sig=', '?sig=&x=1', '?sig=REDACTED', '?sig=[REDACTED]', '?sig=%5BREDACTED%5D', '?sig={signature}',
    '?auth=:auth', 'what? auth=c0ffee', 'a & b', 'AT&T', 'signature=c0ffee', 'design=c0ffee&x=1', '?a=1;b', '%', '?%3D', '&&&&', '?=x',
    '/a?code=E1234', '/a?code=404', '/a?country_code=DE&state=BY', '/a?code=SUMMER2026', '/a?code=DE&state=BY', '/a?code=ERR_HTTP2_STREAM_ERROR', '/a?code=SUMMERSALE2026EXTRA', '/a?code=20261120T100000Z',
    `/a?code=${'a1b2c3d4'.repeat(2).slice(1)}`, 'code=abcdef&grant_type=password', '/a?code=abcdef&estate=1', '/a?code=abcde&state=1', '/a?code=[REDACTED]&state=1',
    '/a?key=users/2024/x.png', '/a?key=users/2024/a1b2c3d4e5f6.png', '/a?key=order-2026-11-20-customers', '/a?key=settingsByIdForTenants', `/a?key=${'a1B2'.repeat(5).slice(1)}`,
  ]);
});
