/** Redacts maps, sets and errors: what they hold stands in no entries. */
import { copyError, type SourceRecord } from '../copy-on-write.js';
import { dropped } from '../marker.js';
import { errorFields } from './objects.js';

/** The walk that came upon them, for what they hold. */
export interface Walk {
  countEntry(): void;
  redactContent(value: unknown): unknown;
  /** Gives the key as it leaves, and the value. */
  redactNamed(key: string, value: unknown): readonly [name: string, value: unknown];
  redactRecord(source: SourceRecord): SourceRecord;
}

export function redactMap(source: ReadonlyMap<unknown, unknown>, walk: Walk): ReadonlyMap<unknown, unknown> {
  const copy = new Map<unknown, unknown>();
  let changed = false;
  let twins = 1;
  for (const [key, value] of source) {
    walk.countEntry();
    const redactedKey = typeof key === 'string' ? key : walk.redactContent(key);
    const [name, redacted] = typeof redactedKey === 'string' ? walk.redactNamed(redactedKey, value) : [redactedKey, walk.redactContent(value)];
    changed ||= name !== key || !Object.is(redacted, value);
    if (redacted === dropped || name === dropped) continue;
    let unique = name;
    while (copy.has(unique)) unique = `${String(name)}#${++twins}`;
    copy.set(unique, redacted);
  }
  return changed ? copy : source;
}

export function redactSet(source: ReadonlySet<unknown>, walk: Walk): ReadonlySet<unknown> {
  const values = listOf(source, walk);
  const redacted = values.map((value) => walk.redactContent(value));
  return redacted.every((value, index) => Object.is(value, values[index])) ? source : new Set(redacted.filter((value) => value !== dropped));
}

export function redactError(source: Error, walk: Walk): Error {
  const fields = errorFields(source);
  const redacted = fields.map(([name, value]) => [name, walk.redactContent(value)] as const);
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- any object is looked at as a record
  const entries = source as unknown as SourceRecord;
  const record = walk.redactRecord(entries);
  if (record === entries && redacted.every(([, value], index) => Object.is(value, fields[index]?.[1]))) return source;
  return copyError(redacted.filter(([, value]) => value !== dropped), record);
}

export function listOf(source: Iterable<unknown>, walk: Walk): readonly unknown[] {
  const list: unknown[] = [];
  for (const item of source) {
    walk.countEntry();
    list.push(item);
  }
  return list;
}
