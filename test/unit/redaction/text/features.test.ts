/** The quick look never hides a text from a finder that would find something in it. */
import assert from 'node:assert/strict';
import { createKeyRules } from '../../../../src/redaction/keys/key-rules.js';
import { defaultRedactionOptions } from '../../../../src/redaction/options.js';
import { featuresOf } from '../../../../src/redaction/text/features.js';
import { features } from '../../../../src/redaction/text/finder.js';
import { createTextFinders } from '../../../../src/redaction/text/finders.js';
import { Hits } from '../../../../src/redaction/text/hits.js';
import * as fc from 'fast-check';

const maxReadLength = 256;
const examples: readonly (readonly [text: string, feature: keyof typeof features])[] = [
  ['a:b', 'separator'], ['a=b', 'separator'], ['<a>', 'separator'], ['%3d', 'separator'], ['%3A', 'separator'], ['%22', 'separator'], [String.raw`\u003d`, 'separator'],
  ['a://b', 'scheme'], ['a@b', 'at'], ['%40', 'at'], ['%2540', 'at'], ['abcdefghij_-3456', 'longRun'], ['x abcdefghij_-3456 x', 'longRun'], ['1234-567 89 0123', 'manyDigits'], ['-----BEGIN', 'begin'], ['x y', 'blank'], ['x1', 'digit'],
  ['it is x', 'spoken'], ['it was x', 'spoken'], ['x -p', 'spoken'], ['x "', 'spoken'], ['x\t-p', 'spoken'], ['Bearer x', 'authScheme'], ['JWT\tx', 'authScheme'],
];
const lacking: readonly (readonly [text: string, feature: keyof typeof features])[] = [
  ['a b', 'separator'], ['%3', 'separator'], ['a:/b', 'scheme'], ['%4', 'at'], ['abcdefghij_-345', 'longRun'], ['1234-567 89 012', 'manyDigits'], ['1234--5678901234', 'manyDigits'], ['BEGIN', 'begin'], ['-----', 'begin'], ['x', 'digit'],
  ['it isn', 'spoken'], ['x-p', 'spoken'], ['Bearer', 'authScheme'], ['bear x', 'authScheme'],
];

const options = { ...defaultRedactionOptions, presets: ['pii'] as const };
const finders = createTextFinders(options, createKeyRules(options));
const pieces = [
  '=', ':', ': ', ' ', '%3D', '":"', '"', "'", '\n', '\t', '-', '--', '://', '@', '%40', ' is ', ' was ', '?', '&', '[', '(', '</', '>', 'password', 'token', 'Bearer', 'Basic', 'jwt', 'curl', '-u', 'u:pw',
  'c0ffee12', 'a1B2c3D4e5F6g7H8', ['gh', 'p_'].join('') + 'a1B2'.repeat(9), ['ey', 'JhbGciOiJIUzI1NiJ9'].join(''), '4242 4242 4242 4242', '-----BEGIN PRIVATE KEY-----', 'ada@example.com', '81.2.69.142', '00:1b:63:84:45:e6',
];

describe('redaction: features', () => {
  for (const [text, feature] of examples) {
    it(`${JSON.stringify(text)}: ${feature}, however long the text is`, () => {
      for (const length of [0, maxReadLength, 2 * maxReadLength]) assert.ok(featuresOf(text.padEnd(length, ' .')) & features[feature]);
    });
  }

  for (const [text, feature] of lacking) {
    it(`${JSON.stringify(text)}: no ${feature}`, () => assert.equal(featuresOf(text) & features[feature], 0));
  }

  it('reads a text of 256 characters, and asks of a longer one only what is rare', () => {
    assert.equal(featuresOf('x '.repeat(maxReadLength / 2)), features.blank);
    assert.equal(featuresOf(`${'x '.repeat(maxReadLength / 2)}x`) & (features.at | features.begin), 0);
    assert.ok(featuresOf(`${'x '.repeat(maxReadLength / 2)}x`) & features.spoken);
  });

  it('a finder whose features were not seen finds nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const seen = featuresOf(text);
        for (const finder of finders) {
          if ((seen & finder.needs) === finder.needs) continue;
          const hits = new Hits();
          finder.find(text, hits);
          assert.deepEqual(hits.all, [], finder.rule);
        }
      }),
      { numRuns: 3000, seed: 3 },
    );
  });
});
