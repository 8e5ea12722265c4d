/** Decides what of the text behind a secret name and its separator is the secret; placeholders, code and prose are none. */
import { isBlank, isQuote, type NameInText } from './assignment-names.js';
import { lengthOfScheme } from './auth-schemes.js';
import { isCode, isNumber, isPlaceholder, isState, isWord, looksMade, startsWithMarker } from './harmless-values.js';
import { endOfBare, endOfHeader, endOfLine, endOfNested, isLineEnd, quotedAt, type QuotedValue } from './values-in-text.js';

export interface Place {
  /** The code of `:` or `=`, also for what is spelled otherwise. */
  readonly separator: number;
  readonly valueStart: number;
  /** A blank stands behind the separator. */
  readonly isLoose: boolean;
  /** `==`: only a literal in quotes is compared with a secret. */
  readonly isComparison: boolean;
  /** The separator is percent-encoded, and so is what ends the value. */
  readonly isEncoded: boolean;
}

const colon = 58;
const equals = 61;

/** Headers whose value takes the whole line. */
const headerName = /^(?:(?:proxy-)?authorization|(?:set-)?cookie2?)$/i;
/** `aws_secret_access_key: value with blanks` */
const compositeName = /[a-z0-9][_.][a-z0-9]/i;
const counts = /tokens/i;
/** `b"…"`, `@"…"`, `N'…'` */
const maxPrefix = 2;

/** Where the secret lies, and where to go on behind it; undefined when there is none. */
export function valueAfter(text: string, name: NameInText, place: Place): QuotedValue | undefined {
  const { valueStart } = place;
  const first = text.charCodeAt(valueStart);
  if (isLineEnd(first)) return place.separator === colon ? nestedLines(text, name, valueStart, false) : undefined;
  if (startsWithMarker(text, valueStart)) return undefined;
  const quoted = quotedAt(text, valueStart) ?? prefixedAt(text, valueStart);
  if (quoted !== undefined) return isHarmlessQuoted(text, name, quoted, place) ? undefined : withoutScheme(text, quoted);
  if (place.isComparison) return undefined;
  if ((first === 123 || first === 91) && !isTemplate(text, valueStart)) return nestedValue(text, name, place);
  if (first === 124 || first === 62) {
    const lineEnd = endOfLine(text, valueStart);
    const lines = lineEnd - valueStart <= 2 ? nestedLines(text, name, lineEnd, true) : undefined;
    if (lines !== undefined) return lines;
  }
  return bareValue(text, name, place);
}

function prefixedAt(text: string, start: number): QuotedValue | undefined {
  for (let width = 1; width <= maxPrefix; width++) {
    const code = text.charCodeAt(start + width - 1);
    if (code !== 64 && code !== 36 && !((code | 32) >= 97 && (code | 32) <= 122)) return undefined;
    if (isQuote(text.charCodeAt(start + width))) return quotedAt(text, start + width);
  }
  return undefined;
}

function isHarmlessQuoted(text: string, name: NameInText, { start, end }: QuotedValue, place: Place): boolean {
  if (start >= end || startsWithMarker(text, start)) return true;
  const value = end - start > 160 ? '' : text.slice(start, end);
  if (isPlaceholder(value)) return true;
  if (isNumber(text, start, end) && counts.test(text.slice(name.start, name.end))) return true;
  return place.isComparison && isWord(text, start, end) && !looksMade(text, start, end, 12);
}

/** `Bearer` stays in front of its credential. */
function withoutScheme(text: string, { start, end, next }: QuotedValue): QuotedValue | undefined {
  const scheme = lengthOfScheme(text, start, end);
  if (scheme === 0) return { start, end, next };
  return startsWithMarker(text, start + scheme) ? undefined : { start: start + scheme, end, next };
}

/** `{{ .Values.password }}`, `${{ secrets.TOKEN }}`, `{0}`, `[ ]`, `<hidden>`: a place for a value. */
function isTemplate(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  if (first !== 123 && first !== 91 && first !== 36 && first !== 60) return false;
  return /^(?:\$?\{\{[^{}]{0,128}\}\}|\{[\w.]{0,64}\}|\[\s{0,8}\]|<[^<>\s][^<>]{0,64}>)(?:$|[\s,;"'&)\]}])/.test(text.slice(start, start + 140));
}

function nestedValue(text: string, name: NameInText, { valueStart }: Place): QuotedValue | undefined {
  const end = endOfNested(text, valueStart);
  const isCount = counts.test(text.slice(name.start, name.end)) && end - valueStart < 160 && /^\[[\d\s,.]*\]$/.test(text.slice(valueStart, end));
  return isCount ? undefined : { start: valueStart, end, next: end };
}

/**
 * The lines of YAML that are indented deeper than their name.
 * @param isBlock `|` or `>` says that they are text; else they may be names and values of their own
 */
function nestedLines(text: string, name: NameInText, lineEnd: number, isBlock: boolean): QuotedValue | undefined {
  const indent = indentOf(text, name.start);
  if (indent < 0) return undefined;
  let start = -1;
  let end = lineEnd;
  while (end < text.length) {
    let at = end + (text.charCodeAt(end) === 13 ? 2 : 1);
    const lineStart = at;
    while (isBlank(text.charCodeAt(at))) at++;
    if (isLineEnd(text.charCodeAt(at)) || at - lineStart <= indent) break;
    if (start < 0) {
      const isMap = /^[\w.-]{1,64}["']?(?::|\s{0,4}=)/.test(text.slice(at, at + 72));
      if (!isBlock && (isMap || !looksMade(text, at, endOfLine(text, at), 8))) return undefined;
      start = at;
    }
    end = endOfLine(text, at);
  }
  return start < 0 || startsWithMarker(text, start) ? undefined : { start, end, next: end };
}

/** The blanks in front of a name that is the first on its line, or -1. */
function indentOf(text: string, start: number): number {
  const least = Math.max(0, start - 64);
  let at = start;
  while (at > least && (text.charCodeAt(at - 1) === 32 || text.charCodeAt(at - 1) === 45)) at--;
  return at === 0 || text.charCodeAt(at - 1) === 10 ? start - at : -1;
}

/** The first name of its line, behind nothing but `> `, `- `, `export ` and the like. */
function isFirstOnLine(text: string, start: number): boolean {
  const least = Math.max(0, start - 24);
  let at = start;
  while (at > least && text.charCodeAt(at - 1) !== 10) at--;
  if (at > 0 && text.charCodeAt(at - 1) !== 10) return false;
  return /^[\s>*<#$|-]{0,16}(?:export |set |const |let |var |my |final |static |readonly )?["'$@]?$/i.test(text.slice(at, start));
}

function bareValue(text: string, name: NameInText, place: Place): QuotedValue | undefined {
  const { valueStart, separator, isLoose, isEncoded } = place;
  const spelled = text.slice(name.start, name.end);
  const isFirst = isFirstOnLine(text, name.start);
  // `arn:aws:…:secret:name`, `oauth:token:…`
  if (separator === colon && !isLoose && text.charCodeAt(name.start - 1) === colon) return undefined;
  const isHeader = separator === colon && headerName.test(spelled);
  const scheme = lengthOfScheme(text, valueStart, text.length);
  if (isHeader || scheme > 0 && separator === colon) {
    const start = valueStart + scheme;
    if (startsWithMarker(text, start)) return undefined;
    if (scheme > 0 || isHeaderValue(text, start, isFirst || isQuote(text.charCodeAt(name.start - 1)))) {
      const before = text.charCodeAt(name.start - 1);
      const isWhole = isHeader && (isFirst || isQuote(before) || isNested(text, start));
      const end = isWhole ? endOfHeader(text, start, isQuote(before) ? before : 0) : endOfBare(text, start, { isOwnLine: false, isEncoded });
      return { start, end, next: end };
    }
    return undefined;
  }
  if (isTemplate(text, valueStart)) return undefined;
  const end = endOfBare(text, valueStart, { isOwnLine: isFirst && isLoose, isEncoded });
  if (end === valueStart) return undefined;
  const value = end - valueStart > 200 ? '' : text.slice(valueStart, end);
  if (isHarmlessBare(text, spelled, value, end, isFirst, place)) return undefined;
  if (separator === colon && isFirst && isLoose && compositeName.test(spelled)) {
    const lineEnd = endOfHeader(text, valueStart, 0);
    // more names on the line: not the rest of it
    if (!/[\s,;][\w.-]{1,64}["']?[=:]/.test(text.slice(end, Math.min(lineEnd, end + 256)))) return { start: valueStart, end: Math.max(end, lineEnd), next: Math.max(end, lineEnd) };
  }
  return { start: valueStart, end, next: end };
}

/** `Credential=…, Signature=…`: parameters go on behind blanks. */
function isNested(text: string, start: number): boolean {
  return /^[A-Za-z_]{1,32}=["\w]/.test(text.slice(start, start + 40));
}

function isHeaderValue(text: string, start: number, isOwnLine: boolean): boolean {
  let end = start;
  while (end < text.length && text.charCodeAt(end) > 32 && text.charCodeAt(end) !== 34) end++;
  if (end === start || isPlaceholder(text.slice(start, Math.min(end, start + 200)))) return false;
  const isOneWord = isWord(text, start, end) && !looksMade(text, start, end, 8);
  return !isOneWord || isOwnLine && !isState(text.slice(start, end)) && isLineEnd(text.charCodeAt(end));
}

function isHarmlessBare(text: string, name: string, value: string, end: number, isFirst: boolean, place: Place): boolean {
  const { separator, valueStart, isLoose } = place;
  if (value === '') return end - valueStart <= 200;
  if (isPlaceholder(value) || isPlaceholder(value.slice(0, /[!.;,]$/.test(value) ? -1 : undefined))) return true;
  if (/^[\d_,.]{1,32}(?:\/[\d_,.]{1,32})?%?$/.test(value)) return counts.test(name) || separator === colon && !isLoose && isFileLine(text, name, end);
  // `password= user=bob`: nothing was given
  if (isLoose && separator === equals && /^[\w.-]{1,64}=/.test(value) && !/==?$/.test(value)) return true;
  // `this.password = password`
  if (isLoose && separator === equals && isWord(text, valueStart, end) && /(?:password|token|secret|key|credentials?|passwd|pwd);?$/i.test(value)) return true;
  if (isLoose && isCode(text.slice(valueStart, Math.min(end + 80, valueStart + 140)))) return true;
  if (!isLoose && /^[A-Za-z_.]{1,64}\(["'\w.,\s]{0,64}\)?$/.test(value)) return true;
  if (/^(?:OLD)?PWD$/i.test(name) && value.startsWith('/')) return true;
  if (separator === colon && !isLoose) return !looksMade(text, valueStart, end, 6) && !/[^\w:./-]/.test(value);
  if (!isWord(text, valueStart, end) || looksMade(text, valueStart, end, 8)) return false;
  if (separator === equals && !isLoose) return /^(?:true|false|null|none)$/i.test(value);
  return isProse(text, value, end, isFirst && (separator === equals || compositeName.test(name)));
}

/** `tokens.ts:12:9` */
function isFileLine(text: string, name: string, end: number): boolean {
  return name.includes('.') || text.charCodeAt(end) === colon;
}

/** A word that says what became of the secret, or that a sentence goes on from. */
function isProse(text: string, value: string, end: number, isSetting: boolean): boolean {
  const word = /^[A-Za-z-]{0,64}/.exec(value)![0];
  if (isState(word)) return true;
  if (isSetting) return false;
  return /^[,.;:]? ?[A-Za-z]/.test(text.slice(end, end + 4)) || text.charCodeAt(end) === 32;
}
