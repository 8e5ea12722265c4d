/** Reads the separators between names and values, plain, encoded and escaped, and where the value behind one begins. */
import { isNameCharacter, isWideBlank } from './assignment-names.js';

export interface Place {
  /** The code of `:` or `=`, also for what is spelled otherwise. */
  readonly separator: number;
  readonly valueStart: number;
  /** A blank stands behind the separator. */
  readonly isLoose: boolean;
  /** `==`: only a literal in quotes is compared with a secret. */
  readonly isComparison: boolean;
  /** The separator is percent-encoded, and so is what ends the value. */
  readonly isEncoded: boolean;
}

/** As terminals take them, each behind the escape character. */
const colours = /^(?:.\[[\d;]{0,9}m){1,4}/s;

/** The length of `=` `:` `:=` `::=` `=>` `%3D` `%3A` `\\u003d`; 0 for what begins like one and is none. */
export function widthOfSeparator(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code === 92) return (text.charCodeAt(index + 5) | 32) === 100 ? 6 : 0;
  if (code === 37) return (text.charCodeAt(index + 2) | 32) === 100 || (text.charCodeAt(index + 2) | 32) === 97 ? 3 : 0;
  const next = text.charCodeAt(index + 1);
  if (code === 61) return next === 62 ? 2 : next === 61 ? (text.charCodeAt(index + 2) === 61 ? 3 : 2) : 1;
  if (next === 61) return 2;
  return next === 58 ? (text.charCodeAt(index + 2) === 61 ? 3 : 2) : 1;
}

/** Undefined when this is no assignment: `std::token`, `https://`, `a =~ b`, `a=~"b"`. */
export function placeOf(text: string, index: number, width: number): Place | undefined {
  const code = text.charCodeAt(index);
  const next = text.charCodeAt(index + width);
  if (code === 58 && (width === 2 && text.charCodeAt(index + 1) === 58 || width === 1 && next === 47 && text.charCodeAt(index + 2) === 47)) return undefined;
  if (code === 61 && next === 126 && !isNameCharacter(text.charCodeAt(index + 2))) return undefined;
  let valueStart = index + width;
  while (isWideBlank(text.charCodeAt(valueStart))) valueStart++;
  const isLoose = valueStart > index + width;
  if (text.charCodeAt(valueStart) === 27) valueStart += colours.exec(text.slice(valueStart, valueStart + 48))?.[0].length ?? 0;
  return {
    separator: code === 37 && (text.charCodeAt(index + 2) | 32) === 97 ? 58 : code === 58 && width === 1 ? 58 : 61,
    valueStart,
    isLoose,
    isComparison: code === 61 && text.charCodeAt(index + 1) === 61,
    isEncoded: code === 37 || code === 92,
  };
}
