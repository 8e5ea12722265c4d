/** What stands where a secret could stand and is none: placeholders, literals, markers, types, code, and the words of a sentence. */
import { endOfMarker, endOfMask } from '../../marker.js';

const literals: ReadonlySet<string> = new Set(['null', 'undefined', 'none', 'nil', 'true', 'false', 'nan', 'n/a', 'void', '()', '{}', '[]', '-', '--', '...', '…', 'include', 'omit', 'same-origin']);

const typeNames: ReadonlySet<string> = new Set([
  'string', 'str', 'number', 'boolean', 'bool', 'int', 'integer', 'bytes', 'object', 'any', 'unknown', 'never', 'text', 'char', 'varchar', 'uuid', 'buffer', 'date', 'array',
  'optional', 'nullable', 'token', 'credential', 'credentials', 'secretstr', 'strict', 'record', 'promise', 'map', 'list', 'blob',
]);

/** What logs say about a secret. */
const states: ReadonlySet<string> = new Set([
  'expired', 'invalid', 'missing', 'required', 'incorrect', 'wrong', 'empty', 'unknown', 'unset', 'set', 'changed', 'updated', 'revoked', 'rejected', 'accepted', 'refreshed', 'rotated',
  'failure', 'failed', 'success', 'succeeded', 'ok', 'error', 'denied', 'disabled', 'enabled', 'present', 'absent', 'found', 'not', 'no', 'yes', 'malformed', 'mismatch', 'matched',
  'valid', 'verified', 'done', 'ready', 'pending', 'active', 'inactive', 'select', 'eof', 'password', 'token', 'secret', 'unverified', 'created', 'deleted', 'removed', 'added', 'provided', 'must', 'cannot', 'should', 'is', 'was', 'has', 'the', 'a', 'an', 'to', 'for', 'in', 'of', 'and', 'or',
  'optional', 'hidden', 'masked', 'omitted', 'filtered', 'bearer', 'basic', 'digest', 'unexpected', 'ignored', 'skipped', 'unauthorized', 'forbidden', 'supported', 'unsupported', 'default',
  'falsch', 'ungültig', 'abgelaufen', 'fehlt', 'leer', 'erforderlich', 'unbekannt', 'expiré', 'invalide', 'manquant', 'requis', 'inválido', 'inválida', 'caducado', 'incorrecta', 'virheellinen', 'vanhentunut',
]);

const placeholder = /^(?:\?+|\$\d{1,3}|\$[A-Z_]{1,64}|%[sdvqo@]|%\([\w.]{1,64}\)s|%[A-Z_]{1,64}%|[*•xX·]{3,}|\*+|<(?:\d{1,6} )?[A-Za-z _.…|-]{0,128}>|&lt;[A-Za-z _.…|-]{0,128}&gt;|\$?\{{1,3}[^{}]{0,128}\}{1,3}|\$\{\{[^{}]{0,128}\}\}|#\{[^{}]{0,128}\}|\$\([^()]{0,128}\)|\[(?:object [A-Za-z]{1,24}|[Yy]our [A-Za-z ]{1,24}|[A-Za-z]{1,24})\]|[~^<>]=?\d{1,5}(?:\.[\dx*]{1,5}){0,3}(?: [<>]=?\d[\d.]{0,15})?)$/;
/** What may stand behind markers; what is glued to one is a part of the secret. */
const behindMarker = /^(?:$|[\s"'`<>&,;)\]}|\\#]|[.:!?]+(?:$|[\s"'])|%(?:25){0,3}(?:2[0-9c]|3[bf]|[57]d|0[ad]))/i;
const behindMask = /^(?:$|[\s"'&,;)\]}])/;
const maxMarkers = 8;
const variable = /^[$@:][A-Za-z_]{1,64}$/;
const longestPlaceholder = 140;

/** Whether redaction already was here. */
export function startsWithMarker(text: string, start: number): boolean {
  const length = lengthOfMarkers(text, start);
  if (length > 0) return behindMarker.test(text.slice(start + length, start + length + 12));
  const maskEnd = endOfMask(text, start);
  return maskEnd > start && behindMask.test(text.slice(maskEnd, maskEnd + 1));
}

/** Whether more of a secret follows directly behind a marker. */
export function isGluedToMarker(text: string, start: number): boolean {
  return lengthOfMarkers(text, start) > 0 && !startsWithMarker(text, start);
}

function lengthOfMarkers(text: string, start: number): number {
  let end = start;
  for (let count = 0; count < maxMarkers; count++) {
    const next = endOfMarker(text, end);
    if (next === end) break;
    end = next;
  }
  return end - start;
}

/** With single blanks between them, as values of a list. */
function isOnlyMarkers(value: string): boolean {
  let end = 0;
  while (end < value.length) {
    const next = endOfMarker(value, end);
    const nextEnd = next > end ? next : endOfMask(value, end);
    if (nextEnd === end) return false;
    end = value.charCodeAt(nextEnd) === 32 ? nextEnd + 1 : nextEnd;
  }
  return end > 0;
}

/** Whatever stands around it. */
export function isPlaceholder(value: string): boolean {
  if (value.length > longestPlaceholder) return false;
  return literals.has(value.toLowerCase()) || placeholder.test(value) || isOnlyMarkers(value);
}

/** A variable of a language or a template, or a parameter of a statement; in quotes a secret can begin so as well. */
export function isVariable(value: string): boolean {
  return variable.test(value);
}

/** `token=:token`, `password: @password` */
export function repeatsName(name: string, value: string): boolean {
  return isVariable(value) && name.toLowerCase().endsWith(value.slice(1).toLowerCase());
}

/** Behind a name in code: a type, a call, or the path of a variable; none of them holds a digit. */
export function isCode(value: string): boolean {
  if (value.length > longestPlaceholder) return false;
  if (/^(?:String|ID|Int|Float|Boolean)!/.test(value)) return true;
  const [whole, type] = /^[&*?]?([A-Za-z]{1,32})/.exec(value) ?? ['', ''];
  if (typeNames.has(type!.toLowerCase()) && /^(?:[[(<|?;,) ]|$)/.test(value.slice(whole.length))) return true;
  return /^(?:(?:new|await|yield) |\(?[A-Za-z_$][A-Za-z_$]{0,64}(?:\??\.[A-Za-z_$]{1,64}){0,8}(?:\(|\[["'\]]|\.[a-z]{1,64}256\())/.test(value) || isPath(value);
}

function isPath(value: string): boolean {
  return /^(?:this|self|process\.env|req|request|res|ctx|context|config|options|settings|props|args|params|env|os|user|data|body|input|state|event|opts)\??(?:\.[A-Za-z_$]{1,64}){1,8}[!;,]?$/.test(value);
}

/** A state, not a value. */
export function isState(word: string): boolean {
  return states.has(word.toLowerCase());
}

const upper = 1;
const lower = 2;
const digit = 4;
const sign = 8;

/** The shape of `text` between `start` and `end`, as the kinds of characters that it holds. */
function kindsIn(text: string, start: number, end: number): number {
  let kinds = 0;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code >= 97 && code <= 122) kinds |= lower;
    else if (code >= 65 && code <= 90) kinds |= upper;
    else if (code >= 48 && code <= 57) kinds |= digit;
    else if (code !== 45 && code !== 39 && code !== 46 && code < 160) kinds |= sign;
  }
  return kinds;
}

/** Letters only, with the dashes and full stops of prose. */
export function isWord(text: string, start: number, end: number): boolean {
  return (kindsIn(text, start, end) & (digit | sign)) === 0;
}

export function isNumber(text: string, start: number, end: number): boolean {
  return /^[+-]?[\d_,.]{1,32}$/.test(text.slice(start, Math.min(end, start + 40)));
}

const minLetters = 17;

/** Whether a word looks made by a machine: letters with digits, letters in no order of case, padding, or more letters than a word has. */
export function looksMade(text: string, start: number, end: number, minLength: number): boolean {
  const length = end - start;
  if (length < minLength) return false;
  const kinds = kindsIn(text, start, Math.min(end, start + 256));
  const letters = kinds & (upper | lower);
  if (letters === 0) return (kinds & digit) !== 0 && length >= 8;
  if ((kinds & digit) !== 0) return true;
  if (length >= 8 && text.charCodeAt(end - 1) === 61) return true;
  return (letters === (upper | lower) && isMixed(text, start, end)) || longestPart(text, start, end) >= minLetters;
}

/** Capitals where no word begins: a single small letter between capitals, as `camelCase` and `PascalCase` have none. */
function isMixed(text: string, start: number, end: number): boolean {
  let small = 0;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code >= 97 && code <= 122) small++;
    else {
      if (small === 1 && code >= 65 && code <= 90) return true;
      small = 0;
    }
  }
  return false;
}

/** The most letters in a row, not counting on where a capital begins the next word. */
function longestPart(text: string, start: number, end: number): number {
  let longest = 0;
  let part = 0;
  let wasSmall = false;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    const isSmall = code >= 97 && code <= 122;
    const isCapital = code >= 65 && code <= 90;
    if (isSmall || isCapital) part = isCapital && wasSmall ? 1 : part + 1;
    else part = 0;
    wasSmall = isSmall;
    if (part > longest) longest = part;
  }
  return longest;
}
