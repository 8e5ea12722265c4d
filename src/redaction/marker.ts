/** What stands in the place of what was hidden, and how it is told from a text; it never echoes what it hides. */

export const redactedMarker = '[REDACTED]';
/** Inside URLs, as the semantic conventions want it; brackets would be percent-encoded there. */
export const urlMarker = 'REDACTED';

/** What could not be looked at, and why. */
export function limitMarker(rule: 'oversize' | 'depth' | 'cycle' | 'error'): string {
  return `[REDACTED:${rule}]`;
}

/** Stands for an entry that does not leave at all. */
export const dropped: unique symbol = Symbol('dropped');

/** The last one is a word that may also stand in a text of its own. */
const marker = /\[REDACTED(?::[a-z]{1,16})?\]|%5BREDACTED%5D|\[HASH:[0-9a-f]{12}\]|REDACTED/y;
/** In a text, what ends a value ends its mask. */
const mask = /\*{4}[^*\s"'&,;)\]}]{0,4}/y;
const wholeMask = /^\*{4}[^*]{0,4}$/;
const maskInText = /(?<!\*)\*{4}[^\s*]{0,4}/;
const everyMarker = new RegExp(marker, 'g');
const everyMarkerOrMask = new RegExp(`${marker.source}|${maskInText.source}`, 'g');

export interface Written {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** Behind the marker that begins at `start`; `start` itself when none does. */
export function endOfMarker(text: string, start: number): number {
  return endOf(marker, text, start);
}

/** The same for the mask that a mode leaves. */
export function endOfMask(text: string, start: number): number {
  return endOf(mask, text, start);
}

/** Whether a value is one marker or mask, and nothing else. */
export function isMarker(value: string): boolean {
  return value !== '' && (endOfMarker(value, 0) === value.length || wholeMask.test(value));
}

/** Those that only redaction writes, in the order of the text. */
export function markersIn(text: string): readonly Written[] {
  return allIn(text, everyMarker).filter(({ start, end }) => end - start > urlMarker.length);
}

/** All that redaction may have written. */
export function markersAndMasksIn(text: string): readonly Written[] {
  return allIn(text, everyMarkerOrMask);
}

function endOf(expression: RegExp, text: string, start: number): number {
  expression.lastIndex = start;
  return expression.test(text) ? expression.lastIndex : start;
}

function allIn(text: string, expression: RegExp): readonly Written[] {
  return [...text.matchAll(expression)].map(({ index, 0: found }) => ({ start: index, end: index + found.length }));
}
