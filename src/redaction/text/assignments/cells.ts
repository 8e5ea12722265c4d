/** Finds secrets in tables of names and values: `password<tab>…`, `| password | … |`. In wider tables the names stand above. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isBlank, isNameCharacter } from './assignment-names.js';
import { features, type Finder } from '../finder.js';
import { isPlaceholder, looksMade, startsWithMarker } from './harmless-values.js';
import type { Hits } from '../hits.js';
import { isLineEnd } from './values-in-text.js';

const minLength = 8;
const maxNameLength = 64;
const digit = /\d/;

export function createCellFinder(keys: KeyRules): Finder {
  /** @param index that of the tab or bar behind the name; gives where to go on */
  function findBehind(text: string, index: number, separator: number, hits: Hits): number {
    const nameEnd = skipBack(text, index);
    let start = nameEnd;
    const least = nameEnd - maxNameLength;
    while (start > least && isNameCharacter(text.charCodeAt(start - 1))) start--;
    if (start === nameEnd || !startsRow(text, start, separator) || !keys.namesSecret(text.slice(start, nameEnd), true)) return index + 1;
    let valueStart = index + 1;
    while (isBlank(text.charCodeAt(valueStart))) valueStart++;
    let end = valueStart;
    while (end < text.length && text.charCodeAt(end) > 32 && text.charCodeAt(end) !== separator) end++;
    const value = text.slice(valueStart, Math.min(end, valueStart + 200));
    const isSecret = endsRow(text, end, separator) && digit.test(value) && looksMade(text, valueStart, end, minLength) && !isPlaceholder(value) && !startsWithMarker(text, valueStart);
    if (isSecret) hits.add('assignment', valueStart, end);
    return end;
  }

  return {
    rule: 'assignment',
    needs: features.blank | features.digit,
    find(text, hits) {
      for (const separator of ['\t', '|'] as const) {
        for (let index = text.indexOf(separator); index >= 0; index = text.indexOf(separator, index)) {
          index = Math.max(index + 1, findBehind(text, index, separator.charCodeAt(0), hits));
        }
      }
    },
  };
}

function skipBack(text: string, end: number): number {
  let at = end;
  while (at > end - maxNameLength && text.charCodeAt(at - 1) === 32) at--;
  return at;
}

function startsRow(text: string, start: number, separator: number): boolean {
  const at = skipBack(text, start);
  return isLineEnd(text.charCodeAt(at - 1)) || text.charCodeAt(at - 1) === separator && isLineEnd(text.charCodeAt(skipBack(text, at - 1) - 1));
}

function endsRow(text: string, end: number, separator: number): boolean {
  const at = skipForward(text, end);
  return isLineEnd(text.charCodeAt(at)) || text.charCodeAt(at) === separator && isLineEnd(text.charCodeAt(skipForward(text, at + 1)));
}

function skipForward(text: string, start: number): number {
  let at = start;
  while (at < start + maxNameLength && text.charCodeAt(at) === 32) at++;
  return at;
}
