import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../src/redaction/options.js';
import { createRedactor } from '../../../../src/redaction/redactor.js';
import { createUrlFinders } from '../../../../src/redaction/values/url-values.js';
import { scanWith } from './scan-with.js';

type Row = readonly [before: string, after: string] | readonly [unchanged: string];

const urls: readonly Row[] = [
  ['https://ada:pw@h/x', 'https://REDACTED:REDACTED@h/x'],
  ['https://ada:@h/x', 'https://REDACTED:REDACTED@h/x'],
  ['https://:pw@h', 'https://REDACTED:REDACTED@h'],
  ['https://ada@h/x', 'https://REDACTED@h/x'],
  ['https://ada:p@w@h/x', 'https://REDACTED:REDACTED@h/x'],
  ['https://ada:p/w?z#y@h/x', 'https://REDACTED:REDACTED@h/x'],
  ['//ada:pw@h/x', '//REDACTED:REDACTED@h/x'],
  ['ssh://git@h/x'],
  ['git+ssh://git@h/x'],
  ['ssh://git:pw@h/x', 'ssh://REDACTED:REDACTED@h/x'],
  ['https://REDACTED@h/x'],
  ['https://REDACTED:REDACTED@h/x'],
  ['https://[REDACTED]@h/x'],
  ['https://REDACTED:pw@h/x', 'https://REDACTED:REDACTED@h/x'],
  ['https://h:8080/@me'],
  ['https://[::1]:80/a@b'],
  ['https://[::1]/a@b'],
  ['https://h/?X-AMZ-Signature=c0ffee&x=1', 'https://h/?X-AMZ-Signature=REDACTED&x=1'],
  ['https://h/cb#access_token=c0ffee&state=1', 'https://h/cb#access_token=REDACTED&state=1'],
  ['https://h/#/route?api_key=c0ffee', 'https://h/#/route?api_key=REDACTED'],
  ['https://h/?user%5Bpassword%5D=c0ffee&b=%20c+d', 'https://h/?user%5Bpassword%5D=REDACTED&b=%20c+d'],
  ['https://h/?access%5Ftoken=c0ffee', 'https://h/?access%5Ftoken=REDACTED'],
  ['https://h/?next=/cb?token=c0ffee', 'https://h/?next=/cb?token=REDACTED'],
  ['https://h/?sid=c0ffee', 'https://h/?sid=REDACTED'],
  ['/a;jsessionid=C0FFEE', '/a;jsessionid=REDACTED'],
  ['https://h/?password='],
  ['https://token.h/a=b'],
  ['https://h/p?monkey=1&author=2&keyboard=3&page=4#top'],
  ['/users/5?sort=%C3%A4'],
  [''],
];

describe('redaction: URLs', () => {
  const redactor = createRedactor();
  const redact = (key: string, value: unknown): unknown => redactor.redactValue(key, value, 'span');

  for (const [before, after = before] of urls) {
    it(`${before} → ${after}`, () => {
      assert.equal(redact('url.full', before), after);
      assert.equal(redact('url.full', after), after, 'a second time');
    });
  }

  it('reads a query without a question mark, and a fragment', () => {
    assert.equal(redact('url.query', 'sig=c0ffee&x=1'), 'sig=REDACTED&x=1');
    assert.equal(redact('url.query', 'x=1&auth=c0ffee'), 'x=1&auth=REDACTED');
    assert.equal(redact('url.fragment', 'id_token=c0ffee'), 'id_token=REDACTED');
  });

  it('needs no help of the finders of running text', () => {
    const finders = createUrlFinders(createKeyRules(defaultRedactionOptions));
    assert.equal(scanWith(finders, 'sig=c0ffee&x=1'), 'sig=[REDACTED]&x=1');
    assert.equal(scanWith(finders, 'https://ada:pw@token.h/a=b?sig=c0ffee#x'), 'https://REDACTED:REDACTED@token.h/a=b?sig=[REDACTED]#x');
  });

  it('reads the values of all keys that hold a URL', () => {
    for (const key of ['url.path', 'url.original', 'http.url', 'http.target', 'messaging.url', 'aws.sqs.queue.url', 'browser.document.url.full', 'vcs.repository.url.full', 'Referer',
      'http.request.header.referer', 'http.response.header.location', 'http.response.header.content_location']) {
      assert.equal(redact(key, 'amqp://ada@h/?sig=c0ffee'), 'amqp://REDACTED@h/?sig=REDACTED', key);
    }
    assert.deepEqual(redact('http.request.header.referer', ['https://ada@h/']), ['https://REDACTED@h/']);
    assert.equal(redact('url.template', '/users/{token}'), '/users/{token}');
  });
});
