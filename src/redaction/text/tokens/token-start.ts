/** Where a token may begin: at a word, or behind an escape sequence that ends in letters or digits. */
import { alnum, digit, isIn, runEnd } from '../charsets.js';

const escapeLengths: Readonly<Record<string, number>> = { n: 1, r: 1, t: 1, b: 1, f: 1, x: 3, u: 5 };
const maxEscapeLength = 5;
const encodedTwice = /^25[2-57][0-9A-F]$/i;

/** In a word such as `nghp` of `\nghp…`, `3Dghp` of `%3Dghp…` or `253Dghp` of `%253Dghp…`, or behind the code of a colour: the index behind the escape sequence. */
export function escapeEnd(text: string, wordStart: number): number {
  const before = text[wordStart - 1];
  if (before === '%') return wordStart + (encodedTwice.test(text.slice(wordStart, wordStart + 4)) ? 4 : 2);
  if (before === '\\') return wordStart + (escapeLengths[text[wordStart] ?? ''] ?? 0);
  if (before !== '[' && before !== ';') return wordStart;
  const colourEnd = runEnd(text, wordStart, digit, 3);
  return text[colourEnd] === 'm' ? colourEnd + 1 : wordStart;
}

export function isTokenStart(text: string, index: number): boolean {
  if (!isIn(alnum, text.charCodeAt(index - 1))) return true;
  for (let wordStart = index - 1; wordStart >= Math.max(0, index - maxEscapeLength); wordStart--) {
    if (!isIn(alnum, text.charCodeAt(wordStart - 1))) return escapeEnd(text, wordStart) === index;
  }
  return false;
}
