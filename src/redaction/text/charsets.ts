/** The sets of characters that secrets are made of, as bits, and how far a text keeps to such a set. */

const digitBit = 1;
const lowerHexBit = 2;
const upperHexBit = 4;
const lowerBit = 8;
const upperBit = 16;

export const digit = digitBit;
export const lowerHex = digitBit | lowerHexBit;
export const hex = lowerHex | upperHexBit;
export const lower = digitBit | lowerHexBit | lowerBit;
export const upper = digitBit | upperHexBit | upperBit;
export const alnum = lower | upper;
export const underscore = 32;
export const dash = 64;
export const dot = 128;
export const pad = 256;
export const plus = 512;
export const slash = 1024;
export const percent = 2048;
export const tilde = 4096;
export const at = 8192;
/** `:`, `|`, `!` and `$`, which stand between the parts of some tokens. */
const divider = 16384;
export const word = alnum | underscore;
/** As in base64 for URLs. */
export const url = word | dash;
export const base64 = alnum | plus | slash;
/** What may stand between a mark, the short parts of a token and its long run. */
export const joined = url | dot | pad | slash | plus | percent | tilde | at | divider;

/** A number for each character of ASCII: that of the row in which it stands, else 0. */
export function tableOf(rows: readonly (readonly [characters: string, kind: number])[]): Uint16Array {
  const table = new Uint16Array(128);
  for (const [characters, kind] of rows) {
    for (const character of characters) table[character.charCodeAt(0)] = kind;
  }
  return table;
}

const bits = tableOf([
  ['0123456789', digitBit], ['abcdef', lowerHexBit], ['ABCDEF', upperHexBit], ['ghijklmnopqrstuvwxyz', lowerBit], ['GHIJKLMNOPQRSTUVWXYZ', upperBit],
  ['_', underscore], ['-', dash], ['.', dot], ['=', pad], ['+', plus], ['/', slash], ['%', percent], ['~', tilde], ['@', at], [':|!$', divider],
]);

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** @param code that of a character; NaN, as behind the end of a text, is in no set */
export function isIn(set: number, code: number): boolean {
  return code < 128 && (bits[code]! & set) !== 0;
}

/** The index behind the characters of `set` that stand from `start` on, `max` of them at most. */
export function runEnd(text: string, start: number, set: number, max = Infinity): number {
  const last = Math.min(text.length, start + max);
  let end = start;
  while (end < last && isIn(set, text.charCodeAt(end))) end++;
  return end;
}

/** The same backwards: the index of the first of them. */
export function runStart(text: string, end: number, set: number, max: number): number {
  const first = Math.max(0, end - max);
  let start = end;
  while (start > first && isIn(set, text.charCodeAt(start - 1))) start--;
  return start;
}
