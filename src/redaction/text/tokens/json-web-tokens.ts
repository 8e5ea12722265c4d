/** Finds JSON Web Tokens: signed, encrypted, unsigned or cut off, and such that were put in base64 once more. */
import { base64, pad, runEnd, url } from '../charsets.js';
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { longRunsOf } from './long-runs.js';
import { isTokenStart } from './token-start.js';

/** The shortest header there is, `{"alg":"none"}`, has 19 characters. */
const minHeaderLength = 16;
/** Of what follows the header, when it does not begin like an object. */
const minRestLength = 16;
const minCutPayloadLength = 4;
const minPlainLength = 19;
const minEncodedLength = 44;
/** Header, key, initialisation vector, ciphertext, tag. */
const maxParts = 5;

/** `{"`, `{ "` and `{` at the end of a line, in base64. */
const objectStarts = ['eyJ', 'eyAi', 'ewog', 'ewoJ', 'ew0K'] as const;
const encodedStart = 'ZXlK';

export const jwtFinder: Finder = {
  rule: 'jwt',
  needs: features.longRun,
  find(text, hits) {
    const runs = longRunsOf(text);
    for (let run = 0, done = 0; run < runs.length; run += 2) {
      if (runs[run + 1]! > done) done = findIn(text, Math.max(done, runs[run]!), runs[run + 1]!, hits);
    }
  },
};

/** Looks at all of a long run; gives where to go on. */
function findIn(text: string, from: number, end: number, hits: Hits): number {
  let index = from;
  while (index < end) index = mayStart(text, index) && isTokenStart(text, index) ? Math.max(index + 1, findAt(text, index, hits)) : index + 1;
  return index;
}

/** `ey`, `ew` and `ZX` */
function mayStart(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  if (code !== 101 && code !== 90) return false;
  const next = text.charCodeAt(index + 1);
  return next === 121 || next === 119 || next === 88;
}

/** Gives where to go on. */
function findAt(text: string, index: number, hits: Hits): number {
  if (text.startsWith(encodedStart, index)) {
    const end = runEnd(text, runEnd(text, index, base64 | url), pad, 2);
    if (end - index >= minEncodedLength) hits.add('jwt', index, end);
    return end;
  }
  const headerEnd = runEnd(text, index, url);
  if (text[headerEnd] !== '.' || headerEnd - index < minHeaderLength) return headerEnd;
  // in the path of a URL a `/` ends the token
  const set = text[index - 1] === '/' ? url | pad : base64 | url | pad;
  let end = headerEnd;
  for (let part = 1; part < maxParts && text[end] === '.'; part++) end = runEnd(text, end + 1, set);
  if (!isToken(text, index, headerEnd, end)) return headerEnd;
  hits.add('jwt', index, end);
  return end;
}

function isToken(text: string, index: number, headerEnd: number, end: number): boolean {
  const payload = headerEnd + 1;
  const isObject = startsLikeObject(text, payload);
  if (startsLikeObject(text, index)) return end - payload >= (isObject ? minCutPayloadLength : minRestLength);
  return headerEnd - index >= minPlainLength && end - payload >= minPlainLength && text.startsWith('ey', index) && text.startsWith('ey', payload);
}

function startsLikeObject(text: string, index: number): boolean {
  return objectStarts.some((objectStart) => text.startsWith(objectStart, index));
}
