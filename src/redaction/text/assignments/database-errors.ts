/** Finds values that databases repeat when a key is taken: `Key (token)=(…) already exists`, `Duplicate entry '…' for key 'users.token'`. */
import type { KeyRules } from '../../keys/key-rules.js';
import { features, type Finder } from '../finder.js';
import { startsWithMarker } from './harmless-values.js';
import type { Hits } from '../hits.js';
import { endOfLine } from './values-in-text.js';

const detail = ')=(';
const maxNamesLength = 256;
/** How sentences go on behind the values, which may hold brackets themselves. */
const behindValues = /\)(?= (?:already exists|is not present|is still referenced|conflicts with|existiert|ya existe|existe))/;
const maxValuesLength = 512;

/** `Duplicate entry`, `The duplicate key value is` */
const duplicate = 'uplicate ';
const entry = "uplicate entry '";
const behindEntry = "' for key '";
const keyValue = 'uplicate key value is (';
const behindKeyValue = /\)(?=\.?(?:$|[\s"'\\]))/;
/** `with unique index 'IX_Users_ApiToken'` */
const indexName = /(?:index|constraint) ['"]([^'"\n]{1,128})['"]/i;
const maxNameLength = 128;
/** What names of indexes end in. */
const ending = /(?:[_.-]?(?:idx|index|key|unique|uniq|uk|ux|pk)){1,3}$/i;

export function createDatabaseErrorFinder(keys: KeyRules): Finder {
  const isSecretIndex = (name: string): boolean => keys.namesSecret(name.replace(ending, ''), true);

  function hide(text: string, start: number, end: number, hits: Hits): number {
    if (!startsWithMarker(text, start)) hits.add('assignment', start, end);
    return end;
  }

  /** @param index that of `)=(`; gives where to go on */
  function findDetail(text: string, index: number, hits: Hits): number {
    const start = index + detail.length;
    const before = text.slice(Math.max(0, index - maxNamesLength), index);
    const named = before.lastIndexOf('Key (');
    const names = before.slice(named < 0 ? before.lastIndexOf('(') : named).match(/[\w-]+/g) ?? [];
    if (!names.some((name) => keys.namesSecret(name, true))) return start;
    const lineEnd = endOfLine(text, start);
    const behind = behindValues.exec(text.slice(start, Math.min(lineEnd, start + maxValuesLength)));
    const bracket = behind === null ? text.indexOf(')', start) : start + behind.index;
    return hide(text, start, bracket < 0 || bracket > lineEnd ? lineEnd : bracket, hits);
  }

  /** `Duplicate entry '…' for key '…'` of MySQL; `index` is that of `uplicate `. */
  function findEntry(text: string, index: number, hits: Hits): number {
    const start = index + entry.length;
    const end = text.indexOf(behindEntry, start);
    if (end < 0) return text.length;
    const name = text.slice(end + behindEntry.length, end + behindEntry.length + maxNameLength);
    if (isSecretIndex(name.slice(0, Math.max(0, name.indexOf("'"))))) hide(text, start, end, hits);
    return end;
  }

  /** `… unique index '…'. The duplicate key value is (…)` of SQL Server. */
  function findKeyValue(text: string, index: number, hits: Hits): number {
    const start = index + keyValue.length;
    const name = indexName.exec(text.slice(Math.max(0, index - maxNamesLength), index))?.[1];
    if (name === undefined || !isSecretIndex(name)) return start;
    const values = text.slice(start, Math.min(endOfLine(text, start), start + maxValuesLength));
    return hide(text, start, start + (behindKeyValue.exec(values)?.index ?? values.length), hits);
  }

  return {
    rule: 'assignment',
    needs: features.separator | features.blank,
    find(text, hits) {
      // the engine looks for single characters much more quickly
      if (!text.includes('(') && !text.includes("'")) return;
      for (let index = text.includes('=') ? text.indexOf(detail) : -1; index >= 0; index = text.indexOf(detail, index)) index = findDetail(text, index, hits);
      for (let index = text.indexOf(duplicate); index >= 0; index = text.indexOf(duplicate, index)) {
        if (text.startsWith(entry, index)) index = findEntry(text, index, hits);
        else index = text.startsWith(keyValue, index) ? findKeyValue(text, index, hits) : index + 1;
      }
    },
  };
}
