/** Finds values behind a secret name and a separator: `password=…`, `"token": "…"` and their other spellings. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isPartOfName, isQuote, nameAround, nameBefore, startOfName, type NameInText } from './assignment-names.js';
import { valueAfter } from './assignment-values.js';
import { isEscaped, unescapedName } from './escaped-names.js';
import { isDigit } from '../charsets.js';
import { codesOf } from '../codes.js';
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { hideUnlessName } from './inner-names.js';
import { InnocentNames } from './innocent-names.js';
import { findNamedValue, isNamingName, mayNameValue } from './named-values.js';
import { placeOf, widthOfSeparator, type Place } from './separators.js';
import { isShortSecret } from './short-names.js';

const colonCode = 58;
const slashCode = 47;
const blankCode = 32;
const newlineCode = 10;
/** No word of a sentence. */
const isComposite = /[a-z0-9][_-][a-z0-9]/i;

export function createAssignmentFinder(keys: KeyRules): Finder {
  const innocent = new InnocentNames();

  /** @param index that of the separator */
  function isSecret(text: string, name: NameInText, spelled: string, index: number, place: Place): boolean {
    if (keys.namesSecret(spelled, name.isQuoted || isComposite.test(spelled))) return true;
    if (name.isQuoted) return isEscaped(text, name) && keys.namesSecret(unescapedName(text, name), true);
    return keys.namesSecret(spelled, true) && isShortSecret(text, spelled, name.end === index, place);
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
    const spelled = text.slice(name.start, name.end);
    const secret = isSecret(text, name, spelled, index, place) ? name : secretAround(text, name);
    if (secret === undefined) {
      const isNaming = isNamingName(spelled);
      if (name.start === nameStart && name.end === nameEnd && !keys.namesSecret(spelled, true)) innocent.add({ name: spelled, isNaming, isPart: isPartOfName(spelled) });
      return (isNaming ? findNamedValue(text, place.valueStart, keys, hits) : undefined) ?? index + width;
    }
    const value = valueAfter(text, secret, place);
    return value === undefined ? index + width : hideUnlessName(text, value, place.isLoose, keys, hits);
  }

  function isBehindInnocentName(text: string, codes: Uint16Array, index: number): boolean {
    const isQuoted = isQuote(text.charCodeAt(index - 1));
    const known = innocent.before(codes, isQuoted ? index - 1 : index, isQuoted);
    return known !== undefined && !(known.isNaming && mayNameValue(text, index));
  }

  function secretAround(text: string, name: NameInText): NameInText | undefined {
    const around = nameAround(text, name);
    if (around === undefined) return undefined;
    const spelled = text.slice(around.start, around.end);
    return keys.namesSecret(spelled, around.isQuoted || isComposite.test(spelled)) ? around : undefined;
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
    const codes = codesOf(text);
    let from = 0;
    let equals = nextOf(text, '=', 0);
    let colon = nextOf(text, ':', 0);
    // the engine looks for a single character much more quickly
    let encoded = text.includes('%') ? nextOf(text, '%3', 0) : text.length;
    let escaped = text.includes('\\') ? nextOf(text, '\\u003', 0) : text.length;
    for (;;) {
      const first = Math.min(equals, colon, encoded, escaped);
      if (first === text.length) return;
      from = isOfUrlOrTime(codes, first, text.length) || isBehindInnocentName(text, codes, first) ? first + 1 : findAtSeparator(text, first, hits);
      if (equals < from) equals = nextOf(text, '=', from);
      if (colon < from) colon = nextOf(text, ':', from);
      if (encoded < from) encoded = nextOf(text, '%3', from);
      if (escaped < from) escaped = nextOf(text, '\\u003', from);
    }
  }
}

/** The quick look for `://`, and for the colons of `10:15:00`: no name stands before them. */
function isOfUrlOrTime(codes: Uint16Array, index: number, length: number): boolean {
  if (codes[index] !== colonCode || index < 3 || index + 2 >= length) return false;
  if (codes[index + 1] === slashCode) return codes[index + 2] === slashCode;
  if (!isDigit(codes[index - 1]!) || !isDigit(codes[index - 2]!) || !isDigit(codes[index + 1]!)) return false;
  const before = codes[index - 3]!;
  return before === colonCode || before === blankCode || before === newlineCode;
}

/** The length of the text when there is none. */
function nextOf(text: string, searched: string, from: number): number {
  const index = text.indexOf(searched, from);
  return index < 0 ? text.length : index;
}

/** `2026-01-02T03:04:05` */
function isTime(text: string, start: number, end: number): boolean {
  if (!isDigit(text.charCodeAt(start)) || end - start > 64) return false;
  let index = start + 1;
  while (index < end && isPartOfTime(text.charCodeAt(index))) index++;
  return index === end;
}

function isPartOfTime(code: number): boolean {
  return isDigit(code) || code === 84 || code === 45 || code === 46;
}
