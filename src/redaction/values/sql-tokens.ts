/** Where the tokens of SQL end: pure functions over a text and an index, each as fast as the token is long. */
import { isDigit } from '../text/charsets.js';

export const doubleQuote = 34;
export const hash = 35;
export const dollar = 36;
export const percent = 37;
export const quote = 39;
export const open = 40;
export const close = 41;
export const asterisk = 42;
export const plus = 43;
export const comma = 44;
export const dash = 45;
export const dot = 46;
export const slash = 47;
export const colon = 58;
export const semicolon = 59;
export const equals = 61;
export const greater = 62;
export const question = 63;
export const at = 64;
export const openBracket = 91;
export const backslash = 92;
export const closeBracket = 93;
export const backtick = 96;
export const openBrace = 123;
export const closeBrace = 125;

const wordCharacter = /[\w$]/;
const isWordCode = Uint8Array.from({ length: 128 }, (_, code) => (wordCharacter.test(String.fromCharCode(code)) ? 1 : 0));

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\w-])/iy;
const uuidLength = 36;
const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]{0,63})?\$/y;
const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' };

/** Letters, digits, `_` and `$`, and all that is not ASCII. */
export function isWord(code: number): boolean {
  return code < 128 ? isWordCode[code] === 1 : code >= 128;
}

/** `t.2020_01` is a name, `(.5)` is none. */
export function endsName(code: number): boolean {
  return isWord(code) || code === doubleQuote || code === backtick || code === closeBracket || code === close;
}

export function skipBlanks(text: string, start: number): number {
  let index = start;
  while (text.charCodeAt(index) <= 32) index++;
  return index;
}

export function endOfWord(text: string, start: number): number {
  let index = start;
  while (index < text.length && isWord(text.charCodeAt(index))) index++;
  return index;
}

/** Letters and dots belong to it: `1.5e-3`, `0x2F`, `12h30m`. */
export function endOfNumber(text: string, start: number): number {
  let index = start + 1;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isWord(code) || code === dot) continue;
    const isExponent = (code === dash || code === plus) && (text.charCodeAt(index - 1) | 32) === 101 && isDigit(text.charCodeAt(index + 1));
    if (!isExponent) break;
  }
  return index;
}

/** Of an identifier without quotes, as Cassandra has it; 0 = there is none. */
export function endOfUuid(text: string, start: number): number {
  if (text.charCodeAt(start + 8) !== dash) return 0;
  uuid.lastIndex = start;
  return uuid.test(text) ? start + uuidLength : 0;
}

/** Behind the quote that ends what begins with the one at `start`, 0 = it does not end; a doubled quote stands for itself. */
export function endOfQuoted(text: string, start: number, escapes: boolean): number {
  const mark = text.charCodeAt(start);
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === backslash && escapes) index++;
    else if (code === mark) {
      if (text.charCodeAt(index + 1) !== mark) return index + 1;
      index++;
    }
  }
  return 0;
}

/** `(…)'` of `q'(…)'`; 0 = it does not end. */
export function endOfOracleText(text: string, start: number): number {
  const opener = text.charAt(start + 1);
  const end = opener === '' ? -1 : text.indexOf(`${closers[opener] ?? opener}'`, start + 2);
  return end < 0 ? 0 : end + 2;
}

/** `$tag$` of `$tag$…$tag$`; undefined = none stands here. */
export function dollarTagAt(text: string, start: number): string | undefined {
  dollarTag.lastIndex = start;
  return dollarTag.exec(text)?.[0];
}

/** A password without quotes. */
export function endOfBarePassword(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 32 || code === semicolon || code === comma || code === close) break;
  }
  return index;
}

/** The `x` of `0x2F`, the `b` of `0b01`. */
export function isRadix(code: number): boolean {
  return (code | 32) === 120 || (code | 32) === 98;
}
