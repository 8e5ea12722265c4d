import assert from 'node:assert/strict';
import { shortHookFinder } from '../../../../../src/redaction/text/tokens/short-hooks.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(shortHookFinder, text);
const address = `https://${'hooks.zapier'}.com/hooks/catch/`;
const secret = '1234567/ab12cd3';

describe('redaction: short webhooks', () => {
  it('hides what stands behind the address, also where that is encoded, once or twice', () => {
    const encoded = encodeURIComponent(address);
    assert.equal(scrub(`POST ${address}${secret}/ 200`), `POST ${address}[REDACTED] 200`);
    assert.equal(scrub(`POST ${address.replace('catch', 'standard')}${secret}?x=1`), `POST ${address.replace('catch', 'standard')}[REDACTED]?x=1`);
    assert.equal(scrub(`u=${encoded}${encodeURIComponent(secret)}`), `u=${encoded}[REDACTED]`);
    assert.equal(scrub(`u=${encodeURIComponent(encoded)}${encodeURIComponent(encodeURIComponent(secret))}&b`), `u=${encodeURIComponent(encoded)}[REDACTED]&b`);
  });

  for (const text of [address, `${address}1234567/`, `${address}[REDACTED]`, 'https://zapier.com/hooks/catch/1234567/ab12cd3', `https://${'hooks.zapier'}.com/docs/1`]) it(`leaves: ${text}`, () => assert.equal(scrub(text), text));

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(shortHookFinder, ['hooks.zapier.com', `${address}1`, address, '1/']), []);
  });
});
