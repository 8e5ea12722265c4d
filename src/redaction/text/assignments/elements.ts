/** Finds the content of XML and HTML elements with a secret name: `<token>…</token>`, also with the brackets as entities. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isNameCharacter } from './assignment-names.js';
import { features, type Finder } from '../finder.js';
import { isPlaceholder } from './harmless-values.js';
import type { Hits } from '../hits.js';

const maxTagLength = 128;
const naming = /^(?:name|key)$/i;
const beforeValue = /^>\s{0,32}<(?:value|string)>/i;

/** With their first character, for which the engine looks quickly, and the last one of a tag in that spelling. */
const closings = [['<', '</', '>'], ['&', '&lt;/', ';']] as const;

export function createElementFinder(keys: KeyRules): Finder {
  /** @param index where the closing tag begins, whose name begins at `nameStart` */
  function findContent(text: string, from: number, index: number, nameStart: number, tagEnd: string, hits: Hits): void {
    let nameEnd = nameStart;
    while (nameEnd < nameStart + maxTagLength && (isNameCharacter(text.charCodeAt(nameEnd)) || text.charCodeAt(nameEnd) === 58)) nameEnd++;
    if (nameEnd === nameStart) return;
    const name = text.slice(nameStart, nameEnd);
    if (naming.test(name)) return findNamed(text, from, index, nameEnd, tagEnd, hits);
    if (!keys.namesSecret(name, true)) return;
    const isCharacterData = text.endsWith(']]>', index);
    const before = (isCharacterData ? '[' : tagEnd).charCodeAt(0);
    let end = isCharacterData ? index - 3 : index;
    let start = end;
    while (start > from && text.charCodeAt(start - 1) !== before) start--;
    if (start === from) return;
    if (!isCharacterData) start = startOfContent(text.slice(from, index), name, tagEnd, start - from) + from;
    while (start < end && text.charCodeAt(start) <= 32) start++;
    while (end > start && text.charCodeAt(end - 1) <= 32) end--;
    if (!isPlaceholder(text.slice(start, end))) hits.add('assignment', start, end);
  }

  /** `<name>password</name><value>…</value>` */
  function findNamed(text: string, from: number, index: number, nameEnd: number, tagEnd: string, hits: Hits): void {
    const nameStart = text.lastIndexOf(tagEnd, index - 1) + 1;
    if (nameStart <= from || index - nameStart > maxTagLength || !keys.namesSecret(text.slice(nameStart, index).trim(), true)) return;
    const between = beforeValue.exec(text.slice(nameEnd, nameEnd + maxTagLength));
    if (between === null) return;
    const start = nameEnd + between[0].length;
    const end = text.indexOf('<', start);
    if (end > start && !isPlaceholder(text.slice(start, end))) hits.add('assignment', start, end);
  }

  return {
    rule: 'assignment',
    needs: features.separator,
    find(text, hits) {
      for (const [first, closing, tagEnd] of closings) {
        if (!text.includes(first)) continue;
        for (let index = text.indexOf(closing), from = 0; index >= 0; index = text.indexOf(closing, from)) {
          findContent(text, from, index, index + closing.length, tagEnd, hits);
          from = index + closing.length;
        }
      }
    },
  };
}

/** Behind the opening tag of that name, as `>` and `;` may be a part of the content; else `otherwise`. */
function startOfContent(before: string, name: string, tagEnd: string, otherwise: number): number {
  const isEntity = tagEnd === ';';
  const tag = before.lastIndexOf((isEntity ? '&lt;' : '<') + name);
  const tagClosing = isEntity ? '&gt;' : '>';
  const end = tag < 0 ? -1 : before.indexOf(tagClosing, tag);
  return end < 0 ? otherwise : end + tagClosing.length;
}
