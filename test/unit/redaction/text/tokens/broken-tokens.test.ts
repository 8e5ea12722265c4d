import assert from 'node:assert/strict';
import { brokenTokenFinder } from '../../../../../src/redaction/text/tokens/vendor-token-finder.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(brokenTokenFinder, text);
const tokens = { 'Azure AD': `y0P8Q~7i8Gqcy0l8VFgHV${'.c9pLkl.4T.6VSfdnmi'}`, 'Stripe in base64': `whsec${'_aB3/dE6+gH9jK2'}/mN5pQ8/rS1tV4/wX7yZ0==` };

describe('redaction: tokens without a long run', () => {
  for (const [name, token] of Object.entries(tokens)) {
    it(`hides those of ${name}`, () => {
      for (const [before, behind] of [['', ''], ['key ', ' is it'], ['x=', ';y'], ['"', '"'], ['word '.repeat(90), '\n'], ['Q~1 whsec_2 ', ' Q~']] as const) assert.equal(scrub(before + token + behind), `${before}[REDACTED]${behind}`);
    });
  }

  for (const text of ['Q~ 1', 'whsec_ 1', 'FAQ~12', 'y0P8Q~short']) it(`leaves: ${text}`, () => assert.equal(scrub(text), text));

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(brokenTokenFinder, ['Q~', 'whsec_', '1abQ~', 'whsec_a1/', 'abcQ~abc.1~']), []);
  });
});
