import assert from 'node:assert/strict';
import { vendorTokenFinder } from '../../../../../src/redaction/text/tokens/vendor-token-finder.js';
import { scrubWith, unitsThatTakeTooLong } from '../scrub-with.js';

const scrub = (text: string): string => scrubWith(vendorTokenFinder, text);
const fill = (length: number): string => 'aB3dE6gH'.repeat(12).slice(0, length);

const keys: readonly (readonly [name: string, head: number, mark: string, tail: number, end: string])[] = [
  ['Azure DevOps', 76, 'AZDO', 4, ''],
  ['newer keys of Azure', 52, 'JQQJ9', 27, ''],
  ['Cosmos', 76, 'ACDb', 6, '=='],
  ['Storage', 76, '+ASt', 6, '=='],
  ['Batch', 76, '+ABa', 6, '=='],
  ['Service Bus', 33, '+ASb', 6, '='],
  ['IoT', 33, 'AIoT', 6, '='],
  ['Redis', 33, 'AzCa', 6, '='],
  ['Search', 42, 'AzSe', 6, ''],
  ['Container Registry', 42, '+ACR', 6, ''],
  ['Functions', 44, 'AzFu', 6, '=='],
  ['New Relic', 36, 'NRAL', 0, ''],
];

describe('redaction: keys with a mark inside', () => {
  for (const [name, head, mark, tail, end] of keys) {
    const make = (less = 0): string => fill(head - less) + mark + fill(tail) + end;
    it(`hides those of ${name}`, () => {
      for (const [before, behind] of [['', ''], ['key ', ' is it'], ['x=', ';y'], ['"', '"'], ['https://', '@dev.example.com/'], ['word '.repeat(30), '.'], ['app-name-', '.'], ['/some/path/', '\n'], ['a '.repeat(21), '\n']] as const) {
        assert.equal(scrub(before + make() + behind), `${before}[REDACTED]${behind}`);
      }
    });
    it(`leaves what is shorter or longer than those of ${name}`, () => {
      for (const text of [make(1), `x${make()}`, `${make()}x`, fill(head + mark.length + tail) + end]) assert.equal(scrub(text), text);
    });
  }

  for (const text of [`sha512-${fill(86)}==`, 'a'.repeat(300), '/path/to/something/that/is/rather/long/and/has/no/key/in/it/at/all.html', '0123456789abcdef'.repeat(4)]) it(`leaves: ${text}`, () => assert.equal(scrub(text), text));

  it('takes linear time, whatever the text repeats', function () {
    this.timeout(60_000);
    assert.deepEqual(unitsThatTakeTooLong(vendorTokenFinder, ['a', '+', 'a+', 'AZDO', 'ACDb', '+ASt', `${fill(39)} `, `${fill(40)} `, `${fill(76)}+`, `${fill(20)}+`, `${fill(20)}+ASt`, `${fill(20)}-`, '=', '/', '-']), []);
  });
});
