/** Where a value ends that `util.inspect` wrote for what is no plain text or object: bytes, maps, sets, objects of a class, symbols, long texts in lines. */
import { endOfNested, quotedAt, type QuotedValue } from './values-in-text.js';

/** `<Buffer 78 39 … 8 more bytes>` */
const bytes = /^<(?:\w{1,64}\()?(?:Fast|Slow)?Buffer\)? [\da-f]{2}[^<>\n]{0,1024}>/;
/** What stands in front of the bracket of `Uint8Array(3) [ … ]`, `Map(1) { … }`, `Account { … }`, `[Object: null prototype] { … }`, `Object [Set Iterator] { … }`. */
const beforeBracket = /^(?:<ref \*\d{1,6}> )?(?:[A-Z][\w$]{0,64}\(\d{1,9}\)(?: \[[^[\]\n]{1,64}\])? ?(?=[{[][^\]}])|(?:[A-Z][\w$]{0,64} )?(?:\[[^[\]\n]{1,64}\] )(?=\{)|[A-Z][\w$]{0,64} (?=\{ ?[\n\w'"[\\])|<ref \*\d{1,6}> (?=[{[]))/;
/** The body of a declaration or a getter: `password: String { return …`. */
const typeOfDeclaration = /^(?:String|Text|Bool|Int|Data|Any|Character|Codable|Equatable|Hashable|Sendable|View)\b/;
const symbol = /^Symbol\((?!["'`])[^\n]{1,512}?\)(?=$|[\s,;}\])])/;
const longestHead = 256;
const longest = 1400;
/** What joins the lines of a long text, also as JSON spells it. */
const plus = /^ {0,4}\+(?:\s|\\[nrt]){0,64}(?=\\{0,7}["'`])/;
const maxBetween = 80;

/** Behind what begins at `start`, if it is one of these. */
export function endOfInspected(text: string, start: number): number | undefined {
  const first = text.charCodeAt(start);
  if (first !== 60 && first !== 91 && (first < 65 || first > 90)) return undefined;
  const head = text.slice(start, start + longestHead);
  const before = typeOfDeclaration.test(head) ? undefined : beforeBracket.exec(head)?.[0];
  if (before !== undefined) return endOfNested(text, start + before.length);
  if (first !== 60 && !head.startsWith('Symbol(')) return undefined;
  const found = (first === 60 ? bytes : symbol).exec(text.slice(start, start + longest));
  return found === null ? undefined : start + found[0].length;
}

/** Whether the quote in front of the first is that behind the last: each line has the quotes that need the fewest escapes. */
function closesAs(text: string, first: QuotedValue, last: QuotedValue): boolean {
  return text.charCodeAt(first.start - 1) === text.charCodeAt(last.next - 1);
}

/** The text together with those that a plus joins to it: `'first line\n' + 'second'`. */
export function withJoined(text: string, first: QuotedValue): QuotedValue {
  let whole = first;
  for (;;) {
    const between = text.charCodeAt(whole.next) === 32 || text.charCodeAt(whole.next) === 43 ? plus.exec(text.slice(whole.next, whole.next + maxBetween)) : null;
    const next = between === null ? undefined : quotedAt(text, whole.next + between[0].length);
    if (next === undefined) return whole;
    whole = closesAs(text, first, next) ? { start: first.start, end: next.end, next: next.next } : { start: first.start - 1, end: next.next, next: next.next };
  }
}
