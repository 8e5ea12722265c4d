/** Finds private keys in PEM form: from BEGIN to END, or to the end of the text when the END was cut off. */
import { features, type Finder } from './finder.js';

const begin = '-----BEGIN';
const end = '-----END';
const fence = '-----';
/** `-----BEGIN ENCRYPTED PRIVATE KEY-----`, with room for blanks written as `%20` and for names not known yet. */
const maxLineLength = 100;

export const privateKeyFinder: Finder = {
  rule: 'private-key',
  needs: features.fence,
  find(text, hits) {
    let endLine = text.indexOf(end);
    for (let start = text.indexOf(begin); start >= 0;) {
      const next = text.indexOf(begin, start + begin.length);
      // looked for once only, so that many keys without END take no longer
      if (endLine >= 0 && endLine < start) endLine = text.indexOf(end, start);
      if (isPrivate(text, start)) hits.add('private-key', start, Math.min(keyEnd(text, endLine), next < 0 ? text.length : next));
      start = next;
    }
  },
};

function isPrivate(text: string, start: number): boolean {
  const label = text.slice(start + begin.length, start + maxLineLength);
  const close = label.indexOf(fence);
  return (close < 0 ? label : label.slice(0, close)).toUpperCase().includes('PRIVATE');
}

function keyEnd(text: string, endLine: number): number {
  if (endLine < 0) return text.length;
  const close = text.slice(endLine + end.length, endLine + maxLineLength).indexOf(fence);
  return close < 0 ? text.length : endLine + end.length + close + fence.length;
}
