/** Finds private keys in PEM form, from BEGIN to END, and in that of PuTTY; to the end of the text when their end was cut off. */
import { features, type Finder } from '../finder.js';
import { longRunsOf } from './long-runs.js';

const begin = '-----BEGIN';
const end = '-----END';
const endOfKey = /-----END/g;
const fence = '-----';
/** `-----BEGIN ENCRYPTED PRIVATE KEY-----`, with room for blanks written as `%20` and for names not known yet. */
const maxLineLength = 100;

export const privateKeyFinder: Finder = {
  rule: 'private-key',
  needs: features.begin,
  find(text, hits) {
    let endLine = endLineFrom(text, 0);
    for (let start = text.indexOf(begin); start >= 0;) {
      const next = text.indexOf(begin, start + begin.length);
      // looked for once only, so that many keys without END take no longer
      if (endLine >= 0 && endLine < start) endLine = endLineFrom(text, start);
      if (isPrivate(text, start)) hits.add('private-key', start, Math.min(keyEnd(text, endLine), next < 0 ? text.length : next));
      start = next;
    }
  },
};

/** By an expression: a plain search V8 moves into the loop, where it would take quadratic time. */
function endLineFrom(text: string, from: number): number {
  endOfKey.lastIndex = from;
  return endOfKey.exec(text)?.index ?? -1;
}

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

const puttyBegin = 'PuTTY-User-Key-File-';
const puttyEnd = /Private-(?:MAC|Hash):[ ]?[0-9a-f]{0,64}/g;

export const puttyKeyFinder: Finder = {
  rule: 'private-key',
  needs: features.separator | features.longRun,
  find(text, hits) {
    if (longRunsOf(text).length === 0) return;
    for (let start = text.indexOf(puttyBegin); start >= 0;) {
      puttyEnd.lastIndex = start;
      const end = puttyEnd.test(text) ? puttyEnd.lastIndex : text.length;
      hits.add('private-key', start, end);
      start = text.indexOf(puttyBegin, end);
    }
  },
};
