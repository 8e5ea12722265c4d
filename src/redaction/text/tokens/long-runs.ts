/** The long runs of letters, digits, dashes and underscores in a text: each token holds one. Looked for once, for all finders that begin with them. */
import { dash, hex, isIn, joined, runEnd, url } from '../charsets.js';
import { codesOf } from '../codes.js';

const minRun = 16;
/** The runs of a longer text are looked for again, so that nothing large is kept. */
const maxKeptLength = 8192;
const uuidLength = 36;
const dashCode = 45;

let keptText = '';
let keptRuns: readonly number[] = [];

/** Where each run begins and ends, one after the other. A UUID between blanks or quotes is left out: most long runs in logs are that. */
export function longRunsOf(text: string): readonly number[] {
  if (text === keptText) return keptRuns;
  const runs = readRuns(text);
  if (text.length <= maxKeptLength) {
    keptText = text;
    keptRuns = runs;
  }
  return runs;
}

function readRuns(text: string): readonly number[] {
  const runs: number[] = [];
  const codes = codesOf(text);
  for (let probe = minRun - 1; probe < text.length;) {
    // with the last character of a would-be run first, most of a text need not be read
    let start = probe + 1;
    while (start > probe - minRun + 1 && isIn(url, codes[start - 1]!)) start--;
    if (start > probe - minRun + 1) {
      probe = start + minRun - 1;
      continue;
    }
    const end = runEnd(text, probe + 1, url);
    if (!isLoneUuid(text, start, end)) runs.push(start, end);
    probe = end + minRun;
  }
  return runs;
}

function isLoneUuid(text: string, start: number, end: number): boolean {
  return end - start === uuidLength && text.charCodeAt(start + 8) === dashCode && text.charCodeAt(start + 13) === dashCode
    && !isIn(joined, text.charCodeAt(start - 1)) && !isIn(joined, text.charCodeAt(end)) && runEnd(text, start, hex | dash) >= end;
}
