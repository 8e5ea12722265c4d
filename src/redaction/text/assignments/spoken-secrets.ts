/** Finds secrets that no separator gives away: `the password is …`, and options of commands such as `--token …` and `curl -u user:…`. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isBlank, isNameCharacter, isQuote, startOfName, type NameInText } from './assignment-names.js';
import { valueAfter } from './assignment-values.js';
import { letters, optionOf } from './command-options.js';
import { features, type Finder } from '../finder.js';
import { counts } from './harmless-assignments.js';
import { isNumber, isPlaceholder, isState, isWord, looksMade, startsWithMarker } from './harmless-values.js';
import type { Hits } from '../hits.js';
import { isMadeWord } from './made-words.js';
import { endOfBare, quotedAt } from './values-in-text.js';

/** Long options whose value is `user:secret`. */
const userOptions: ReadonlySet<string> = new Set(['user', 'proxy-user', 'auth', 'userpwd']);
const maxCommandLength = 160;

/** Words in front of a quoted value without a separator: `password "…"`. A `token "…"` is mostly that of a parser, a `secret "…"` a name. */
const bareName = /(?:password|passwd|passphrase|pwd|secret_?key|api_?key|access_?key|private_?key|auth_?token|access_?token)$/i;
const minTokenLength = 8;
const ofParser = /(?:unexpected|illegal|unrecognized|near|at) $/i;
/** `IDENTIFIED BY '…'` */
const identifiedBy = /identified(?: with [\w"'`]{1,64})?(?: by| as| by password)$/i;
/** What gives a secret or an option away. */
const blankAndSign = /[ \t](?:-|is |was |["'`])/g;
const backtick = 96;
const setTo = /\b(?:re)?(?:set|setting|chang(?:e|ed|ing)|updat(?:e|ed|ing)) (?:the |your |its )?([\w.-]{1,64}) to$/i;

/** In prose as well something is `identified by 'x'`. */
function isIdentifiedBy(before: string): boolean {
  return identifiedBy.test(before) && (before.includes('IDENTIFIED') || /\b(?:create|alter|grant)\b/i.test(before));
}

export function createSpokenSecretFinder(keys: KeyRules): Finder {
  /** `the private_key is …`, `the token was …`, `password -> …` */
  function findBehindIs(text: string, index: number, hits: Hits): number {
    const width = text.charCodeAt(index + 1) === 119 ? 5 : 4;
    const start = startOfName(text, index);
    const valueStart = index + width;
    if (start === index || !keys.namesSecret(text.slice(start, index)) || startsWithMarker(text, valueStart)) return index + 1;
    const quoted = quotedAt(text, valueStart);
    const end = quoted?.end ?? endOfBare(text, valueStart, { isOwnLine: false, isEncoded: false });
    const from = quoted?.start ?? valueStart;
    if (startsWithMarker(text, from) || !looksMade(text, from, withoutStop(text, end), quoted === undefined ? 6 : 4)) return index + 1;
    hits.add('assignment', from, end);
    return end;
  }

  /** `set password to "…"` */
  function isSet(before: string): boolean {
    const name = setTo.exec(before)?.[1];
    return name !== undefined && keys.namesSecret(name);
  }

  /** `password "…"`, `IDENTIFIED BY '…'`; `index` is that of the blank. */
  function findBehindWord(text: string, index: number, hits: Hits): number {
    const start = startOfName(text, index);
    if (start === index) return index + 1;
    const name = text.slice(start, index);
    const isBy = /^(?:by|as|password)$/i.test(name) && text.charCodeAt(index + 1) !== backtick && isIdentifiedBy(text.slice(Math.max(0, index - 128), index));
    if (!isBy && !(bareName.test(name) && keys.namesSecret(name)) && !isTokenInQuotes(text, start, index) && !(name === 'to' && isSet(text.slice(Math.max(0, index - 96), index)))) return index + 1;
    return hideArgument(text, { start, end: index, isQuoted: true }, index + 1, hits) ?? index + 1;
  }

  /** `--password …`, `-password …` */
  function findBehindOption(text: string, index: number, hits: Hits): number {
    if (text.charCodeAt(index + 2) === 62) return text.charCodeAt(index + 3) === 32 ? findBehindIs(text, index, hits) : index + 1;
    let start = index + 1;
    while (text.charCodeAt(start) === 45) start++;
    let end = start;
    while (end < start + 64 && isNameCharacter(text.charCodeAt(end))) end++;
    const isLong = start === index + 3;
    if (end - start === 1 || !isLong && end > start) {
      const found = findBehindShortOption(text, index, start, end, hits);
      if (found !== undefined) return found;
    }
    if (end === start || !isBlank(text.charCodeAt(end))) return Math.max(end, index + 1);
    const valueStart = end + 1;
    const first = text.charCodeAt(valueStart);
    if (first === 45 || first !== first || startsWithMarker(text, valueStart)) return end;
    const name = text.slice(start, end);
    if (isLong && userOptions.has(name)) {
      const next = hideBehindColon(text, valueStart, hits);
      if (next !== undefined || !looksMade(text, valueStart, endOfBare(text, valueStart, { isOwnLine: true, isEncoded: false }), 8)) return next ?? end;
    }
    if (name.endsWith('-stdin') || !keys.namesSecret(name, isLong)) return end;
    return hideArgument(text, { start, end, isQuoted: false }, valueStart, hits) ?? end;
  }

  function hideArgument(text: string, name: NameInText, valueStart: number, hits: Hits): number | undefined {
    const wordEnd = endOfBare(text, valueStart, { isOwnLine: true, isEncoded: false });
    const word = text.slice(valueStart, Math.min(wordEnd, valueStart + 64));
    if (counts.test(text.slice(name.start, name.end)) && isNumber(text, valueStart, wordEnd)) return undefined;
    if (isWord(text, valueStart, wordEnd) && (isState(word) || /^(?:option|flag|argument|parameter|instead|or|on|with|from|via)\b/i.test(word))) return undefined;
    const value = isQuote(text.charCodeAt(valueStart)) || text.charCodeAt(valueStart) === 92
      ? valueAfter(text, name, { separator: 61, valueStart, isLoose: false, isComparison: false, isEncoded: false })
      : isPlaceholder(word) ? undefined : { start: valueStart, end: wordEnd, next: wordEnd };
    if (value === undefined) return undefined;
    hits.add('assignment', value.start, value.end);
    return value.next;
  }

  /** @param index that of the blank */
  function findAt(text: string, index: number, hits: Hits): number {
    const sign = text.charCodeAt(index + 1);
    if (sign === 45) return findBehindOption(text, index, hits);
    return isQuote(sign) ? findBehindWord(text, index, hits) : findBehindIs(text, index, hits);
  }

  return {
    rule: 'assignment',
    needs: features.spoken,
    find(text, hits) {
      for (let sign = nextSign(text, 0); sign >= 0;) sign = nextSign(text, Math.max(findAt(text, sign - 1, hits), sign + 1));
    },
  };
}

/** `token "…"`, where the value is nothing that a parser would read. */
function isTokenInQuotes(text: string, start: number, index: number): boolean {
  if (!/^token$/i.test(text.slice(start, index)) || ofParser.test(text.slice(Math.max(0, start - 16), start))) return false;
  const quoted = quotedAt(text, index + 1);
  return quoted !== undefined && isMadeWord(text, quoted.start, quoted.end, minTokenLength);
}

/** Where the next sign begins from `from` on, behind a blank or with the text; -1 when there is none. */
export function nextSign(text: string, from: number): number {
  if (from === 0 && text.charCodeAt(0) === 45) return 0;
  blankAndSign.lastIndex = Math.max(0, from - 1);
  const found = blankAndSign.exec(text);
  return found === null ? -1 : found.index + 1;
}

/** @param index the blank in front of the dash */
function findBehindShortOption(text: string, index: number, start: number, end: number, hits: Hits): number | undefined {
  const letter = text[start]!;
  const option = letters.has(letter) ? optionOf(text.slice(Math.max(0, index - maxCommandLength), index + 1), letter) : undefined;
  if (option === undefined) return undefined;
  const isApart = end === start + 1 && !isQuote(text.charCodeAt(end));
  if (isApart ? !option.isApart : !option.isAttached) return undefined;
  const valueStart = isApart ? end + 1 : start + 1;
  const first = text.charCodeAt(valueStart);
  if (first !== first || first === 45 || first <= 32 || startsWithMarker(text, valueStart)) return undefined;
  if (option.isBehindColon === true) return hideBehindColon(text, valueStart, hits);
  const quoted = quotedAt(text, valueStart);
  const from = quoted?.start ?? valueStart;
  const to = quoted?.end ?? endOfBare(text, valueStart, { isOwnLine: true, isEncoded: false });
  if (isPlaceholder(text.slice(from, Math.min(to, from + 200)))) return undefined;
  hits.add('assignment', from, to);
  return quoted?.next ?? to;
}

/** `user:secret`, `user:'secret'`, `"user:secret"` */
function hideBehindColon(text: string, start: number, hits: Hits): number | undefined {
  const quoted = quotedAt(text, start);
  const from = quoted?.start ?? start;
  let end = quoted?.end ?? from;
  if (quoted === undefined) while (end < text.length && text.charCodeAt(end) > 32 && text.charCodeAt(end) !== 34) end++;
  let colon = from;
  while (colon < end && text.charCodeAt(colon) !== 58) colon++;
  // `http://…` is no user
  if (colon === end || text.charCodeAt(colon + 1) === 47) return undefined;
  const inner = quoted === undefined ? quotedAt(text, colon + 1) : undefined;
  const valueStart = inner?.start ?? colon + 1;
  const valueEnd = inner?.end ?? end;
  if (startsWithMarker(text, valueStart) || isPlaceholder(text.slice(valueStart, Math.min(valueEnd, valueStart + 200)))) return undefined;
  hits.add('assignment', valueStart, valueEnd);
  return valueEnd;
}

function withoutStop(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code === 46 || code === 44 || code === 33 ? end - 1 : end;
}
