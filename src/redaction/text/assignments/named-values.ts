/** Finds values whose name is itself a value: `name="password" value="…"`, `{"key": "token", "value": "…"}`, and the parts of forms. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isNameCharacter } from './assignment-names.js';
import { valueAfter } from './assignment-values.js';
import { isPlaceholder, startsWithMarker } from './harmless-values.js';
import type { Hits } from '../hits.js';
import { hideUnlessName } from './inner-names.js';
import { quotedAt } from './values-in-text.js';

/** Names whose value is a name: `{"name": "password", "value": "…"}`, `name="password"` of a form. */
const namingName = /^(?:name|key|header|field|param|parameter|property|variable|k|id)$/i;
/** What may stand between such a name and its value. */
const betweenNameAndValue = /^(?:\\?["'`]|&quot;|%22)?(?:\s|\\[nr]){0,4}[,;]?(?:\s|\\[nr]){0,8}(?:- )?(?:\\?["'`]|&quot;|%22)?(?:value|val|content|default|Value)(?:\\?["'`]|&quot;|%22)?\s{0,4}(?:[:=]|%3A)\s{0,4}/;
/** The headers and the empty line between the name and the value of a part of a form. */
const betweenNameAndPart = /^\\?"(?:; ?filename[^\r\n\\]{0,128})?(?:(?:\r?\n|\\r\\n|\\n)[A-Za-z-]{1,32}: [^\r\n\\]{0,128}){0,3}(?:\r?\n\r?\n|\\r\\n\\r\\n|\\n\\n)/;
/** `<property name="password">` */
const betweenNameAndContent = /^\\?["'](?: [\w:-]{1,32}=\\?["'][^"'<>]{0,64}["']){0,3}\s{0,4}>/;
/** Elements of HTML, whose content is for people. */
const isOfForm = /<(?:button|label|a|option|input|select|textarea|form|div|span|p|t[dhr]|h\d|li|iframe|meta)\s[^<>]*$/i;
const slash = 47;
const maxBetween = 512;
const maxContent = 4096;

/** Whether what stands behind this name and a separator is a name. */
export function isNamingName(name: string): boolean {
  return namingName.test(name);
}

/** `v`, `c`, `d`, `V` and a backslash */
function isFirstOfValue(code: number): boolean {
  return code === 118 || code === 99 || code === 100 || code === 86 || code === 92;
}

/** The quick look for JSON at the separator at `index`: false when a text in quotes follows, and the next name is none of a value. */
export function mayNameValue(text: string, index: number): boolean {
  const open = text.charCodeAt(index + 1) === 32 ? index + 2 : index + 1;
  if (text.charCodeAt(index) !== 58 || text.charCodeAt(open) !== 34) return true;
  const close = text.indexOf('"', open + 1);
  const next = text.charCodeAt(close + 1) === 44 && text.charCodeAt(close + 2) === 32 ? close + 3 : close + 2;
  // any other end, as that of an object or of a line, asks for the long look
  if (close <= open + 1 || text.charCodeAt(close - 1) === 92 || text.charCodeAt(close + 1) !== 44 || text.charCodeAt(next) !== 34) return true;
  return isFirstOfValue(text.charCodeAt(next + 1));
}

/** Reports the value that is named by the name at `at`; gives where to go on, or undefined when there is none. */
export function findNamedValue(text: string, at: number, keys: KeyRules, hits: Hits): number | undefined {
  const quoted = quotedAt(text, at);
  const end = quoted?.end ?? endOfWord(text, at);
  const start = quoted?.start ?? at;
  if (end === start || end - start > 64 || !keys.namesSecret(text.slice(start, end), true)) return undefined;
  const rest = text.slice(end, end + maxBetween);
  const between = betweenNameAndValue.exec(rest);
  if (between !== null) {
    const separator = text.charCodeAt(end + between[0].trimEnd().length - 1);
    const value = valueAfter(text, { start, end, isQuoted: true }, { separator, valueStart: end + between[0].length, isLoose: true, isComparison: false, isEncoded: between[0].includes('%') });
    return value && hideUnlessName(text, value, true, keys, hits);
  }
  const content = betweenNameAndContent.exec(rest);
  if (content !== null && !isOfForm.test(text.slice(Math.max(0, start - 96), start))) {
    const valueStart = end + content[0].length;
    const valueEnd = valueStart + text.slice(valueStart, valueStart + maxContent).indexOf('<');
    if (valueEnd <= valueStart || text.charCodeAt(valueEnd + 1) !== slash || isPlaceholder(text.slice(valueStart, valueEnd))) return undefined;
    hits.add('assignment', valueStart, valueEnd);
    return valueEnd;
  }
  const part = betweenNameAndPart.exec(rest);
  if (part === null) return undefined;
  const valueStart = end + part[0].length;
  const valueEnd = endOfPart(text, valueStart);
  if (startsWithMarker(text, valueStart)) return undefined;
  hits.add('assignment', valueStart, valueEnd);
  return valueEnd;
}

function endOfWord(text: string, start: number): number {
  let end = start;
  while (end < start + 65 && isNameCharacter(text.charCodeAt(end))) end++;
  return end;
}

/** A part ends where the next boundary begins, else with its line. */
function endOfPart(text: string, start: number): number {
  for (let end = start; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (code === 10 || code === 13) return end;
    if (code === 92 && (text.charCodeAt(end + 1) === 114 || text.charCodeAt(end + 1) === 110)) return end;
  }
  return text.length;
}
