/** E-mail addresses, with `%40` as well. */
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { isLetter } from '../boundaries.js';
import { digit, hex, isIn } from '../charsets.js';

const maxLocalLength = 64;
const maxDomainLength = 253;

/** `icon@2x.png` and `main@chunk.js` are names of files. */
const fileEndings = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'ico', 'js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'tsx', 'jsx', 'css', 'scss', 'json', 'html', 'xml', 'yaml', 'yml', 'map', 'gz', 'tgz', 'zip', 'tar', 'service', 'local', 'internal']);
/** `git@host:path`, and what stands for a user that is hidden already. */
const noPersons = new Set(['git', 'hg', 'svn', 'REDACTED']);

export const emailFinder: Finder = { rule: 'email', needs: features.at, find };

function find(text: string, hits: Hits): void {
  let index = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    const isAt = code === 64;
    const isEncodedAt = code === 37 && text.charCodeAt(index + 1) === 52 && text.charCodeAt(index + 2) === 48;
    if (!isAt && !isEncodedAt) {
      index++;
      continue;
    }
    const domainStart = index + (isAt ? 1 : 3);
    const start = startOfLocal(text, index);
    const end = start < index ? endOfDomain(text, domainStart) : 0;
    if (end > 0) hits.add('email', start, end);
    index = Math.max(domainStart, end);
  }
}

function startOfLocal(text: string, end: number): number {
  let start = end;
  while (start > 0 && isLocal(text.charCodeAt(start - 1))) {
    start--;
    if (end - start > maxLocalLength) return end;
  }
  const before = text.charCodeAt(start - 1);
  if (before === 37 && isIn(hex, text.charCodeAt(start)) && isIn(hex, text.charCodeAt(start + 1))) start += 2;
  // what a mask left: ****1111@host
  if (before === 42) return end;
  while (start < end && (text.charCodeAt(start) === 46 || text.charCodeAt(start) === 45)) start++;
  return start >= end || text.charCodeAt(end - 1) === 46 || noPersons.has(text.slice(start, end)) ? end : start;
}

/** Letters, digits and `._+-`; the other characters that the standard allows mostly are the end of something else. */
function isLocal(code: number): boolean {
  return isName(code) || code === 46 || code === 95 || code === 43;
}

function isName(code: number): boolean {
  return isLetter(code) || isIn(digit, code) || code === 45 || code > 191;
}

/** 0 when there is no domain with a dot and a top level of letters. */
function endOfDomain(text: string, start: number): number {
  let end = 0;
  let labelStart = start;
  const limit = Math.min(text.length, start + maxDomainLength);
  for (let index = start; index <= limit; index++) {
    const code = text.charCodeAt(index);
    if (index < limit && isName(code)) continue;
    if (index === labelStart || text.charCodeAt(labelStart) === 45) break;
    if (labelStart > start && isTopLevel(text, labelStart, index)) end = index;
    if (code !== 46) break;
    labelStart = index + 1;
  }
  return end;
}

function isTopLevel(text: string, start: number, end: number): boolean {
  if (end - start < 2) return false;
  for (let index = start; index < end; index++) if (isIn(digit, text.charCodeAt(index)) && !text.startsWith('xn--', start)) return false;
  return text.charCodeAt(end - 1) !== 45 && !fileEndings.has(text.slice(start, end).toLowerCase());
}
