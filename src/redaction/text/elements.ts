/** Finds the content of XML and HTML elements with a secret name: `<token>…</token>`, also with the brackets as entities. */
import type { KeyRules } from '../keys/key-rules.js';
import { isNameCharacter } from './assignment-names.js';
import { features, type Finder } from './finder.js';
import { isPlaceholder, startsWithMarker } from './harmless-values.js';
import type { Hits } from './hits.js';

const maxTagLength = 128;

/** With the last character of a tag in that spelling. */
const closings = [['</', '>'], ['&lt;/', ';']] as const;

export function createElementFinder(keys: KeyRules): Finder {
  /** @param index where the closing tag begins, whose name begins at `nameStart` */
  function findContent(text: string, from: number, index: number, nameStart: number, tagEnd: string, hits: Hits): void {
    let nameEnd = nameStart;
    while (nameEnd < nameStart + maxTagLength && (isNameCharacter(text.charCodeAt(nameEnd)) || text.charCodeAt(nameEnd) === 58)) nameEnd++;
    if (nameEnd === nameStart || !keys.namesSecret(text.slice(nameStart, nameEnd), true)) return;
    const isCharacterData = text.endsWith(']]>', index);
    const before = (isCharacterData ? '[' : tagEnd).charCodeAt(0);
    let end = isCharacterData ? index - 3 : index;
    let start = end;
    while (start > from && text.charCodeAt(start - 1) !== before) start--;
    if (start === from) return;
    while (start < end && text.charCodeAt(start) <= 32) start++;
    while (end > start && text.charCodeAt(end - 1) <= 32) end--;
    if (!startsWithMarker(text, start) && !isPlaceholder(text.slice(start, end))) hits.add('assignment', start, end);
  }

  return {
    rule: 'assignment',
    needs: features.separator,
    find(text, hits) {
      for (const [closing, tagEnd] of closings) {
        for (let index = text.indexOf(closing), from = 0; index >= 0; index = text.indexOf(closing, from)) {
          findContent(text, from, index, index + closing.length, tagEnd, hits);
          from = index + closing.length;
        }
      }
    },
  };
}
