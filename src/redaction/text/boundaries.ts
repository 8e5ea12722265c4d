/** Where words begin and end in a text, and which name stands in front of a value. */
import { alnum, digit, hex, isIn, word } from './charsets.js';

export function isWordAt(text: string, index: number): boolean {
  return isIn(word, text.charCodeAt(index));
}

export function isLetter(code: number): boolean {
  return isIn(alnum, code) && !isIn(digit, code);
}

/** `%3D`, `\\n` and the like: what follows begins a word although a letter stands before it. */
export function isEndOfEscape(text: string, index: number): boolean {
  if (text.charCodeAt(index - 2) === backslash) return 'nrt'.includes(text[index - 1] ?? '-');
  return text.charCodeAt(index - 3) === percent && isIn(hex, text.charCodeAt(index - 2)) && isIn(hex, text.charCodeAt(index - 1));
}

export function startsWord(text: string, index: number): boolean {
  return !isWordAt(text, index - 1) || isEndOfEscape(text, index);
}

const maxNameLength = 64;
const nameBeforeValue = /(?<![\w.-])([\w.-]{1,64})(?:\\?["'])?[ ]?(?:[=:#]|%3[AD])[ ]?(?:\\?["'])?$/i;

/** `order_id` in `order_id=` and `"order_id": "`; an empty text when no name is assigned to what begins at `start`. */
export function nameBefore(text: string, start: number): string {
  return nameBeforeValue.exec(text.slice(Math.max(0, start - maxNameLength - 8), start))?.[1] ?? '';
}

/** The word in front of a value, over blanks, colons and quotes. */
export function wordBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - 24), start);
  return /([A-Za-z]{1,20})[^A-Za-z0-9]{0,5}$/.exec(before)?.[1]?.toLowerCase() ?? '';
}

const percent = 37;
const backslash = 92;
