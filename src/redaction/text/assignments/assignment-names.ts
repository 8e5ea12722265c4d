/** Finds the name in front of a separator: bare, quoted in one of many ways, in brackets, or before the type of a declaration. */
import { tableOf } from '../charsets.js';

export interface NameInText {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** Longer names are not looked at; base64 in front of `=` is not a name. */
const maxNameLength = 64;
const maxBlanks = 64;
const encodedParameter = /^.*%(?:25){0,3}(?:2[036c]|3[bdf])/i;

const backslash = 92;

const nameCharacters = tableOf([['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$%', 1]]);

/** What else than a quote closes a quoted name: entities, escapes of URLs and of JSON. */
const closers = ['&quot;', '&#34;', '&#39;', '&apos;', '\\u0022', '\\u0027'] as const;

/** The types that stand between a name and `=` in declarations. */
const types = /^(?:string|str|text|char|var|auto|String|Str|Text|Optional|NSString|CString|SecretStr|bytes|const)$/;
/** `the password is: …`, `API key provided: …` */
const links = /^(?:is|was|provided|given|received|used)$/i;
/** The last word of names that are written in words: `API key: …`, `pass phrase = …`. */
const lastOfWords = /^(?:key|keys|phrase|code|id|string|word|number)$/i;

export function isNameCharacter(code: number): boolean {
  return code < 128 ? nameCharacters[code] === 1 : code === code && code > 160;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** Also the blank that does not break a line. */
export function isWideBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 160;
}

export function isQuote(code: number): boolean {
  return code === 34 || code === 39 || code === 96;
}

/** Where the name that ends before `end` begins; `end` itself when there is none. */
export function startOfName(text: string, end: number): number {
  const least = Math.max(0, end - maxNameLength - 1);
  let start = end;
  while (start > least && isNameCharacter(text.charCodeAt(start - 1))) start--;
  return start;
}

/** @param end where the separator begins */
export function nameBefore(text: string, end: number): NameInText | undefined {
  let at = skipBlanksBack(text, skipColourBack(text, end));
  const before = text.charCodeAt(at - 1);
  // `.=` `?=` `+=` `?:`
  if (at > 1 && (before === 46 || before === 63 || before === 43) && !isNameCharacter(text.charCodeAt(at - 2)) || before === 63 || before === 43) {
    at = skipBlanksBack(text, at - 1);
  }
  return quotedNameBefore(text, at) ?? indexedNameBefore(text, at) ?? bareNameBefore(text, at);
}

function skipBlanksBack(text: string, end: number): number {
  const least = Math.max(0, end - maxBlanks);
  let at = end;
  while (at > least && isWideBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

/** The code that ends a colour of a terminal. */
function skipColourBack(text: string, end: number): number {
  if (text.charCodeAt(end - 1) !== 109) return end;
  let at = end - 1;
  while (at > end - 12 && isColourCode(text.charCodeAt(at - 1))) at--;
  return text.charCodeAt(at - 1) === 91 && text.charCodeAt(at - 2) === 27 ? at - 2 : end;
}

/** Digits and `;` */
function isColourCode(code: number): boolean {
  return code >= 48 && code <= 57 || code === 59;
}

function bareNameBefore(text: string, end: number): NameInText | undefined {
  const first = startOfName(text, end);
  if (first === end || end - first > maxNameLength) return undefined;
  const start = first + Math.max(text.charCodeAt(first - 1) === backslash ? lengthOfEscape(text, first) : 0, lengthOfEncoded(text.slice(first, end)));
  return start === end ? undefined : { start, end, isQuoted: false };
}

/** In `\npass` the letter is not of the name; it is in `\token`. */
function lengthOfEscape(text: string, first: number): number {
  const code = text.charCodeAt(first);
  return code === 110 || code === 114 || code === 116 && !text.startsWith('oken', first + 1) && !text.startsWith('otp', first + 1) ? 1 : 0;
}

/** In `a%3Db%26token` another parameter stands in front of the name. */
function lengthOfEncoded(name: string): number {
  return name.includes('%') ? (encodedParameter.exec(name)?.[0].length ?? 0) : 0;
}

function quotedNameBefore(text: string, end: number): NameInText | undefined {
  const closer = closerBefore(text, end);
  if (closer === 0) return undefined;
  const last = end - closer;
  const least = Math.max(0, last - maxNameLength);
  let start = last;
  while (start > least && (isNameCharacter(text.charCodeAt(start - 1)) || isBlank(text.charCodeAt(start - 1)))) start--;
  // `for `:``: the quote opens and does not close
  return start === last || isBlank(text.charCodeAt(last - 1)) ? undefined : { start, end: last, isQuoted: true };
}

/** The length of the quote that ends before `end`, with the escapes in front of it. */
function closerBefore(text: string, end: number): number {
  if (isQuote(text.charCodeAt(end - 1))) {
    let start = end - 1;
    // `""` is how CSV escapes a quote
    if (text.charCodeAt(start - 1) === text.charCodeAt(start)) start--;
    const least = Math.max(0, start - maxNameLength);
    while (start > least && text.charCodeAt(start - 1) === 92) start--;
    return end - start;
  }
  return closers.find((closer) => text.endsWith(closer, end))?.length ?? 0;
}

/** `config["password"] =`, `user[password]=`, `secrets[0] =`, `secrets[] =` */
function indexedNameBefore(text: string, end: number): NameInText | undefined {
  if (text.charCodeAt(end - 1) !== 93) return undefined;
  const least = Math.max(0, end - maxNameLength);
  let opening = end - 2;
  while (opening >= least && text.charCodeAt(opening) !== 91) opening--;
  if (opening < least) return undefined;
  const quoted = quotedNameBefore(text, end - 1);
  if (quoted !== undefined && quoted.start > opening) return { ...quoted, isQuoted: true };
  // `[auth]: connected`, as logs begin
  if (text.charCodeAt(end) === 58 && text.charCodeAt(end + 1) === 32 && !isNameCharacter(text.charCodeAt(opening - 1))) return undefined;
  const isIndex = /^\d*$/.test(text.slice(opening + 1, end - 1));
  return isIndex ? bareNameBefore(text, opening) : { start: opening + 1, end: end - 1, isQuoted: true };
}

/** Whether the word may belong to a name that began before it. */
export function isPartOfName(word: string): boolean {
  return types.test(word) || links.test(word) || lastOfWords.test(word);
}

/** Whatever stands before one or two links: `the password provided is: …`. */
function linkedName(text: string, link: NameInText): NameInText | undefined {
  let linked = bareNameBefore(text, skipBlanksBack(text, link.start));
  if (linked !== undefined && links.test(text.slice(linked.start, linked.end))) linked = bareNameBefore(text, skipBlanksBack(text, linked.start));
  if (linked === undefined || links.test(text.slice(linked.start, linked.end))) return linked;
  return nameAround(text, linked) ?? linked;
}

/** The name that stands before the word at `name`: of the declaration whose type it is, or with it a name of two or three words. */
export function nameAround(text: string, name: NameInText): NameInText | undefined {
  if (name.isQuoted) return undefined;
  const word = text.slice(name.start, name.end);
  if (types.test(word)) {
    let end = skipBlanksBack(text, name.start);
    if (text.charCodeAt(end - 1) === 38 || text.charCodeAt(end - 1) === 42) end = skipBlanksBack(text, end - 1);
    if (text.charCodeAt(end - 1) === 58) end = skipBlanksBack(text, end - 1);
    return end === name.start ? undefined : bareNameBefore(text, end);
  }
  if (links.test(word)) return linkedName(text, name);
  if (!lastOfWords.test(word)) return undefined;
  let start = name.start;
  for (let words = 0; words < 2; words++) {
    const end = skipBlanksBack(text, start);
    if (end !== start - 1) break;
    const first = startOfName(text, end);
    if (first === end) break;
    start = first;
  }
  return start === name.start ? undefined : { start, end: name.end, isQuoted: false };
}
