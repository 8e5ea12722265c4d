/** The one object that every exit asks what may leave, and the one that the process shares. */
import type { Attributes } from '@opentelemetry/api';
import type { Surface } from './exits/exits.js';
import { defaultRedactionOptions, type RedactionOptions } from './options.js';
import { RedactionCounts } from './redaction-counts.js';
import { WalkingRedactor } from './walking-redactor.js';

/** Pure and synchronous; nothing it does throws, and what cannot be read is replaced. The app's objects are never changed. */
export interface Redactor {
  /** What was hidden so far. */
  readonly counts: RedactionCounts;
  /** Returns `value` itself when nothing in it is hidden, else a copy with markers. `key` is the name under which it leaves. */
  redactValue(key: string | undefined, value: unknown, surface: Surface): unknown;
  /** The same for a record of attributes; always gives a record. */
  redactAttributes(attributes: Attributes, surface: Surface): Attributes;
  /** The same for a text without a key. */
  redactText(text: string, surface: Surface): string;
}

/** Hides nothing. */
const openRedactor: Redactor = {
  counts: new RedactionCounts(),
  redactValue: (_key, value) => value,
  redactAttributes: (attributes) => attributes,
  redactText: (text) => text,
};

export function createRedactor(options: Partial<RedactionOptions> = {}): Redactor {
  const complete = { ...defaultRedactionOptions, ...options };
  return complete.mode === 'off' ? openRedactor : new WalkingRedactor(complete);
}

let current: Redactor | undefined;

/** What the exits and the public `redact` share: that of the settings once the distro has started, until then the defaults. */
export function currentRedactor(): Redactor {
  return (current ??= createRedactor());
}

export function useRedactor(redactor: Redactor): void {
  current = redactor;
}
