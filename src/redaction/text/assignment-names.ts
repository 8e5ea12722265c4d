/** Finds the name in front of a separator: bare, quoted in one of many ways, in brackets, or before the type of a declaration. */

export interface NameInText {
  readonly start: number;
  readonly end: number;
  readonly isQuoted: boolean;
}

/** Longer names are not looked at; base64 in front of `=` is not a name. */
const maxNameLength = 64;
const maxBlanks = 64;

const blankKind = 1;
const nameKind = 2;
const quoteKind = 4;

const kinds = new Uint8Array(128);
for (const [characters, kind] of [['abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$%', nameKind], [' \t', blankKind], ['"\'`', quoteKind]] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind;
}

/** What else than a quote closes a quoted name: entities, escapes of URLs and of JSON. */
const closers = ['&quot;', '&#34;', '&#39;', '&apos;', '\\u0022', '\\u0027'] as const;

/** The types that stand between a name and `=` in declarations. */
const types = /^(?:string|str|text|char|var|auto|String|Str|Text|Optional|NSString|CString|SecretStr|bytes|const)$/;
/** `the password is: …`, `API key provided: …` */
const links = /^(?:is|was|provided|given|received|used)$/i;
/** The last word of names that are written in words: `API key: …`, `pass phrase = …`. */
const lastOfWords = /^(?:key|keys|phrase|code|id|string|word|token|secret|number)$/i;

export function isNameCharacter(code: number): boolean {
  return code < 128 ? kinds[code] === nameKind : code === code && code > 160;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
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
  let at = skipBlanksBack(text, end);
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
  while (at > least && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function bareNameBefore(text: string, end: number): NameInText | undefined {
  const start = startOfName(text, end);
  return start === end || end - start > maxNameLength ? undefined : { start, end, isQuoted: false };
}

function quotedNameBefore(text: string, end: number): NameInText | undefined {
  const closer = closerBefore(text, end);
  if (closer === 0) return undefined;
  const last = end - closer;
  const least = Math.max(0, last - maxNameLength);
  let start = last;
  while (start > least && (isNameCharacter(text.charCodeAt(start - 1)) || isBlank(text.charCodeAt(start - 1)))) start--;
  return start === last ? undefined : { start, end: last, isQuoted: true };
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
  const isIndex = /^\d*$/.test(text.slice(opening + 1, end - 1));
  return isIndex ? bareNameBefore(text, opening) : { start: opening + 1, end: end - 1, isQuoted: true };
}

/** Whether the word may belong to a name that began before it. */
export function isPartOfName(word: string): boolean {
  return types.test(word) || links.test(word) || lastOfWords.test(word);
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
  if (links.test(word)) {
    const linked = bareNameBefore(text, skipBlanksBack(text, name.start));
    return linked === undefined ? undefined : (nameAround(text, linked) ?? linked);
  }
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
