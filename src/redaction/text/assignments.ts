/** Finds values behind a secret name and a separator: `password=…`, `"token": "…"` and their other spellings. */
import type { KeyRules } from '../keys/key-rules.js';
import { isBlank, isPartOfName, isQuote, nameAround, nameBefore, startOfName, type NameInText } from './assignment-names.js';
import { valueAfter, type Place } from './assignment-values.js';
import { features, type Finder } from './finder.js';
import type { Hits } from './hits.js';
import { InnocentNames } from './innocent-names.js';
import { findNamedValue, isNamingName } from './named-values.js';

/** No word of a sentence. */
const isComposite = /[a-z0-9][_-][a-z0-9]/i;
export function createAssignmentFinder(keys: KeyRules): Finder {
  const innocent = new InnocentNames();

  function isSecret(text: string, name: NameInText): boolean {
    const spelled = text.slice(name.start, name.end);
    return keys.namesSecret(spelled, name.isQuoted || isComposite.test(spelled));
  }

  /** Gives where to go on. */
  function findAtSeparator(text: string, index: number, hits: Hits): number {
    const nameEnd = isQuote(text.charCodeAt(index - 1)) ? index - 1 : index;
    const nameStart = startOfName(text, nameEnd);
    if (isTime(text, nameStart, index)) return index + 1;
    const width = widthOfSeparator(text, index);
    const place = width === 0 ? undefined : placeOf(text, index, width);
    if (place === undefined) return index + Math.max(width, 1);
    const name = nameBefore(text, index);
    if (name === undefined) return index + width;
    const secret = isSecret(text, name) ? name : secretAround(text, name);
    if (secret === undefined) {
      const spelled = text.slice(name.start, name.end);
      if (isNamingName(spelled)) return findNamedValue(text, place.valueStart, keys, hits) ?? index + width;
      if (name.start === nameStart && name.end === nameEnd && isInnocent(spelled)) innocent.add(spelled);
      return index + width;
    }
    const value = valueAfter(text, secret, place);
    if (value === undefined) return index + width;
    hits.add('assignment', value.start, value.end);
    return value.next;
  }

  function isBehindInnocentName(text: string, index: number): boolean {
    const isQuoted = isQuote(text.charCodeAt(index - 1));
    return innocent.endBefore(text, isQuoted ? index - 1 : index, isQuoted);
  }

  function isInnocent(name: string): boolean {
    return !keys.namesSecret(name, true) && !isPartOfName(name) && !isNamingName(name);
  }

  function secretAround(text: string, name: NameInText): NameInText | undefined {
    const around = nameAround(text, name);
    return around !== undefined && isSecret(text, around) ? around : undefined;
  }

  return {
    rule: 'assignment',
    needs: features.separator,
    find(text, hits) {
      findAtSeparators(text, hits);
    },
  };

  /** In the order of the text, so that what stands inside a value is not looked at again. */
  function findAtSeparators(text: string, hits: Hits): void {
    let from = 0;
    let equals = nextOf(text, '=', 0);
    let colon = nextOf(text, ':', 0);
    let encoded = nextOf(text, '%3', 0);
    let escaped = nextOf(text, '\\u003d', 0);
    for (;;) {
      const first = Math.min(equals, colon, encoded, escaped);
      if (first === text.length) return;
      from = isBehindInnocentName(text, first) ? first + 1 : findAtSeparator(text, first, hits);
      if (equals < from) equals = nextOf(text, '=', from);
      if (colon < from) colon = nextOf(text, ':', from);
      if (encoded < from) encoded = nextOf(text, '%3', from);
      if (escaped < from) escaped = nextOf(text, '\\u003d', from);
    }
  }
}

/** The length of the text when there is none. */
function nextOf(text: string, searched: string, from: number): number {
  const index = text.indexOf(searched, from);
  return index < 0 ? text.length : index;
}

/** `2026-01-02T03:04:05` */
function isTime(text: string, start: number, end: number): boolean {
  return isDigit(text.charCodeAt(start)) && /^[\dT.-]{1,64}$/.test(text.slice(start, end));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The length of `=` `:` `:=` `::=` `=>` `%3D` `%3A` `\\u003d`; 0 for what begins like one and is none. */
function widthOfSeparator(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code === 92) return 6;
  if (code === 37) return (text.charCodeAt(index + 2) | 32) === 100 || (text.charCodeAt(index + 2) | 32) === 97 ? 3 : 0;
  const next = text.charCodeAt(index + 1);
  if (code === 61) return next === 62 ? 2 : next === 61 ? (text.charCodeAt(index + 2) === 61 ? 3 : 2) : 1;
  if (next === 61) return 2;
  return next === 58 ? (text.charCodeAt(index + 2) === 61 ? 3 : 2) : 1;
}

/** Undefined when this is no assignment: `std::token`, `https://`, `a =~ b`. */
function placeOf(text: string, index: number, width: number): Place | undefined {
  const code = text.charCodeAt(index);
  const next = text.charCodeAt(index + width);
  if (code === 58 && (width === 2 && text.charCodeAt(index + 1) === 58 || width === 1 && next === 47 && text.charCodeAt(index + 2) === 47)) return undefined;
  if (code === 61 && next === 126) return undefined;
  let valueStart = index + width;
  const least = valueStart + 64;
  while (valueStart < least && isBlank(text.charCodeAt(valueStart))) valueStart++;
  return {
    separator: code === 37 && (text.charCodeAt(index + 2) | 32) === 97 ? 58 : code === 58 && width === 1 ? 58 : 61,
    valueStart,
    isLoose: valueStart > index + width,
    isComparison: code === 61 && text.charCodeAt(index + 1) === 61,
    isEncoded: code === 37 || code === 92,
  };
}
