/** Decides by its name what happens to a key's value: one decision per key, remembered. */
import type { RedactionOptions } from '../options.js';
import { exemptKeys } from './exempt-keys.js';
import { remembering } from './remembering.js';
import { isStrictlyAllowed, leadsToStrictlyAllowed } from './strict-keys.js';
import { createExactTest, createNameTest, holdForPaths, pathsTo } from './user-names.js';
import { isStatementParameter, typeOfKey, type ValueType } from './value-types.js';
import {
  aboutWords, aboutWordsInText, compact, countEnds, furtherWords, isWorkingDirectory, lastWordOf, lastWords, proofParameters, requiredWords, signatureParameters, spellOut, wholeWords,
} from './words.js';

/**
 * `hide-unless-…`: with such a value it is no secret; token *counts* are numbers, tokens are not. `shape-only`: the user allowed it, so that only rules that go by the
 * value itself hold. The other decisions say how the value is read.
 */
export type OpenForm = 'hide-unless-number' | 'hide-unless-flag' | 'hide-unless-path' | 'hide-unless-state';
export type KeyDecision = 'hide' | OpenForm | 'drop' | 'shape-only' | ValueType;

export interface KeyRules {
  /** @param path the names of the records around the key, each followed by a dot; only needed where `goByPath` */
  decide(key: string, path?: string): KeyDecision;
  /** Whether names of the settings can stand for a path within a value. */
  readonly goByPath: boolean;
  /** Whether the user allowed a key within a record that has this path. */
  leadsToAllowed(path: string): boolean;
  /**
   * Whether a value next to this name in running text is secret.
   * @param isKey the name is that of a query parameter, a header or a quoted key: only there the words too short for prose count (`auth`, `pin`)
   */
  namesSecret(name: string, isKey?: boolean): boolean;
  /** Whether the query parameter of this name signs a URL or proves who calls it. */
  signsUrl(name: string): boolean;
}

type KeyOptions = Pick<RedactionOptions, 'mode' | 'keys' | 'allowKeys' | 'rules' | 'sensitiveQueryParameters'>;

export function createKeyRules(options: KeyOptions): KeyRules {
  const isDenied = createNameTest(options.keys);
  const isAllowed = createExactTest(options.allowKeys);
  const isOn = options.rules.key !== 'off';
  const holdsRequiredWord = (word: string): boolean => requiredWords.some((secret) => word.includes(secret));
  const holdsFurtherWord = (word: string): boolean => isOn && furtherWords.some((secret) => word.includes(secret));
  const holdsShortWord = (spelledOut: string): boolean =>
    isOn && (wholeWords.some((secret) => spelledOut.includes(`_${secret}_`)) || lastWords.some((secret) => spelledOut.endsWith(`_${secret}_`)));
  const holdsSecretWord = (key: string, word: string): boolean => {
    if (holdsRequiredWord(word)) return true;
    const spelledOut = spellOut(key);
    return (holdsFurtherWord(word) || holdsShortWord(spelledOut)) && !aboutWords.has(lastWordOf(spelledOut));
  };

  const leadsToAllowed = createExactTest(pathsTo(options.allowKeys));
  const isStrict = options.mode === 'strict';
  const isDropped = (key: string, path: string): boolean => isStrict && !isStrictlyAllowed(path + key) && !namesAround(path).some(isAllowed);

  const decide = (key: string, path = ''): KeyDecision => {
    if (isDenied(key) || (path !== '' && isDenied(path + key))) return 'hide';
    if (isAllowed(key) || (path !== '' && isAllowed(path + key))) return 'shape-only';
    if (isOn && isStatementParameter(key)) return 'hide';
    const type = typeOfKey(key);
    // of cookies, the names may leave
    if (!exemptKeys.has(key) && type !== 'cookie' && type !== 'set-cookie') {
      const word = compact(key);
      if (holdsSecretWord(key, word)) return openFormOf(key, word);
    }
    return isDropped(key, path) ? 'drop' : type;
  };

  const isNamedInText = (name: string, isKey: boolean): boolean => {
    if (isDenied(name)) return true;
    if (isAllowed(name)) return false;
    if (exemptKeys.has(name)) return false;
    const word = compact(name);
    const spelledOut = spellOut(name);
    if (!holdsRequiredWord(word) && !holdsFurtherWord(word) && !(isKey && holdsShortWord(spelledOut))) return false;
    return !aboutWordsInText.has(lastWordOf(spelledOut));
  };
  const inText = remembering((name) => isNamedInText(name, false));
  const asKey = remembering((name) => isNamedInText(name, true));
  const ofUser = options.sensitiveQueryParameters && new Set(options.sensitiveQueryParameters);
  const signsUrl = (name: string): boolean => {
    const lower = name.toLowerCase();
    return (proofParameters.has(lower) || (ofUser ? ofUser.has(name) : signatureParameters.has(lower))) && !isAllowed(name);
  };
  return {
    decide,
    goByPath: isStrict || holdForPaths(options.keys) || options.allowKeys.some((name) => name.includes('.')),
    leadsToAllowed: (path) => leadsToAllowed(path) || (isStrict && leadsToStrictlyAllowed(path)),
    namesSecret: (name, isKey = false) => (isKey ? asKey(name) : inText(name)),
    signsUrl,
  };
}

function openFormOf(key: string, word: string): KeyDecision {
  if (countEnds.some((end) => word.endsWith(end))) return 'hide-unless-number';
  if (word.endsWith('otpsent')) return 'hide-unless-flag';
  if (word.endsWith('authorizationstatus')) return 'hide-unless-state';
  return isWorkingDirectory(key) ? 'hide-unless-path' : 'hide';
}

/** `a.b.` → `a`, `a.b` */
function namesAround(path: string): readonly string[] {
  return [...path.matchAll(/\./g)].map(({ index }) => path.slice(0, index));
}
