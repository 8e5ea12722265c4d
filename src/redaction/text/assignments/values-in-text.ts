/** Where a value in running text ends: a quoted one, an object or a list, a bare word, or the rest of a line. */
import { isBlank, isQuote } from './assignment-names.js';

/** Quotes in other spellings, as they stand in URLs, HTML and JSON. */
const quoteSpellings = ['%22', '%27', '&quot;', '&#34;', '&#39;', '&apos;', '\\u0022', '\\u0027'] as const;

/** What a quote does not stand within: `a="b"c="d"` is two. */
const betweenInnerQuotes = /^[^\s"'`=:,]{1,64}/;

export interface QuotedValue {
  /** The first character behind the quote. */
  readonly start: number;
  readonly end: number;
  /** Behind the closing quote. */
  readonly next: number;
}

export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code !== code;
}

export function endOfLine(text: string, start: number): number {
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd < 0 ? text.length : lineEnd;
  return text.charCodeAt(end - 1) === 13 && end > start ? end - 1 : end;
}

/** The quoted value that opens at `at`, if one does; without a closing quote it reaches to the end of the line. */
export function quotedAt(text: string, at: number): QuotedValue | undefined {
  let open = at;
  while (text.charCodeAt(open) === 92) open++;
  const quote = text.charCodeAt(open);
  if (isQuote(quote)) return plainQuotedAt(text, open, open - at);
  const first = text.charCodeAt(at);
  if (first !== 37 && first !== 38 && first !== 92) return undefined;
  const spelling = quoteSpellings.find((candidate) => text.startsWith(candidate, at));
  if (spelling === undefined) return undefined;
  const start = at + spelling.length;
  const lineEnd = endOfLine(text, start);
  const end = text.indexOf(spelling, start);
  return end < 0 || end > lineEnd ? { start, end: lineEnd, next: lineEnd } : { start, end, next: end + spelling.length };
}

/** @param escapes the backslashes in front of the quote: JSON inside JSON has 1, inside that 3 */
function plainQuotedAt(text: string, open: number, escapes: number): QuotedValue {
  const quote = text.charCodeAt(open);
  const isTripled = escapes === 0 && text.charCodeAt(open + 1) === quote && text.charCodeAt(open + 2) === quote;
  if (isTripled) return tripledAt(text, open);
  // `""` opens and closes where CSV holds JSON, unless the value is empty
  const isDoubled = escapes === 0 && quote === 34 && text.charCodeAt(open + 1) === 34 && isInside(text.charCodeAt(open + 2)) && !text.startsWith('/>', open + 2);
  const start = isDoubled ? open + 2 : open + 1;
  let backslashes = 0;
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 92) {
      backslashes++;
      continue;
    }
    if (code === quote && closes(backslashes, escapes)) {
      if (!isDoubled && quote === 39 && escapes === 0 && text.charCodeAt(index + 1) === 39) index++;
      else return { start, end: index - Math.min(backslashes, escapes), next: isDoubled ? index + 2 : index + 1 };
    } else if (code === 10 && quote !== 96) break;
    backslashes = 0;
  }
  return { start, end: index, next: index };
}

/** `"a"b"`: a quote with a letter behind it is one of the value, where another one closes it. */
export function withInnerQuotes(text: string, open: number, quoted: QuotedValue): QuotedValue {
  const quote = text.charCodeAt(open);
  if (!isQuote(quote) || quoted.next !== quoted.end + 1) return quoted;
  let { next } = quoted;
  for (;;) {
    const inner = betweenInnerQuotes.exec(text.slice(next, next + 64))?.[0] ?? '';
    const close = next + inner.length;
    if (!/^\w/.test(inner) || text.charCodeAt(close) !== quote) return quoted;
    if (/^(?:$|[\s,;)}\]])/.test(text.slice(close + 1, close + 2))) return { start: quoted.start, end: close, next: close + 1 };
    next = close + 1;
  }
}

function tripledAt(text: string, open: number): QuotedValue {
  const start = open + 3;
  const end = text.indexOf(text.slice(open, start), start);
  return end < 0 ? { start, end: text.length, next: text.length } : { start, end, next: end + 3 };
}

function isInside(code: number): boolean {
  return code > 45 && code !== 58 && code !== 62 && code !== 93 && code !== 125;
}

/** Behind the bracket that closes the one at `open`; brackets in quotes do not count. What is never closed ends with the text. */
export function endOfNested(text: string, open: number): number {
  let depth = 0;
  let quote = 0;
  let escapes = 0;
  let backslashes = 0;
  for (let index = open; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 92) {
      backslashes++;
      continue;
    }
    if (quote !== 0) {
      if (code === quote && closes(backslashes, escapes)) quote = 0;
    } else if (code === 34 || (code === 39 && !isWord(text.charCodeAt(index - 1)))) {
      quote = code;
      escapes = backslashes;
    } else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return index + 1;
    backslashes = 0;
  }
  return text.length;
}

/** Whether a quote behind so many backslashes is the one that closes what a quote behind `escapes` backslashes opened. */
function closes(backslashes: number, escapes: number): boolean {
  return backslashes % (2 * (escapes + 1)) === escapes || backslashes < escapes;
}

function isWord(code: number): boolean {
  return code >= 48 && code <= 57 || code >= 65 && code <= 90 || code >= 97 && code <= 122 || code > 160;
}

export interface BareEnds {
  /** The value stands on a line of its own: a comma, semicolon or ampersand ends it only before a blank. */
  readonly isOwnLine: boolean;
  /** The value stands in a URL-encoded text: `%26`, `%22` and `%2C` end it. */
  readonly isEncoded: boolean;
}

/** A bracket ends a bare value when it was not opened in it and something ends there anyway; so does a quote. */
export function endOfBare(text: string, start: number, { isOwnLine, isEncoded }: BareEnds): number {
  let round = 0;
  let square = 0;
  let curly = 0;
  let index = start;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isBlank(code) || code === 10 || code === 13) break;
    switch (code) {
      case 40: round++; break;
      case 91: square++; break;
      case 123: curly++; break;
      case 41: if (--round < 0 && isEnd(text, index + 1)) return index; break;
      case 93: if (--square < 0 && isEnd(text, index + 1)) return index; break;
      case 125: if (--curly < 0 && isEnd(text, index + 1)) return index; break;
      case 62: if (isEnd(text, index + 1)) return index; break;
      case 60: if (index > start && text.charCodeAt(index + 1) === 47) return index; break;
      case 34: if (index === start || !isWithin(text, index)) return index; break;
      case 39: case 96: if (index > start && !isWord(text.charCodeAt(index + 1))) return index; break;
      case 44: case 59: case 38: if (!isOwnLine || isEnd(text, index + 1)) return index; break;
      case 92: if (isEscapedEnd(text.charCodeAt(index + 1))) return index; break;
      case 37: if (isEncoded && /^%2[26C]/i.test(text.slice(index, index + 3))) return index; break;
    }
  }
  return index;
}

/** Letters or digits on both sides of a quote, and not the name of the next attribute: `a"b`, but not `a"class=`. */
function isWithin(text: string, index: number): boolean {
  return isWord(text.charCodeAt(index - 1)) && isWord(text.charCodeAt(index + 1)) && !/^[\w-]{1,32}[=:]/.test(text.slice(index + 1, index + 34));
}

/** `\n` `\r` `\t` `\"` of a text inside JSON. */
function isEscapedEnd(code: number): boolean {
  return code === 110 || code === 114 || code === 116 || code === 34 || code === 92;
}

function isEnd(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code !== code || code <= 32 || isQuote(code) || code === 44 || code === 59 || code === 41 || code === 93 || code === 125 || code === 62 || code === 46 || code === 58 || code === 38 || code === 92 || code === 60;
}

/** The rest of a header line; the quote that closes a string around it ends it, quotes behind `=` are its own. */
export function endOfHeader(text: string, start: number, surrounding: number): number {
  let index = start;
  let isInQuotes = false;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10 || code === 13) break;
    if (code === 92 && (text.charCodeAt(index + 1) === 110 || text.charCodeAt(index + 1) === 114)) break;
    if (code === surrounding && code !== 34) break;
    if (code !== 34) continue;
    if (isInQuotes) isInQuotes = false;
    else if (text.charCodeAt(index - 1) === 61 && surrounding !== 34) isInQuotes = true;
    else break;
  }
  while (index > start && (isBlank(text.charCodeAt(index - 1)) || text.charCodeAt(index - 1) === 92)) index--;
  return index;
}
