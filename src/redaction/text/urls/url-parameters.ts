/** Finds the values of secret parameters of queries, fragments and forms, also in URLs that are themselves encoded in a parameter. */
import type { KeyRules } from '../../keys/key-rules.js';
import { remembering } from '../../keys/remembering.js';
import { features, type Finder } from '../finder.js';
import { isPlaceholder, repeatsName, startsWithMarker } from '../assignments/harmless-values.js';
import type { Hits } from '../hits.js';
import { holdsSecret, isMadeParameter } from './made-parameters.js';

const maxNameLength = 96;

/** What ends a parameter, plain or percent-encoded once or more often; `;` ends only a name, as in `&amp;`. */
const encodedDelimiter = /^%(?:25){0,3}(?:3[fb]|26|23)/i;
const encodedEquals = /^(?:%(?:25){0,3}3d|\\u003d)/i;
const escapedDelimiter = /^\\u00(?:26|3f|23)/i;

export type ParameterKind = 'secret' | 'made' | 'harmless';

/** What the name of a parameter says: remembered, for the same few stand in all URLs of a service. */
export function createParameterKinds(keys: KeyRules): (name: string) => ParameterKind {
  return remembering((name) => (isSecretParameter(name, keys) ? 'secret' : isMadeParameter(name) ? 'made' : 'harmless'));
}

/** Reports the secret values among the parameters between `start` and `end`, which are taken as a query: `a=b&c=d`, with or without a URL in front. */
export function findSecretParameters(text: string, start: number, end: number, kindOf: (name: string) => ParameterKind, hits: Hits): void {
  let nameStart = start;
  let isBeside: boolean | undefined;
  const hasBeside = (expression: RegExp): boolean => (isBeside ??= expression.test(text.slice(start, end)));
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    const width = widthOfDelimiter(text, index, code);
    if (width > 0) {
      index += width - 1;
      nameStart = index + 1;
      continue;
    }
    const equalsWidth = widthOfEquals(text, index, code);
    if (equalsWidth === 0) continue;
    const name = index - nameStart <= maxNameLength ? text.slice(nameStart, index) : '';
    const kind = name === '' ? 'harmless' : kindOf(name);
    if (kind !== 'harmless') {
      const valueStart = index + equalsWidth;
      const valueEnd = endOfParameter(text, valueStart, end, equalsWidth > 1);
      const isHarmless = valueEnd - valueStart < 140 && isPlaceOfParameter(name, text.slice(valueStart, valueEnd));
      if (valueEnd > valueStart && !startsWithMarker(text, valueStart) && !isHarmless && (kind === 'secret' || holdsSecret(name, text.slice(valueStart, valueEnd), hasBeside))) {
        hits.add('url-parameter', valueStart, valueEnd);
        index = valueEnd - 1;
      }
    }
    nameStart = Math.max(nameStart, index + 1);
  }
}

/** `?auth=:auth` */
function isPlaceOfParameter(name: string, value: string): boolean {
  return isPlaceholder(value) || repeatsName(name, value);
}

function widthOfDelimiter(text: string, index: number, code: number): number {
  if (code === 38 || code === 63 || code === 35 || code === 59) return 1;
  if (code === 37) return encodedDelimiter.exec(text.slice(index, index + 9))?.[0].length ?? 0;
  return code === 92 && escapedDelimiter.test(text.slice(index, index + 6)) ? 6 : 0;
}

function widthOfEquals(text: string, index: number, code: number): number {
  if (code === 61) return 1;
  return code === 37 || code === 92 ? (encodedEquals.exec(text.slice(index, index + 9))?.[0].length ?? 0) : 0;
}

/** @param isEncoded an encoded delimiter ends a value only behind an encoded `=` */
function endOfParameter(text: string, start: number, end: number, isEncoded: boolean): number {
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 38 || code === 35 || code === 92 && widthOfDelimiter(text, index, code) > 0) return index;
    if (code === 37 && isEncoded && widthOfDelimiter(text, index, code) > 0) return index;
  }
  return end;
}

/** A name without `?` in front of it stands behind the path of a URL. */
function isSecretParameter(spelled: string, keys: KeyRules): boolean {
  const name = spelled.includes('/') ? spelled.slice(spelled.lastIndexOf('/') + 1) : spelled;
  const decoded = name.includes('%') ? percentDecoded(name) : name;
  return keys.namesSecret(decoded, true) || keys.signsUrl(decoded);
}

/** Byte by byte, so that no spelling makes it throw. */
function percentDecoded(name: string): string {
  return name.replaceAll(/%(?:25)*([0-7][0-9a-f])/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const stops = new Uint8Array(128);
for (let code = 0; code <= 32; code++) stops[code] = 1;
for (const character of '"\'`<>') stops[character.charCodeAt(0)] = 1;

function isStop(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code >= 128) return false;
  return stops[code] === 1 || code === 92 && !escapedDelimiter.test(text.slice(index, index + 6)) && !encodedEquals.test(text.slice(index, index + 6));
}

/** The finder for running text: a query is a run without blanks and quotes that holds `?`, `&`, `#` or a percent code. */
export function createUrlParameterFinder(keys: KeyRules): Finder {
  const kindOf = createParameterKinds(keys);
  return {
    rule: 'url-parameter',
    needs: features.separator,
    find(text, hits) {
      let from = 0;
      const mayBeEncoded = text.includes('%') || text.includes('\\');
      const delimiters = mayBeEncoded ? allDelimiters : plainDelimiters;
      const next = delimiters.map((delimiter) => text.indexOf(delimiter));
      /** Where the next `=` may be: no run in front of it holds a parameter. */
      let equals = mayBeEncoded ? 0 : text.indexOf('=');
      for (;;) {
        let first = -1;
        for (let kind = 0; kind < next.length; kind++) {
          let at = next[kind]!;
          if (at >= 0 && at < from) at = next[kind] = text.indexOf(delimiters[kind]!, from);
          if (at >= 0 && (first < 0 || at < first)) first = at;
        }
        if (first < 0) return;
        if (equals >= 0 && equals < from) equals = mayBeEncoded ? from : text.indexOf('=', from);
        if (equals < 0) return;
        let start = first;
        if (equals < first) {
          while (start > from && !isStop(text, start - 1)) start--;
          // in front of the first `?` of a URL are its host and path
          if (text.slice(start, first).includes('://')) start = first;
        }
        let end = first + 1;
        while (end < text.length && !isStop(text, end)) end++;
        if (equals < end) findSecretParameters(text, start, withoutClosing(text, start, end), kindOf, hits);
        from = end;
      }
    },
  };
}

const plainDelimiters = ['?', '&', '#'] as const;
const allDelimiters = [...plainDelimiters, '%', '\\u0026'] as const;

const brackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const maxClosing = 8;

/** A URL in a sentence or in brackets is followed by what is not its own: punctuation, and brackets that were not opened in it. */
function withoutClosing(text: string, start: number, end: number): number {
  const least = Math.max(start, end - maxClosing);
  let at = end;
  for (; at > least; at--) {
    const last = text[at - 1]!;
    const opening = brackets[last];
    if (opening === undefined ? !'.,;:!'.includes(last) : text.slice(start, at).includes(opening)) break;
  }
  return at;
}
