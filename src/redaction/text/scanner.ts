/** Runs the finders over a text and puts the markers in; a text in which nothing was found comes back as it is. */
import { limitMarker, markersIn, redactedMarker, type Written } from '../marker.js';
import type { RuleName } from '../rules.js';
import type { CleanTexts } from './clean-texts.js';
import { featuresOf } from './features.js';
import type { Finder } from './finder.js';
import { Hits, type Hit } from './hits.js';

/** Characters of one text that are looked at; what lies behind is cut off with a marker. Bounds the time that one value can take. */
export const maxTextLength = 256 * 1024;
/** A secret may begin before the cut: what is kept ends this much earlier than what is looked at, or at a blank in between. */
const cutLength = 8192;
const maxRounds = 8;
const noHits: readonly Hit[] = [];

/** What becomes of a hit: the text in its place, or undefined when the whole value is to be dropped. */
export type Replace = (rule: RuleName, hidden: string) => string | undefined;

export interface ScanOptions {
  readonly finders: readonly Finder[];
  readonly replace: Replace;
  readonly count: (rule: RuleName) => void;
  /** Which rule decides what becomes of hits that overlap. @default all are equal */
  readonly strictnessOf?: (rule: RuleName) => number;
  /** What stands in the place of a hit whose rule just replaces. */
  readonly marker?: string;
  /** Texts in which these finders found nothing before. */
  readonly clean?: CleanTexts;
}

/** Gives `text` itself when nothing was found, and undefined when the value is to be dropped. */
export function scanText(text: string, options: ScanOptions): string | undefined {
  if (options.clean?.has(text) === true) return text;
  const isCut = text.length > maxTextLength;
  const looked = isCut ? text.slice(0, maxTextLength) : text;
  const hits = findHits(looked, options);
  if (hits.length === 0 && !isCut) {
    options.clean?.add(text);
    return text;
  }
  const kept = settle(replaceHits(looked, hits, isCut ? endOfKept(looked) : looked.length, options), options);
  // many short values make a text longer; what is too long when it is looked at again would not come back as it is
  return kept === undefined || (!isCut && kept.length <= maxTextLength) ? kept : withoutRest(kept, options);
}

/** A marker is a boundary that was not there before: what stood right next to a hit is found only now. */
function settle(replaced: string | undefined, options: ScanOptions): string | undefined {
  let text = replaced;
  for (let round = 0; text !== undefined; round++) {
    const hits = findHits(text, options);
    const settled = hits.length === 0 ? text : replaceHits(text, hits, text.length, options);
    if (settled === text) break;
    // whatever is still found in it must not leave either
    if (round === maxRounds) return options.marker ?? redactedMarker;
    text = settled;
  }
  return text;
}

function findHits(text: string, { finders, strictnessOf }: ScanOptions): readonly Hit[] {
  const seen = featuresOf(text);
  let hits: Hits | undefined;
  for (const finder of finders) {
    if ((seen & finder.needs) === finder.needs) finder.find(text, (hits ??= new Hits()));
  }
  if (hits === undefined || hits.all.length === 0) return noHits;
  const markers = markersIn(text);
  const merged = hits.merged(strictnessOf);
  return markers.length === 0 ? merged : outsideOf(markers, merged);
}

/** Nothing in a marker is a secret, whatever it looks like. Both lists are in the order of the text. */
function outsideOf(markers: readonly Written[], hits: readonly Hit[]): readonly Hit[] {
  let next = 0;
  return hits.filter(({ start, end }) => {
    while (next < markers.length && markers[next]!.end < end) next++;
    return next === markers.length || start < markers[next]!.start;
  });
}

/** A hit that lies across `keptEnd` is replaced as a whole. */
function replaceHits(text: string, hits: readonly Hit[], keptEnd: number, { replace, count, marker = redactedMarker }: ScanOptions): string | undefined {
  let result = '';
  let end = 0;
  for (const hit of hits) {
    if (hit.start >= keptEnd) break;
    const hidden = text.slice(hit.start, hit.end);
    const replaced = replace(hit.rule, hidden);
    if (replaced === undefined) {
      count(hit.rule);
      return undefined;
    }
    const inPlace = replaced === redactedMarker ? (hit.replacement ?? marker) : replaced;
    if (inPlace !== hidden) count(hit.rule);
    result += text.slice(end, hit.start) + inPlace;
    end = hit.end;
  }
  return result + text.slice(end, keptEnd);
}

function endOfKept(text: string): number {
  const end = text.length - cutLength;
  const tail = text.slice(end);
  return end + Math.max(tail.lastIndexOf(' '), tail.lastIndexOf('\n'), 0);
}

function withoutRest(kept: string, { count }: ScanOptions): string {
  count('oversize');
  const marker = ` ${limitMarker('oversize')}`;
  const isAfterwardsTooLong = kept.length + marker.length > maxTextLength;
  return (isAfterwardsTooLong ? kept.slice(0, endOfKept(kept.slice(0, maxTextLength - marker.length))) : kept) + marker;
}
