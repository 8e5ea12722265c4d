/** Values that are no secrets under a name that holds the word of one: counts, flags, paths, the states of a payment. */
import type { OpenForm } from '../keys/key-rules.js';
import { isPlainRecord } from './objects.js';

const directory = /^(?:\/|[A-Za-z]:\\)[\w./\\ @-]{0,512}$/;
const states: ReadonlySet<string> = new Set(['approved', 'authorized', 'authorised', 'captured', 'declined', 'denied', 'expired', 'failed', 'pending', 'refunded', 'rejected', 'succeeded', 'voided']);
const maxCounts = 64;

export function isOpen(form: OpenForm, value: unknown): boolean {
  switch (form) {
    case 'hide-unless-number':
      return typeof value === 'number' || isPlainRecord(value) && holdsNumbersOnly(value);
    case 'hide-unless-flag':
      return typeof value === 'boolean';
    case 'hide-unless-path':
      return typeof value === 'string' && directory.test(value);
    case 'hide-unless-state':
      return typeof value === 'string' && states.has(value.toLowerCase());
  }
}

/** Getters are not asked: they may give something else the next time. */
function holdsNumbersOnly(record: object): boolean {
  try {
    const entries = Object.values(Object.getOwnPropertyDescriptors(record));
    return entries.length > 0 && entries.length <= maxCounts && entries.every(({ value }) => typeof value === 'number');
  } catch {
    return false;
  }
}
