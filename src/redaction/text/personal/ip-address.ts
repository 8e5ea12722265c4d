/** Public IP addresses; private, local and documentation ones tell nothing about a person. */
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { isWordAt, startsWord, wordBefore } from '../boundaries.js';
import { digit, hex, isIn } from '../charsets.js';

/** First addresses and lengths of the ranges that are not public. */
const reservedRanges = (
  [
    [0, 0, 0, 0, 8], [10, 0, 0, 0, 8], [100, 64, 0, 0, 10], [127, 0, 0, 0, 8], [169, 254, 0, 0, 16], [172, 16, 0, 0, 12], [192, 0, 0, 0, 24],
    [192, 0, 2, 0, 24], [192, 168, 0, 0, 16], [198, 18, 0, 0, 15], [198, 51, 100, 0, 24], [203, 0, 113, 0, 24], [224, 0, 0, 0, 3],
  ] as const
).map(([a, b, c, d, length]) => ({ first: numberOf(a, b, c, d), shift: 32 - length }));

const versionWords = new Set(['version', 'versions', 'ver', 'v', 'release', 'build', 'sdk', 'upgrade', 'upgraded', 'oid']);
const maxV6Length = 45;

export const ipv4Finder: Finder = { rule: 'ip-address', needs: features.digit, find: findV4 };
export const ipv6Finder: Finder = { rule: 'ip-address', needs: features.digit | features.separator, find: findV6 };

function findV4(text: string, hits: Hits): void {
  let index = text.indexOf('.');
  while (index !== -1) {
    let start = index;
    while (index - start < 3 && isIn(digit, text.charCodeAt(start - 1))) start--;
    if (text.charCodeAt(start - 2) === 37 && index - start === 3 && !isIn(digit, text.charCodeAt(start - 1))) start++;
    const end = start < index ? endOfV4(text, start) : 0;
    if (end > 0 && startsAddress(text, start) && isPublicV4(text.slice(start, end)) && !isVersion(text, start)) hits.add('ip-address', start, end);
    index = text.indexOf('.', Math.max(end, index + 1));
  }
}

function startsAddress(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  return startsWord(text, start) && before !== dot && !(before === dash && isWordAt(text, start - 2));
}

/** 0 when these are not four numbers of one byte each. */
function endOfV4(text: string, start: number): number {
  let index = start;
  for (let part = 0; part < 4; part++) {
    const first = index;
    let value = 0;
    while (index - first < 3 && isIn(digit, text.charCodeAt(index))) value = value * 10 + text.charCodeAt(index++) - 48;
    if (index === first || value > 255 || (text.charCodeAt(first) === 48 && index - first > 1)) return 0;
    if (part < 3 && text.charCodeAt(index++) !== dot) return 0;
  }
  const isLonger = isWordAt(text, index) || ((text.charCodeAt(index) === dot || text.charCodeAt(index) === dash) && isWordAt(text, index + 1));
  return isLonger ? 0 : index;
}

/** `version 1.2.3.4`, and `Chrome/120.0.0.0` unlike a segment of a path. */
function isVersion(text: string, start: number): boolean {
  if (text.charCodeAt(start - 1) !== slash) return versionWords.has(wordBefore(text, start));
  let index = start - 2;
  while (start - index < 32 && isWordAt(text, index)) index--;
  const before = text.charCodeAt(index);
  return index < start - 2 && (index < 0 || before === 32 || before === 34);
}

function isPublicV4(address: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const value = numberOf(a, b, c, d);
  return !reservedRanges.some(({ first, shift }) => value >>> shift === first >>> shift);
}

function numberOf(a: number, b: number, c: number, d: number): number {
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function findV6(text: string, hits: Hits): void {
  let index = text.indexOf(':');
  while (index !== -1) {
    let start = index;
    while (index - start < 4 && isIn(hex, text.charCodeAt(start - 1))) start--;
    let end = index;
    while (isPartOfV6(text.charCodeAt(end))) end++;
    const next = end;
    while (text.charCodeAt(end - 1) === dot || (text.charCodeAt(end - 1) === colon && text.charCodeAt(end - 2) !== colon)) end--;
    if (end - start <= maxV6Length && startsWord(text, start) && !isWordAt(text, end) && isPublicV6(text.slice(start, end))) hits.add('ip-address', start, end);
    index = text.indexOf(':', Math.max(next, index + 1));
  }
}

function isPartOfV6(code: number): boolean {
  return isIn(hex, code) || code === colon || code === dot;
}

/** Global unicast begins with 2 or 3; 2001:db8::/32 is for documentation. */
function isPublicV6(address: string): boolean {
  return /^[23][0-9a-f]{3}:/i.test(address) && !/^2001:0?db8:/i.test(address) && process.getBuiltinModule('node:net').isIPv6(address);
}

const dash = 45;
const dot = 46;
const slash = 47;
const colon = 58;
