/** Finds keys that are marked in their middle, which the table of tokens has no room for: those of Azure, and of New Relic. */
import { alnum, base64, isIn, pad, runEnd, runStart, url } from '../charsets.js';
import type { Hits } from '../hits.js';

interface MarkedKey {
  readonly mark: string;
  readonly set: number;
  /** Characters in front of the mark. */
  readonly head: number;
  /** Characters behind it. */
  readonly tail: number;
  /** `=`, `==` */
  readonly end: string;
}

const key = (mark: string, set: number, head: number, tail: number, end = ''): MarkedKey => ({ mark, set, head, tail, end });

const keys: readonly MarkedKey[] = [
  // Azure DevOps; all newer keys of Azure
  key('AZDO', alnum, 76, 4),
  key('JQQJ9', alnum, 52, 27),
  // Cosmos, Storage, Batch
  ...['ACDb', '+ASt', '+ABa'].map((mark) => key(mark, base64, 76, 6, '==')),
  // Service Bus, Event Hubs, Relay, Machine Learning, IoT, Redis
  ...['+ASb', '+AEh', '+ARm', '+AMC', 'AIoT', 'AzCa'].map((mark) => key(mark, base64, 33, 6, '=')),
  // Search, Container Registry
  key('AzSe', base64, 42, 6),
  key('+ACR', base64, 42, 6),
  // New Relic
  key('NRAL', alnum, 36, 0),
];
const functionsKey = key('AzFu', url, 44, 6, '==');
/** The shortest of them, and the longest. */
const minLength = 40;
const maxLength = 90;

/** Looks for those that the run of letters and digits between `start` and `end` is a part of: as a rule it holds no dash, so that one begins or ends with it. */
export function findKeysAround(text: string, start: number, end: number, hits: Hits): void {
  const firstEnd = findKeysIn(text, runStart(text, start, base64, maxLength), start, hits);
  if (firstEnd < end) findKeysIn(text, runStart(text, end, base64, maxLength), end, hits);
}

/** Those of the run from `from` over `within`; gives its end, or how far a key could reach. */
function findKeysIn(text: string, from: number, within: number, hits: Hits): number {
  const end = runEnd(text, within, base64, maxLength);
  if (end - from < minLength) return end;
  const run = text.slice(from, end);
  for (const marked of keys) addKeys(text, run, from, marked, hits);
  return end;
}

/** With its dashes it is no run as the others are. */
export function findFunctionsKeys(text: string, hits: Hits): void {
  addKeys(text, text, 0, functionsKey, hits);
}

/** @param run a part of `text` that begins at `from` */
function addKeys(text: string, run: string, from: number, marked: MarkedKey, hits: Hits): void {
  for (let at = run.indexOf(marked.mark); at >= 0; at = run.indexOf(marked.mark, at + 1)) addKey(text, from + at, marked, hits);
}

function addKey(text: string, markStart: number, { mark, set, head, tail, end }: MarkedKey, hits: Hits): void {
  const start = runStart(text, markStart, set, head);
  const tailStart = markStart + mark.length;
  const tailEnd = runEnd(text, tailStart, set, tail);
  const next = tailEnd + end.length;
  const isWhole = start === markStart - head && tailEnd === tailStart + tail && text.startsWith(end, tailEnd);
  if (isWhole && !isIn(alnum, text.charCodeAt(start - 1)) && !isIn(base64 | pad, text.charCodeAt(next))) hits.add('vendor-token', start, next);
}
