/** What stands in the place of what was hidden; it never echoes what it hides. */

export const redactedMarker = '[REDACTED]';
/** Inside URLs, as the semantic conventions want it; brackets would be percent-encoded there. */
export const urlMarker = 'REDACTED';

/** What could not be looked at, and why. */
export function limitMarker(rule: 'oversize' | 'depth' | 'cycle' | 'error'): string {
  return `[REDACTED:${rule}]`;
}

/** Stands for an entry that does not leave at all. */
export const dropped: unique symbol = Symbol('dropped');
