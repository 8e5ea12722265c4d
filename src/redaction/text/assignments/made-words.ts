/** Tells a secret from the words of the sentence around it, where nothing but its look can. */
import { isBlank, isQuote } from './assignment-names.js';
import { isNumber, looksMade } from './harmless-values.js';

/** A secret is the next word but one at most of a few: further on, a sentence is about something else. */
const maxWords = 4;
/** What follows is the secret, even if it looks like a word with a number: `is hunter2`. */
const linkingWord = /^(?:is|was|are|now|new|my|our|your|key)$/i;
/** What follows is what the sentence is about, and its ids are no secrets: `signature mismatch for user u1b2c3`. */
const preposition = /^(?:for|by|at|from|of|in|on|to|with|as|since|until|via|line|user|request|trace|span|id|host|file|version|commit|hash|digest|fingerprint|build|pod|node|container|instance|job|task|session|account|order)$/i;
const credential = /^[\w+=.~!@#$%^&*-][\w+/=.~!@#$%^&*-]*$/;
/** `name=…` of its own */
const assigned = /^[\w.-]+=[^=]/;
const endOfSentence = /[.!?]$/;
const punctuation = /[.,;:!?)\]]/;
const date = /^\d{4}-\d\d(?:-|$)/;
const duration = /^(?:\d+(?:ms|us|ns|[smhd]))+$/;
const algorithm = /^(?:secp\d|utf-?\d|sha-?\d|base\d|ed25519|x509|[rehp]s(?:256|384|512)|aes-?\d|rsa-?\d|md5|p-?\d{3})/i;
/** `AuthenticationMD5Password` */
const nameOfClass = /^[A-Z].*[a-z]{4}/;
const lettersOnly = /^[A-Za-z]+$/;
const capitalWithin = /[a-z][A-Z]/;
const wordsInCapitals = /^[a-z]*(?:[A-Z][a-z]{2,})+$/;
const lastOfName = /(?:Exception|Error|Filter|Handler|Middleware|Token|Here)$/;
const minLetters = 16;
const maxLength = 512;
const minLinkedLength = 6;
const minOddSwitches = 3;
const minLongLength = 20;

/** Whether letters and digits take turns in it as in no word, number, date or name of an algorithm. */
export function isMadeWord(text: string, start: number, end: number, minLength: number): boolean {
  if (end - start < minLength || end - start > maxLength) return false;
  const word = text.slice(start, end);
  if (!credential.test(word) || assigned.test(word) || date.test(word) || duration.test(word) || algorithm.test(word)) return false;
  const switches = switchesIn(word);
  return switches >= minOddSwitches || switches === 2 && !nameOfClass.test(word) && (word.length >= minLongLength || /[a-z]/.test(word) && /[A-Z]/.test(word));
}

/** Letters of both cases in no order, where nothing but the word of a scheme stands in front; names of classes and of places for a token have words. */
export function isRandomLetters(text: string, start: number, end: number): boolean {
  if (end - start < minLetters || end - start > maxLength) return false;
  const word = text.slice(start, end);
  return lettersOnly.test(word) && capitalWithin.test(word) && !wordsInCapitals.test(word) && !lastOfName.test(word);
}

/** How often a letter follows a digit, or a digit a letter. */
function switchesIn(word: string): number {
  let switches = 0;
  let before = 0;
  for (let index = 0; index < word.length; index++) {
    const kind = kindOf(word.charCodeAt(index));
    if (kind !== 0 && before !== 0 && kind !== before) switches++;
    before = kind;
  }
  return switches;
}

function kindOf(code: number): number {
  if (code >= 48 && code <= 57) return 1;
  return (code | 32) >= 97 && (code | 32) <= 122 ? 2 : 0;
}

/** Where the made word ends that the words from `start` on lead to, of which the first ends at `end`; undefined when they are just prose. */
export function endOfMadeBehind(text: string, start: number, end: number): number | undefined {
  const first = text.slice(start, Math.min(end, start + 16));
  if (preposition.test(first) || endOfSentence.test(first)) return undefined;
  let wordEnd = end;
  for (let words = 0; words < maxWords; words++) {
    let wordStart = wordEnd;
    while (isBlank(text.charCodeAt(wordStart))) wordStart++;
    if (wordStart === wordEnd) return undefined;
    wordEnd = endOfWord(text, wordStart);
    let made = wordEnd;
    while (made > wordStart && punctuation.test(text[made - 1]!)) made--;
    if (made === wordStart || preposition.test(text.slice(wordStart, Math.min(made, wordStart + 16)))) return undefined;
    if (isMadeWord(text, wordStart, made, minLinkedLength) || words === 0 && linkingWord.test(first) && isLinked(text, wordStart, made)) return made;
    if (made < wordEnd) return undefined;
  }
  return undefined;
}

function isLinked(text: string, start: number, end: number): boolean {
  const word = text.slice(start, Math.min(end, start + maxLength));
  return looksMade(text, start, end, minLinkedLength) && /\d/.test(word) && !nameOfClass.test(word) && !isNumber(text, start, end) && credential.test(word) && !assigned.test(word) && !date.test(word) && !algorithm.test(word);
}

/** A word of a sentence ends at a blank, a quote or an escape. */
export function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code <= 32 || code === 92 || isQuote(code)) break;
    end++;
  }
  return end;
}
