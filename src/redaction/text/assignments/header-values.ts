/** Decides what of a header in running text is its credential: all behind a known scheme, else all of it; a sentence that begins like a header holds none. */
import { isBlank, isQuote, type NameInText } from './assignment-names.js';
import { schemes } from './auth-scheme-words.js';
import { lengthOfScheme } from './auth-schemes.js';
import { isCode, isPlaceholder, isState, isWord, looksMade, startsWithMarker } from './harmless-values.js';
import { endOfMadeBehind, endOfWord, isRandomLetters } from './made-words.js';
import { endOfBare, endOfHeader, isLineEnd, type QuotedValue } from './values-in-text.js';

/** Headers whose value takes the whole line. */
const headerName = /^(?:(?:proxy-|x-)?authorization|(?:set-)?cookie2?)$/i;
const cookie = /cookie/i;
/** What sentences and manuals say in the place of a credential. */
const word = /^(?:tokens?|credentials?|auth|authentication|authorization|header|scheme|realm=.*)$/i;
/** What else than the words of a sentence is there. */
const odd = /[^A-Za-z\s.,;:'!?()-]/;
const field = /^[\w.-]{1,64}(?:=[^=]|:)/;
const maxLooked = 1024;

export function isHeaderName(name: string): boolean {
  return headerName.test(name);
}

/** @param isFirst the name is the first on its line */
export function headerValue(text: string, name: NameInText, valueStart: number, isFirst: boolean, isEncoded: boolean): QuotedValue | undefined {
  const before = text.charCodeAt(name.start - 1);
  const quote = isQuote(before) ? before : 0;
  const isOwnLine = isFirst || quote !== 0;
  const start = valueStart + lengthOfScheme(text, valueStart, text.length);
  if (startsWithMarker(text, start)) return undefined;
  if (start > valueStart || isHeaderValue(text, start, isOwnLine)) {
    const end = isOwnLine || isNested(text, start) ? endOfHeader(text, start, quote) : endOfBare(text, start, { isOwnLine: false, isEncoded });
    return { start, end, next: end };
  }
  if (cookie.test(text.slice(name.start, name.end))) return undefined;
  const credential = isOwnLine ? credentialOfLine(text, valueStart, endOfHeader(text, valueStart, quote)) : credentialInSentence(text, valueStart);
  return credential && { ...credential, next: credential.end };
}

/** `Credential=…, Signature=…`: parameters go on behind blanks. */
function isNested(text: string, start: number): boolean {
  return /^[A-Za-z_]{1,32}=["\w]/.test(text.slice(start, start + 40));
}

function isHeaderValue(text: string, start: number, isOwnLine: boolean): boolean {
  const end = endOfWord(text, start);
  if (end === start || isPlaceholder(text.slice(start, Math.min(end, start + 200)))) return false;
  const isOneWord = isWord(text, start, end) && !looksMade(text, start, end, 8);
  return !isOneWord || isOwnLine && !isState(text.slice(start, end)) && isLineEnd(text.charCodeAt(end));
}

interface Credential {
  readonly start: number;
  readonly end: number;
}

/** `Custom c0ffee` and `Bearer abc` where nothing but the header stands on the line. */
function credentialOfLine(text: string, start: number, lineEnd: number): Credential | undefined {
  const words = twoWords(text, start);
  if (words === undefined || words.secondStart >= lineEnd) return madeBehind(text, start);
  const rest = text.slice(words.secondStart, Math.min(lineEnd, words.secondStart + maxLooked));
  const isLast = words.secondEnd >= lineEnd;
  if (!isLast && !odd.test(rest)) return undefined;
  return { start: words.credentialStart, end: lineEnd };
}

/** `sent Authorization: Custom c0ffee7 to …` */
function credentialInSentence(text: string, start: number): Credential | undefined {
  const words = twoWords(text, start);
  if (words === undefined) return madeBehind(text, start);
  const { isKnown, secondStart, secondEnd } = words;
  const isSecret = looksMade(text, secondStart, secondEnd, 6) || isKnown && (!isWord(text, secondStart, secondEnd) || isRandomLetters(text, secondStart, secondEnd));
  if (!isSecret) return madeBehind(text, start);
  return { start: words.credentialStart, end: endOfBare(text, secondStart, { isOwnLine: false, isEncoded: false }) };
}

/** `authorization=Bearer correcthorse`: behind an assignment no sentence goes on, but perhaps the next field. */
export function assignedCredential(text: string, start: number, isEncoded: boolean): QuotedValue | undefined {
  const words = twoWords(text, start);
  if (words === undefined || !words.isKnown) return undefined;
  const end = endOfBare(text, words.secondStart, { isOwnLine: false, isEncoded });
  if (end === words.secondStart || field.test(text.slice(words.secondStart, Math.min(end, words.secondStart + maxLooked)))) return undefined;
  return { start: words.secondStart, end, next: end };
}

interface TwoWords {
  /** The first is the word of a scheme, which may stay. */
  readonly isKnown: boolean;
  readonly secondStart: number;
  readonly secondEnd: number;
  readonly credentialStart: number;
}

/** Undefined when the first two words say that there is no credential. */
function twoWords(text: string, start: number): TwoWords | undefined {
  const firstEnd = endOfWord(text, start);
  let secondStart = firstEnd;
  while (isBlank(text.charCodeAt(secondStart))) secondStart++;
  const secondEnd = endOfWord(text, secondStart);
  if (secondStart === firstEnd || secondEnd === secondStart) return undefined;
  const first = text.slice(start, firstEnd);
  const second = text.slice(secondStart, Math.min(secondEnd, secondStart + 200)).replace(/[.,;:!?]$/, '');
  const isKnown = schemes.has(first.toLowerCase());
  if (isPlaceholder(first) || !isKnown && (isState(first) || isCode(text.slice(start, start + 140))) || isPlaceholder(second) || isState(second) || word.test(second) || startsWithMarker(text, secondStart)) return undefined;
  return { isKnown, secondStart, secondEnd, credentialStart: isKnown ? secondStart : start };
}

function madeBehind(text: string, start: number): Credential | undefined {
  const end = endOfMadeBehind(text, start, endOfWord(text, start));
  return end === undefined ? undefined : { start, end };
}
