/** US social security numbers: with dashes, or next to their name. */
import { features, type Finder } from '../finder.js';

/** Areas 000, 666 and 900 to 999, group 00 and serial 0000 are never given. */
const dashed = /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g;
const named = /(?<![a-z])(?:ssn|social[ _-]?security(?:[ _-]?(?:number|no))?)[^a-z0-9]{1,6}(?:is )?((?!000|666|9)\d{3}[ -]?(?!00)\d{2}[ -]?(?!0000)\d{4})(?![\w-]|\.\d)/gi;

export const ssnFinder: Finder = {
  rule: 'ssn',
  needs: features.digit,
  find(text, hits) {
    for (const { index, 0: number } of text.matchAll(dashed)) hits.add('ssn', index, index + number.length);
    for (const { index, 0: whole, 1: number = '' } of text.matchAll(named)) hits.add('ssn', index + whole.length - number.length, index + whole.length);
  },
};
