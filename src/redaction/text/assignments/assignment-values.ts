/** Decides what of the text behind a secret name and its separator is the secret; placeholders, code and prose are none. */
import { isWorkingDirectory } from '../../keys/words.js';
import { isBlank, isQuote, type NameInText } from './assignment-names.js';
import { lengthOfScheme } from './auth-schemes.js';
import { compositeName, counts, isHarmlessBare } from './harmless-assignments.js';
import { isGluedToMarker, isNumber, isPlaceholder, isState, isWord, looksMade, startsWithMarker } from './harmless-values.js';
import { assignedCredential, headerValue, isHeaderName } from './header-values.js';
import { endOfInspected, withJoined } from './inspected-values.js';
import { endOfMadeBehind, isMadeWord } from './made-words.js';
import type { Place } from './separators.js';
import { endOfBare, endOfHeader, endOfLine, endOfNested, isLineEnd, quotedAt, withInnerQuotes, type BareEnds, type QuotedValue } from './values-in-text.js';

const colon = 58;
const equals = 61;

/** `errors.password:["is too short"]` */
const errorName = /(?:^|\.)errors?\./i;
/** `errors: { password: 'Required' }` */
const errorRecord = /\berrors?["']?\s?[:=]\s?\{[^{}]{0,200}$/i;
const maxBeforeError = 240;
/** `prompt_tokens_details: { cached_tokens: 3 }` */
const countsByName = /^\{\s{0,32}(?:\\{0,7}["']?[A-Za-z_]{1,40}\\{0,7}["']?\s{0,4}:\s{0,4}\d{1,12},?\s{0,32}){1,16}\}$/;
const notProse = /[^A-Za-z\s"',.()[\]-]/;
/** A value of this header may begin with the word of a scheme. */
const hasScheme = /auth/i;
/** What is shorter may be the first of two words that are the secret. */
const maxLeadLength = 6;
const minPartLength = 4;
/** `b"…"`, `@"…"`, `N'…'` */
const prefix = /^(?:[bBuUrRfFNEL@$x]|[bB][rR]|[rR][bB]|[fF][rR]|[rR][fF]|u8|\$@|@\$)(?=["'`])/;
const closed = /^["'`](?:$|[\s,;)}\]])/;
/** `type Token = {`, `class Token: Base {` */
const declaration = /\b(?:class|struct|interface|enum|extension|protocol|trait)\s{1,4}$/;
const mayBeValue = /["'`]|\d{4}/;
const maxTypeLength = 2048;
const typeDeclaration = /\btype\s{1,4}$/;
const bracedWord = /^\{[^\s{}"'`;,:=]{1,128}\}(?=$|[\s,;)\]}&])/;
const driver = /\bdriver=\{/i;
/** `{accessToken}`, `{oauth2Token}` */
const variableName = /^(?:[a-z]{2,24}\d{0,2})?(?:[A-Z][a-z]{1,24}\d{0,2}){0,6}$|[._]/;
const minBracedLength = 8;

/** Where the secret lies, and where to go on behind it; undefined when there is none. */
export function valueAfter(text: string, name: NameInText, place: Place): QuotedValue | undefined {
  const { valueStart } = place;
  const first = text.charCodeAt(valueStart);
  if (isLineEnd(first)) return place.separator !== colon ? undefined : (valueOnNextLine(text, name, place) ?? nestedLines(text, name, valueStart, false));
  if (startsWithMarker(text, valueStart)) return undefined;
  // `password:`: the quote closes
  if (!place.isLoose && isQuote(first) && text.charCodeAt(name.start - 1) === first && /^(?:$|[\s,;.)\]}])/.test(text.slice(valueStart + 1, valueStart + 2))) return undefined;
  const opened = quotedAt(text, valueStart) ?? prefixedAt(text, valueStart);
  const quoted = opened && withJoined(text, withInnerQuotes(text, valueStart, opened));
  if (quoted !== undefined) return isHarmlessQuoted(text, name, quoted, place) ? undefined : withoutScheme(text, quoted);
  if (isGluedToMarker(text, valueStart)) {
    const end = endOfBare(text, valueStart, { isOwnLine: false, isEncoded: place.isEncoded });
    return { start: valueStart, end, next: end };
  }
  if (place.isComparison && !isTightComparison(text, name, place)) return undefined;
  const isDeclared = isDeclaration(text, name, place);
  const inspectedEnd = isDeclared ? undefined : endOfInspected(text, valueStart);
  if (inspectedEnd !== undefined) return upTo(place, inspectedEnd);
  const braced = first === 123 ? bracedSecret(text, name, place) : undefined;
  if (braced !== undefined) return braced;
  if ((first === 123 || first === 91) && !isTemplate(text, valueStart)) return isDeclared ? undefined : nestedValue(text, name, place);
  if (first === 124 || first === 62) {
    const lineEnd = endOfLine(text, valueStart);
    const lines = lineEnd - valueStart <= 2 ? nestedLines(text, name, lineEnd, true) : undefined;
    if (lines !== undefined) return lines;
  }
  return bareValue(text, name, place);
}

/** JSON may break the line behind a colon. */
function valueOnNextLine(text: string, name: NameInText, place: Place): QuotedValue | undefined {
  if (!name.isQuoted) return undefined;
  let valueStart = place.valueStart;
  while (text.charCodeAt(valueStart) <= 32) valueStart++;
  const first = text.charCodeAt(valueStart);
  return first === 34 || first === 123 || first === 91 ? valueAfter(text, name, { ...place, valueStart, isLoose: true }) : undefined;
}

/** `password==c0ffee7`; what is compared has blanks around it, and what `token==1.0` requires is a version. */
function isTightComparison(text: string, name: NameInText, { valueStart, isLoose }: Place): boolean {
  if (isLoose || text.charCodeAt(name.end) !== equals) return false;
  const end = endOfBare(text, valueStart, { isOwnLine: false, isEncoded: false });
  return looksMade(text, valueStart, end, 6) && !/^\d+(?:\.|$)/.test(text.slice(valueStart, Math.min(end, valueStart + 16)));
}

function prefixedAt(text: string, start: number): QuotedValue | undefined {
  const width = prefix.exec(text.slice(start, start + 3))?.[0].length ?? 0;
  if (width > 0) return quotedAt(text, start + width);
  // any letter, as Scala has it: only where the quote that it opens is closed, or else it is a quote in the value
  const quoted = isQuote(text.charCodeAt(start + 1)) && /[a-z]/i.test(text.charAt(start)) ? quotedAt(text, start + 1) : undefined;
  return quoted !== undefined && closed.test(text.slice(quoted.end, quoted.end + 2)) ? quoted : undefined;
}

/** The name is that of a type: `class Token: Base {`, and `type Token = {` with nothing in it that could be a value. */
function isDeclaration(text: string, name: NameInText, { separator, valueStart }: Place): boolean {
  if (name.isQuoted || !isBlank(text.charCodeAt(name.start - 1))) return false;
  const before = text.slice(Math.max(0, name.start - 16), name.start);
  const isNested = text.charCodeAt(valueStart) === 123;
  if (separator === colon) return !isNested && declaration.test(before);
  if (!isNested || !typeDeclaration.test(before)) return false;
  const body = text.slice(valueStart, valueStart + maxTypeLength);
  return !mayBeValue.test(body.slice(0, endOfNested(body, 0)));
}

function isHarmlessQuoted(text: string, name: NameInText, { start, end }: QuotedValue, place: Place): boolean {
  if (start >= end) return true;
  const value = end - start > 160 ? '' : text.slice(start, end);
  if (isPlaceholder(value) || value.startsWith('/') && isWorkingDirectory(text.slice(name.start, name.end))) return true;
  if (isNumber(text, start, end) && counts.test(text.slice(name.start, name.end))) return true;
  if (isState(/^[A-Z][a-z]+/.exec(value)?.[0] ?? '') && !notProse.test(value) && errorRecord.test(text.slice(Math.max(0, name.start - maxBeforeError), name.start))) return true;
  return place.isComparison && isWord(text, start, end) && !looksMade(text, start, end, 12);
}

/** `Bearer` stays in front of its credential. */
function withoutScheme(text: string, { start, end, next }: QuotedValue): QuotedValue | undefined {
  const scheme = lengthOfScheme(text, start, end);
  if (scheme === 0) return { start, end, next };
  return isPlaceholder(text.slice(start + scheme, Math.min(end, start + scheme + 200))) ? undefined : { start: start + scheme, end, next };
}

/** `{{ .Values.password }}`, `${{ secrets.TOKEN }}`, `{0}`, `[ ]`, `<hidden>`: a place for a value. */
function isTemplate(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  if (first !== 123 && first !== 91 && first !== 36 && first !== 60) return false;
  return /^(?:\$?\{\{[^{}]{0,128}\}\}|\{[\w.]{0,64}\}|\[\s{0,8}\]|<(?:\d{1,6} )?[A-Za-z][A-Za-z _.…|-]{0,64}>)(?:$|[\s,;"'&)\]}])/.test(text.slice(start, start + 140));
}

/** `Pwd={c0ffee};` of ODBC, and a word in braces that looks like no name of a variable. */
function bracedSecret(text: string, name: NameInText, place: Place): QuotedValue | undefined {
  const { valueStart } = place;
  const value = bracedWord.exec(text.slice(valueStart, valueStart + 130))?.[0];
  if (value === undefined) return undefined;
  const end = valueStart + value.length;
  const word = value.slice(1, -1);
  const isOfDriver = !place.isLoose && place.separator === equals && !text.slice(name.start, name.end).toLowerCase().endsWith(word.toLowerCase()) && driver.test(text.slice(Math.max(0, name.start - 512), name.start));
  const isMade = isMadeWord(text, valueStart + 1, end - 1, minBracedLength) && !variableName.test(word);
  return isOfDriver || isMade || isInList(text, valueStart, end) && looksMade(text, valueStart + 1, end - 1, minPartLength) ? { start: valueStart, end, next: end } : undefined;
}

/** `Uid=a;Pwd={…};` */
function isInList(text: string, start: number, end: number): boolean {
  return text.charCodeAt(end) === 59 && /;[A-Za-z _-]{1,32}=$/.test(text.slice(Math.max(0, start - 34), start));
}

function nestedValue(text: string, name: NameInText, { valueStart }: Place): QuotedValue | undefined {
  const end = endOfNested(text, valueStart);
  if (end - valueStart < 32 && hasState(text.slice(valueStart, end))) return undefined;
  // a text cut behind the bracket
  if (end - valueStart < 8 && /^[{[]\s*$/.test(text.slice(valueStart, end))) return undefined;
  const isCount = counts.test(text.slice(name.start, name.end)) && end - valueStart < 512 && (/^\[[\d\s,.]*\]$/.test(text.slice(valueStart, end)) || countsByName.test(text.slice(valueStart, end)));
  const isMessage = errorName.test(text.slice(name.start, name.end)) && end - valueStart < 512 && !notProse.test(text.slice(valueStart, end).replaceAll(/\b\d{1,3}\b/g, ''));
  return isCount || isMessage ? undefined : { start: valueStart, end, next: end };
}

/** `[Filtered]` */
function hasState(list: string): boolean {
  return /^\[[A-Za-z]{1,24}\]$/.test(list) && isState(list.slice(1, -1));
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
  if (separator === colon && isHeaderName(spelled)) return headerValue(text, name, valueStart, isFirst, isEncoded);
  const scheme = separator === colon || hasScheme.test(spelled) ? lengthOfScheme(text, valueStart, text.length) : 0;
  if (scheme > 0) {
    const start = valueStart + scheme;
    const end = startsWithMarker(text, start) ? start : endOfBare(text, start, { isOwnLine: false, isEncoded });
    return end === start ? undefined : { start, end, next: end };
  }
  const credential = separator === equals && hasScheme.test(spelled) ? assignedCredential(text, valueStart, isEncoded) : undefined;
  if (credential !== undefined) return credential;
  if (isTemplate(text, valueStart)) return undefined;
  const bareEnds = { isOwnLine: isFirst && isLoose, isEncoded };
  const end = endOfWhole(text, endOfBare(text, valueStart, bareEnds), bareEnds);
  if (end === valueStart) return undefined;
  const value = end - valueStart > 200 ? '' : text.slice(valueStart, end);
  const isSentence = isLoose && isWord(text, valueStart, end);
  if (isHarmlessBare(text, name, value, end, isFirst, place)) return isSentence ? upTo(place, endOfMadeBehind(text, valueStart, end)) : undefined;
  if (separator === colon && isFirst && isLoose && compositeName.test(spelled)) {
    const lineEnd = endOfHeader(text, valueStart, 0);
    // more names on the line: not the rest of it
    if (!/[\s,;][\w.-]{1,64}["']?[=:]/.test(text.slice(end, Math.min(lineEnd, end + 256)))) return { start: valueStart, end: Math.max(end, lineEnd), next: Math.max(end, lineEnd) };
  }
  // `x-auth-token: v1 c0ffee…`, `authorization=Key c0ffee…`
  const isLead = isLoose ? separator === colon && (isSentence || end - valueStart < maxLeadLength) : hasScheme.test(spelled) && isWord(text, valueStart, end);
  return upTo(place, (isLead ? endOfMadeBehind(text, valueStart, end) : undefined) ?? end);
}

function upTo({ valueStart }: Place, end: number | undefined): QuotedValue | undefined {
  return end === undefined ? undefined : { start: valueStart, end, next: end };
}

/** What goes on behind a comma, a semicolon or an ampersand without a blank belongs to the value when it looks made: `a,c0ffee1b`. */
function endOfWhole(text: string, end: number, ends: BareEnds): number {
  for (let whole = end; ;) {
    const code = text.charCodeAt(whole);
    if (code !== 44 && code !== 59 && code !== 38) return whole;
    const next = endOfBare(text, whole + 1, ends);
    if (!isMadeWord(text, whole + 1, next, minPartLength)) return whole;
    whole = next;
  }
}
