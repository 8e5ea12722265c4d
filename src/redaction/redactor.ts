/** The one object that every exit asks what may leave: values of sensitive keys are replaced at any depth, the rest stays untouched. */
import type { Attributes } from '@opentelemetry/api';
import { copyRecordBefore, setEntry } from './copy-on-write.js';
import { createKeyRule, type KeyRule } from './sensitive-keys.js';

export const redactedMarker = '[REDACTED]';
const errorMarker = '[REDACTED:error]';
const depthMarker = '[REDACTED:depth]';
const oversizeMarker = '[REDACTED:oversize]';
const cycleMarker = '[REDACTED:cycle]';

const maxDepth = 12;
/** Bounds the time that one value can take: objects that share children have exponentially many paths. */
const maxEntries = 100_000;

/** Pure and synchronous; nothing it does throws, and what cannot be read is replaced. The app's objects are never changed. */
export interface Redactor {
  /** Returns `value` itself when nothing in it is hidden, else a copy with markers. `key` is the name under which it leaves. */
  redactValue(key: string | undefined, value: unknown): unknown;
  /** The same for a record of attributes; always gives a record. */
  redactAttributes(attributes: Attributes): Attributes;
}

class ValueTooLarge extends Error {}

class KeyRedactor implements Redactor {
  readonly #decide: KeyRule = createKeyRule();
  /** The objects on the path to the current value; shared by all calls, so that looking at a value allocates nothing. */
  readonly #path: object[] = [];
  #entriesLeft = maxEntries;

  redactValue(key: string | undefined, value: unknown): unknown {
    return key === undefined ? this.#redactContent(value) : this.#redactEntry(key, value);
  }

  redactAttributes(attributes: Attributes): Attributes {
    if (this.#path.length === 0) this.#entriesLeft = maxEntries;
    try {
      return this.#redactRecord(attributes);
    } catch {
      return {};
    }
  }

  #redactEntry(key: string, value: unknown): unknown {
    return value !== undefined && value !== null && this.#isHidden(key, value) ? redactedMarker : this.#redactContent(value);
  }

  #isHidden(key: string, value: unknown): boolean {
    const decision = this.#decide(key);
    return decision === 'redact' || (decision === 'redact-unless-number' && typeof value !== 'number');
  }

  #redactContent(value: unknown): unknown {
    if (typeof value === 'string') return this.#redactText(value);
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (this.#path.includes(value)) return cycleMarker;
    if (this.#path.length >= maxDepth) return depthMarker;
    this.#path.push(value);
    try {
      if (Array.isArray(value)) return this.#redactArray(value);
      if (value instanceof Map) return this.#redactMap(value);
      if (value instanceof Set) return this.#redactSet(value);
      return this.#redactRecord(value as Readonly<Record<string, unknown>>);
    } catch (error) {
      return error instanceof ValueTooLarge ? oversizeMarker : errorMarker;
    } finally {
      this.#path.pop();
      if (this.#path.length === 0) this.#entriesLeft = maxEntries;
    }
  }

  /** Text that is one whole JSON document is redacted by its keys; a number in it may lose digits, but only if something was hidden. */
  #redactText(text: string): string {
    if (!looksLikeJson(text)) return text;
    let document: unknown;
    try {
      document = JSON.parse(text);
    } catch {
      return text;
    }
    const redacted = this.#redactContent(document);
    return redacted === document ? text : JSON.stringify(redacted);
  }

  #redactRecord(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
    let copy: Record<string, unknown> | undefined;
    for (const key in source) {
      if (!Object.hasOwn(source, key)) continue;
      this.#countEntry();
      const value = source[key];
      const redacted = this.#redactEntry(key, value);
      if (!Object.is(redacted, value)) copy ??= copyRecordBefore(source, key);
      if (copy !== undefined) setEntry(copy, key, redacted);
    }
    return copy ?? source;
  }

  #redactArray(source: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < source.length; index++) {
      this.#countEntry();
      const value = source[index];
      const redacted = this.#redactContent(value);
      if (!Object.is(redacted, value)) copy ??= source.slice(0, index);
      copy?.push(redacted);
    }
    return copy ?? source;
  }

  #redactMap(source: ReadonlyMap<unknown, unknown>): ReadonlyMap<unknown, unknown> {
    const copy = new Map<unknown, unknown>();
    let changed = false;
    for (const [key, value] of source) {
      this.#countEntry();
      const redacted = typeof key === 'string' ? this.#redactEntry(key, value) : this.#redactContent(value);
      changed ||= !Object.is(redacted, value);
      copy.set(key, redacted);
    }
    return changed ? copy : source;
  }

  #redactSet(source: ReadonlySet<unknown>): ReadonlySet<unknown> {
    const values = [...source];
    const redacted = this.#redactArray(values);
    return redacted === values ? source : new Set(redacted);
  }

  #countEntry(): void {
    if (--this.#entriesLeft < 0) throw new ValueTooLarge();
  }
}

export function createRedactor(): Redactor {
  return new KeyRedactor();
}

/** What the exits and the public `redact` share as long as nobody gives them another one. */
export const defaultRedactor: Redactor = createRedactor();

function looksLikeJson(text: string): boolean {
  const trimmed = text.trim();
  const last = trimmed.at(-1);
  return (trimmed[0] === '{' && last === '}') || (trimmed[0] === '[' && last === ']');
}
