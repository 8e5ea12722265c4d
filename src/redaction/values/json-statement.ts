/** Hides the values of a statement that is JSON (MongoDB, Elasticsearch, OpenSearch), one document or one per line; the keys stay. */
import type { Hits } from '../text/hits.js';
import { hiddenLiteral } from './sql-statement.js';

const hiddenValue = `"${hiddenLiteral}"`;
/** A number, or a placeholder that someone put in without quotes. */
const bareValue = /[-+\w.?]{1,64}/y;
const kept: ReadonlySet<string> = new Set(['true', 'false', 'null', hiddenLiteral]);
const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** What is no JSON, or ends too early, is hidden as a whole. */
export function findJsonValues(text: string, hits: Hits): void {
  const found = valuesOf(text);
  if (found === undefined) {
    if (text !== hiddenLiteral) hits.add('statement', 0, text.length, hiddenLiteral);
    return;
  }
  for (let index = 0; index < found.length; index += 2) hits.add('statement', found[index]!, found[index + 1]!, hiddenValue);
}

/** Pairs of start and end; undefined when the text is no JSON. */
function valuesOf(text: string): number[] | undefined {
  const found: number[] = [];
  const open: string[] = [];
  let index = 0;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character in closers) open.push(closers[character]!);
    else if (character === '}' || character === ']') {
      if (open.pop() !== character) return undefined;
    } else if (character === '"') {
      const end = endOfString(text, index);
      if (end === 0 || open.length === 0) return undefined;
      if (!isKey(text, end, open.at(-1)) && text.slice(index, end) !== hiddenValue) found.push(index, end);
      index = end;
      continue;
    } else if (!' \t\r\n,:'.includes(character)) {
      bareValue.lastIndex = index;
      const value = bareValue.exec(text)?.[0];
      if (value === undefined || open.length === 0) return undefined;
      if (!kept.has(value)) found.push(index, index + value.length);
      index += value.length;
      continue;
    }
    index++;
  }
  return open.length === 0 ? found : undefined;
}

/** Behind the closing quote, 0 = there is none. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 34) return index + 1;
    if (code === 92) index++;
  }
  return 0;
}

function isKey(text: string, end: number, closer: string | undefined): boolean {
  let index = end;
  while (text.charCodeAt(index) <= 32) index++;
  return closer === '}' && text.charCodeAt(index) === 58;
}
