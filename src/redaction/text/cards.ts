/** Payment card numbers: issuer, length and check digit are right. */
import { isNumberName } from '../keys/number-names.js';
import { features, type Finder } from './finder.js';
import type { Hits } from './hits.js';
import { isEndOfEscape, isLetter, isWordAt, nameBefore } from './boundaries.js';
import { isDigit } from './charsets.js';
import { codesOf } from './codes.js';

/** By the first four digits: from, to, and how many digits there are in all. */
const issuers: readonly (readonly [name: string, from: number, to: number, minLength: number, maxLength: number])[] = [
  ['Mir', 2200, 2204, 16, 19],
  ['Mastercard', 2221, 2720, 16, 16],
  ['Diners Club', 3000, 3059, 14, 19],
  ['Diners Club', 3095, 3095, 14, 19],
  ['American Express', 3400, 3499, 15, 15],
  ['JCB', 3528, 3589, 16, 19],
  ['Diners Club', 3600, 3699, 14, 19],
  ['American Express', 3700, 3799, 15, 15],
  ['Diners Club', 3800, 3999, 14, 19],
  ['Visa', 4000, 4999, 13, 13],
  ['Visa', 4000, 4999, 16, 16],
  ['Visa', 4000, 4999, 19, 19],
  ['Maestro', 5000, 5099, 13, 19],
  ['Mastercard', 5100, 5599, 16, 16],
  ['Maestro', 5600, 5899, 13, 19],
  ['Discover', 6011, 6011, 16, 19],
  ['RuPay', 6060, 6099, 16, 16],
  ['UnionPay', 6200, 6299, 16, 19],
  ['Maestro', 6304, 6304, 13, 19],
  ['InterPayment', 6360, 6369, 16, 19],
  ['InstaPayment', 6370, 6399, 16, 16],
  ['Discover', 6440, 6599, 16, 19],
  ['Maestro', 6700, 6799, 13, 19],
  ['UnionPay', 8100, 8199, 16, 19],
  ['RuPay', 8200, 8299, 16, 16],
  ['Troy', 9792, 9792, 16, 16],
];

/** How the digits are printed on cards; anything else in groups is something else. */
const groupings = new Set(['4-4-4-4', '4-4-4-4-1', '4-4-4-4-2', '4-4-4-4-3', '4-6-5', '4-6-4', '4-4-4-1', '4-4-4-2', '4-4-5', '6-13', '8-8']);
const maxGroups = 5;
/** More groups of digits are a table, and some row of it would fit. */
const maxGroupsAround = 8;
const minLength = 13;
const maxLength = 19;

export const cardFinder: Finder = { rule: 'card', needs: features.manyDigits, find };

interface Group {
  readonly start: number;
  readonly end: number;
}

/** Looks at every twelfth place only: that of a card is a digit, or the blank or dash in front of one. */
function find(text: string, hits: Hits): void {
  const codes = codesOf(text);
  let done = 0;
  for (let index = 0; index < text.length; index += minLength - 1) {
    const middle = isSeparator(codes[index]!) ? index + 1 : index;
    if (middle >= text.length || !isDigit(codes[middle]!) || middle < done || !isLongEnough(codes, middle, text.length)) continue;
    const start = startOfGroups(text, middle, done);
    done = endOfGroups(text, middle);
    if (done - start >= minLength) addCards(text, readGroups(text, start), hits);
  }
}

/** The quick look: so many digits, blanks and dashes in a row. */
function isLongEnough(codes: Uint16Array, middle: number, length: number): boolean {
  let end = middle + 1;
  while (end < length && end - middle < minLength && isPartOfCard(codes[end]!)) end++;
  let start = middle;
  while (start > 0 && end - start < minLength && isPartOfCard(codes[start - 1]!)) start--;
  return end - start >= minLength;
}

function isPartOfCard(code: number): boolean {
  return isDigit(code) || isSeparator(code);
}

function startOfGroups(text: string, middle: number, least: number): number {
  let start = middle;
  for (;;) {
    while (start > least && isDigit(text.charCodeAt(start - 1))) start--;
    if (start - 2 < least || !isSeparator(text.charCodeAt(start - 1)) || !isDigit(text.charCodeAt(start - 2))) return start;
    start -= 2;
  }
}

function endOfGroups(text: string, middle: number): number {
  let end = middle + 1;
  for (;;) {
    while (isDigit(text.charCodeAt(end))) end++;
    if (!isSeparator(text.charCodeAt(end)) || !isDigit(text.charCodeAt(end + 1))) return end;
    end += 2;
  }
}

/** Digits with single blanks or dashes between them. */
function readGroups(text: string, start: number): readonly Group[] {
  const groups: Group[] = [];
  let begin = text.charCodeAt(start - 1) === percent && isDigit(text.charCodeAt(start + 1)) ? start + 2 : start;
  for (;;) {
    let end = begin;
    while (isDigit(text.charCodeAt(end))) end++;
    groups.push({ start: begin, end });
    const separator = text.charCodeAt(end);
    if (!isSeparator(separator) || !isDigit(text.charCodeAt(end + 1))) return groups;
    begin = end + 1;
  }
}

function isSeparator(code: number): boolean {
  return code === blank || code === dash;
}

function addCards(text: string, groups: readonly Group[], hits: Hits): void {
  for (let first = 0; first < groups.length; first++) {
    const last = lastGroupOfCard(text, groups, first);
    if (last === -1) continue;
    const { start } = groups[first]!;
    const { end } = groups[last]!;
    if (stands(text, start, end) && !isNumberName(nameBefore(text, start))) hits.add('card', start, end);
    first = last;
  }
}

function lastGroupOfCard(text: string, groups: readonly Group[], first: number): number {
  if (isCard(text, groups[first]!.start, groups[first]!.end)) return first;
  if (groups.length > maxGroupsAround) return -1;
  const separator = text.charCodeAt(groups[first]!.end);
  let grouping = '';
  let found = -1;
  for (let index = first; index < groups.length && index - first < maxGroups; index++) {
    const { start, end } = groups[index]!;
    if (index > first && text.charCodeAt(start - 1) !== separator) break;
    grouping += index > first ? `-${end - start}` : end - start;
    if (groupings.has(grouping) && isCard(text, groups[first]!.start, end)) found = index;
  }
  return found;
}

/** Not in a longer number, word, UUID or decimal. */
function stands(text: string, start: number, end: number): boolean {
  if (isWordAt(text, end) || (isWordAt(text, start - 1) && !isEndOfEscape(text, start))) return false;
  if (text.charCodeAt(end) === dash && isWordAt(text, end + 1) && !isDigit(text.charCodeAt(end + 1))) return false;
  if ((text.charCodeAt(end) === dot || text.charCodeAt(end) === dash) && isDigit(text.charCodeAt(end + 1))) return false;
  const before = text.charCodeAt(start - 1);
  return before !== plus && !((before === dot || before === dash) && endsWithDigitInWord(text, start - 1));
}

/** `4bf92f35-`, `0.`, but not `card-` */
function endsWithDigitInWord(text: string, end: number): boolean {
  for (let index = end - 1; index >= 0 && index >= end - maxLength && isWordAt(text, index); index--) {
    if (!isLetter(text.charCodeAt(index))) return true;
  }
  return false;
}

function isCard(text: string, start: number, end: number): boolean {
  let length = 0;
  let prefix = 0;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) continue;
    if (length < 4) prefix = prefix * 10 + code - 48;
    if (++length > maxLength) return false;
  }
  return length >= minLength && issuers.some(([, from, to, min, max]) => prefix >= from && prefix <= to && length >= min && length <= max) && hasCheckDigit(text, start, end);
}

/** The algorithm of Luhn. */
function hasCheckDigit(text: string, start: number, end: number): boolean {
  let sum = 0;
  let isDoubled = false;
  for (let index = end - 1; index >= start; index--) {
    const code = text.charCodeAt(index);
    if (!isDigit(code)) continue;
    const value = (code - 48) * (isDoubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    isDoubled = !isDoubled;
  }
  return sum % 10 === 0;
}

const blank = 32;
const percent = 37;
const plus = 43;
const dash = 45;
const dot = 46;
