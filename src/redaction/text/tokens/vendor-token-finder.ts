/** Finds the tokens of the table in one pass: looks only at the edges of words, and there at two characters before anything else. */
import { alnum, dash, digit, dot, isIn, joined, plus, runEnd, runStart, slash, underscore } from '../charsets.js';
import { features, type Finder } from '../finder.js';
import type { Hits } from '../hits.js';
import { findFunctionsKeys, findKeysAround } from './inner-marks.js';
import { longRunsOf } from './long-runs.js';
import { escapeEnd, isTokenStart } from './token-start.js';
import type { TokenForm, TokenPart } from './token-form.js';
import { tokenForms } from './vendor-tokens.js';

/** A form under one of its marks. */
interface Candidate {
  readonly form: TokenForm;
  readonly mark: string;
  /** Of the character in the mark at which a word begins or ends, so that the pass comes by. */
  readonly edge: number;
}

/** In front of a long run may be a mark and short parts. */
const maxBeforeRun = 80;
/** Behind it may be the edge of a mark. */
const maxBehindRun = 8;

const codes = 128;
/** Which of `candidates` may stand at an edge, by the two characters there; 0 = none. */
const slots = new Uint16Array(codes * codes);
const candidates: Candidate[][] = [[]];
/** The second character where the mark has no other: none is NUL. */
const anyNext = 0;

/** At the first text that may hold a token, so that loading the file takes no time. */
function fillSlots(): void {
  for (const form of tokenForms) {
    for (const mark of form.marks) {
      const edge = form.head === undefined ? 0 : [...mark].findIndex((character) => !isIn(alnum, character.charCodeAt(0)));
      const [code, next] = [mark.charCodeAt(edge), mark.charCodeAt(edge + 1)];
      add(code * codes + (Number.isNaN(next) ? anyNext : next), { form, mark, edge });
    }
  }
}

function add(pair: number, candidate: Candidate): void {
  if (slots[pair] === 0) slots[pair] = candidates.push([]) - 1;
  candidates[slots[pair]!]!.push(candidate);
}

export const vendorTokenFinder: Finder = {
  rule: 'vendor-token',
  needs: features.longRun,
  find(text, hits) {
    const runs = longRunsOf(text);
    if (runs.length === 0) return;
    if (candidates.length === 1) fillSlots();
    findFunctionsKeys(text, hits);
    let done = 0;
    for (let run = 0; run < runs.length; run += 2) {
      const [start, end] = [runs[run]!, runs[run + 1]!];
      findKeysAround(text, start, end, hits);
      done = findBetween(text, Math.max(done, runStart(text, start, joined, maxBeforeRun)), Math.min(text.length, end + maxBehindRun), hits);
    }
  },
};

/** Marks of tokens with other characters than those of a long run in any place, so that they may hold none: secrets of Azure AD, and of webhooks of Stripe in base64. With a character for which the engine looks quickly. */
const marksWithoutRun = [['~', 'Q~'], ['_', 'whsec_']] as const;

export const brokenTokenFinder: Finder = {
  rule: 'vendor-token',
  needs: features.digit,
  find(text, hits) {
    for (const [rare, mark] of marksWithoutRun) {
      if (!text.includes(rare)) continue;
      for (let at = text.indexOf(mark); at >= 0;) {
        if (candidates.length === 1) fillSlots();
        at = text.indexOf(mark, findBetween(text, at, at + mark.length, hits));
      }
    }
  },
};

/** Gives where to go on. */
function findBetween(text: string, from: number, to: number, hits: Hits): number {
  let before = text.charCodeAt(from - 1);
  let inWord = isIn(alnum, before);
  let index = from;
  while (index < to) {
    const code = text.charCodeAt(index);
    let end = 0;
    if (isIn(alnum, code) !== inWord) {
      inWord = !inWord;
      end = findAt(text, index, code, hits);
      if (end === 0 && inWord && endsEscape(before)) {
        const start = escapeEnd(text, index);
        end = findAt(text, start, text.charCodeAt(start), hits);
      }
    }
    if (end > 0) {
      before = text.charCodeAt(end - 1);
      inWord = isIn(alnum, before);
      index = end;
    } else {
      before = code;
      index++;
    }
  }
  return index;
}

/** `%`, `\`, `[` and `;` */
function endsEscape(code: number): boolean {
  return code === 37 || code === 92 || code === 91 || code === 59;
}

/** Gives the end of the token at this edge, or 0. */
function findAt(text: string, index: number, code: number, hits: Hits): number {
  if (!(code < codes)) return 0;
  const next = text.charCodeAt(index + 1);
  if (!(next < codes)) return 0;
  return trySlot(text, index, slots[code * codes + next]!, hits) || trySlot(text, index, slots[code * codes + anyNext]!, hits);
}

function trySlot(text: string, index: number, slot: number, hits: Hits): number {
  return slot === 0 ? 0 : tryAll(text, index, candidates[slot]!, hits);
}

function tryAll(text: string, index: number, possible: readonly Candidate[], hits: Hits): number {
  for (const { form, mark, edge } of possible) {
    const markStart = index - edge;
    if (!text.startsWith(mark, markStart)) continue;
    const start = headStart(text, markStart, form);
    const tailStart = markStart + mark.length;
    const end = start < 0 ? 0 : tailEnd(text, tailStart, form.tail);
    if (end === 0 || !isConvincing(text, form, start, tailStart, end)) continue;
    hits.add('vendor-token', form.keepsMark === true ? tailStart : start, end);
    return end;
  }
  return 0;
}

/** Where the token begins, or -1. */
function headStart(text: string, markStart: number, { head }: TokenForm): number {
  if (head === undefined) return markStart;
  const [set, min, max] = head;
  for (let start = runStart(text, markStart, set, max); start <= markStart - min; start++) {
    if (isTokenStart(text, start)) return start;
  }
  return -1;
}

/** Where the token ends, or 0. */
function tailEnd(text: string, start: number, parts: readonly TokenPart[]): number {
  let end = start;
  for (const part of parts) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, end)) return 0;
      end += part.length;
    } else {
      const [set, min, max = min] = part;
      const partEnd = runEnd(text, end, set, max);
      if (partEnd - end < min) return 0;
      end = partEnd;
    }
  }
  if (isIn(alnum, text.charCodeAt(end))) return 0;
  // the full stop of a sentence
  while (text.charCodeAt(end - 1) === fullStop) end--;
  return end;
}

const fullStop = 46;
/** Between the parts of names, paths and base64. */
const joiner = underscore | dash | dot | slash | plus;

function isConvincing(text: string, { hasDigit, standsAlone }: TokenForm, start: number, tailStart: number, end: number): boolean {
  if (standsAlone === true && isIn(joiner, text.charCodeAt(start - 1))) return false;
  return hasDigit !== true || hasDigitIn(text, tailStart, end);
}

function hasDigitIn(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (isIn(digit, text.charCodeAt(index))) return true;
  return false;
}
