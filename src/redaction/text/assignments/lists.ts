/** Finds secrets among the texts of lists and arguments: `setProperty("token", "…")`, `["authorization", "Bearer …"]`, `PASSWORD('…')`. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isQuote, startOfName, type NameInText } from './assignment-names.js';
import { valueAfter } from './assignment-values.js';
import { lengthOfScheme } from './auth-schemes.js';
import { codesOf } from '../codes.js';
import { features, type Finder } from '../finder.js';
import { isWord, looksMade } from './harmless-values.js';
import { InnocentNames } from './innocent-names.js';
import type { Hits } from '../hits.js';
import { quotedAt } from './values-in-text.js';

/** Functions of SQL and of languages whose only argument is the secret. */
const secretFunction = /(?:^|[^A-Za-z0-9])(?:password|old_password|secret|secretstr|passphrase)$/i;
/** Functions whose second argument is a value, whatever it looks like. */
const settingFunction = /(?:^|[^A-Za-z0-9])(?:set(?:env|Property|Header|RequestHeader|Item|Attribute|String|Value|Config|Option|Secret)?|define|put|append|putenv|header)$/i;
/** What may stand in front of the first text of a list or of arguments: `(ctx, "token", …)`. */
const beforeFirstText = /^(?:[\w.&*]{1,32},)?\s{0,32}\\{0,7}(?=["'`])/;
const maxBeforeFirstText = 80;
const maxNameLength = 64;
const slash = 47;

export function createListFinder(keys: KeyRules): Finder {
  const innocent = new InnocentNames();

  function isSecretName(text: string, codes: Uint16Array, start: number, end: number): boolean {
    if (end - start > maxNameLength || text.charCodeAt(start) === slash || innocent.holds(codes, start, end)) return false;
    const name = text.slice(start, end);
    const isSecret = keys.namesSecret(name, true);
    if (!isSecret) innocent.add({ name, isNaming: false, isPart: false });
    return isSecret;
  }

  /** @param index that of the bracket; gives where to go on */
  function findInList(text: string, codes: Uint16Array, index: number, hits: Hits): number {
    const first = startOfFirstText(text, index + 1);
    if (first < 0) return index + 1;
    const isCall = text.charCodeAt(index) === 40;
    const called = isCall ? text.slice(startOfName(text, index), index) : '';
    let at = first;
    while (text.charCodeAt(at - 1) === 92) at--;
    let name: NameInText | undefined = isCall && secretFunction.test(called) ? { start: at, end: at, isQuoted: true } : undefined;
    for (;;) {
      const item = quotedAt(text, at);
      if (item === undefined) return at;
      if (!isSeparatorOfItems(text, item.next)) return at + 1;
      if (name !== undefined && (name.start === name.end || isOption(text, name) || settingFunction.test(called) || isArgument(text, item.start, item.end))) {
        const value = valueAfter(text, name, { separator: 44, valueStart: at, isLoose: false, isComparison: false, isEncoded: false });
        if (value !== undefined) hits.add('assignment', value.start, value.end);
        name = undefined;
      } else {
        name = isSecretName(text, codes, item.start, item.end) ? { start: item.start, end: item.end, isQuoted: true } : undefined;
      }
      at = startOfNextItem(text, item.next);
      if (at < 0) return item.next;
    }
  }

  return {
    rule: 'assignment',
    needs: features.separator,
    find(text, hits) {
      const codes = codesOf(text);
      for (const bracket of ['[', '('] as const) {
        for (let index = text.indexOf(bracket); index >= 0; index = text.indexOf(bracket, index)) index = findInList(text, codes, index, hits);
      }
    },
  };
}

/** -1 when there is none. */
function startOfFirstText(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (isQuote(code)) return start;
  // `[{`, `[]`, `()`
  if (code === 123 || code === 93 || code === 41) return -1;
  const before = beforeFirstText.exec(text.slice(start, start + maxBeforeFirstText));
  return before === null ? -1 : start + before[0].length;
}

/** What follows an item is a comma or the end, and not the colon of an object. */
function isSeparatorOfItems(text: string, next: number): boolean {
  const code = text.charCodeAt(skipSpace(text, next));
  return code === 41 || code === 93 || code === 44 || code !== code;
}

/** -1 when the list ends, or goes on with something else than a text. */
function startOfNextItem(text: string, next: number): number {
  const comma = skipSpace(text, next);
  if (text.charCodeAt(comma) !== 44) return -1;
  const start = skipSpace(text, comma + 1);
  return start < text.length ? start : -1;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < start + 64 && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** `["--token", …]` */
function isOption(text: string, { start }: NameInText): boolean {
  return text.charCodeAt(start) === 45;
}

/** Not the name of one more field, and not a sentence about the first. */
function isArgument(text: string, start: number, end: number): boolean {
  // the paths of fields
  if (/^[A-Za-z_.-]{0,64}(?:\.\*|\[\*\])/.test(text.slice(start, Math.min(end, start + 72)))) return false;
  let blank = start;
  while (blank < end && text.charCodeAt(blank) !== 32) blank++;
  return blank === end ? !isWord(text, start, end) || looksMade(text, start, end, 8) : !isWord(text, start, blank) || lengthOfScheme(text, start, end) > 0;
}
