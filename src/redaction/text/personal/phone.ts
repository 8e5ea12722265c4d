/** Phone numbers: international ones with `+`, and any next to a word for phone. */
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { isWordAt } from '../boundaries.js';
import { digit, isIn } from '../charsets.js';

/** Digits with the country code, as E.164 has them. */
const minDigits = 8;
const maxDigits = 15;
const minNationalDigits = 7;
/** A group alone may not be that short, or it is the row of a table. */
const maxGroups = 7;

const named = /(?<![a-z0-9])(?:phone|telephone|tel|mobile|cellphone|fax|msisdn|whatsapp)(?:[ _-]?(?:number|no|nr))?["']?[ .]{0,2}[:=#]?["' ]{0,2}(?=[(\d])/gi;

export const phoneFinder: Finder = { rule: 'phone', needs: features.digit, find };

function find(text: string, hits: Hits): void {
  /** Of the number before: the next one may follow without a blank. */
  let end = 0;
  for (let plus = text.indexOf('+'); plus !== -1; plus = text.indexOf('+', plus + 1)) {
    if (plus === end || (!isWordAt(text, plus - 1) && text.charCodeAt(plus - 1) !== 43)) end = add(text, plus, plus + 1, minDigits, hits);
  }
  for (let plus = text.indexOf('%2B'); plus !== -1; plus = text.indexOf('%2B', plus + 3)) add(text, plus, plus + 3, minDigits, hits);
  for (const { index, 0: name } of text.matchAll(named)) add(text, index + name.length, index + name.length, minNationalDigits, hits);
}

/** Gives the end of the number, 0 = there is none. */
function add(text: string, start: number, numberStart: number, minimum: number, hits: Hits): number {
  // no country code begins with 0: +02:00 is an offset
  if (start !== numberStart && text.charCodeAt(numberStart) === 48) return 0;
  const end = endOfNumber(text, numberStart, minimum);
  if (end > 0) hits.add('phone', start, end);
  return end;
}

/** 0 when there are too few digits, or too many. */
function endOfNumber(text: string, start: number, minimum: number): number {
  let digits = 0;
  let groups = 1;
  let end = start;
  for (let index = start; ; ) {
    if (isIn(digit, text.charCodeAt(index))) {
      digits++;
      end = ++index;
      continue;
    }
    const next = skipSeparator(text, index);
    if (next === index || ++groups > maxGroups) break;
    index = next;
  }
  return digits < minimum || digits > maxDigits || isWordAt(text, end) || (text.charCodeAt(end) === 58 && isIn(digit, text.charCodeAt(end + 1))) ? 0 : end;
}

/** One of blank, dot, dash and slash, with brackets around a group; only in front of a digit. */
function skipSeparator(text: string, start: number): number {
  let index = start;
  while (index - start < 3 && ' .-/()'.includes(text[index] ?? 'x')) index++;
  return isIn(digit, text.charCodeAt(index)) ? index : start;
}
