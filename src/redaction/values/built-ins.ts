/** Redacts what stands in no entries: what maps, sets and errors hold, pairs of an iterable, values under symbols. */
import { copyError, type SourceRecord } from '../copy-on-write.js';
import { dropped } from '../marker.js';
import type { ScanOptions } from '../text/scanner.js';
import { redactList } from './lists.js';
import { errorFields, isError, isIterableOfPairs, isMap, isSet, readProperty, unreadable } from './objects.js';
import type { Walk } from './walk.js';

/** Gives `value` itself when nothing changes; its entries are not looked at, but for those of errors. */
export function redactBuiltIn(value: object, reading: ScanOptions, walk: Walk): unknown {
  if (isMap(value)) return redactMap(value, walk);
  if (isSet(value)) return redactSet(value, walk);
  if (isError(value)) return redactError(value, walk);
  if (!isIterableOfPairs(value)) return value;
  const pairs = listOf(value, walk);
  const redacted = redactList(pairs, reading, walk);
  return redacted === pairs ? value : redacted;
}

/** Consoles print them, and loggers keep the finished line under one. Puts what leaves into `copy`, and tells whether something changed. */
export function redactSymbols(source: SourceRecord, symbols: readonly symbol[], copy: Record<symbol, unknown>, walk: Walk): boolean {
  let isChanged = false;
  for (const symbol of symbols) {
    if (!Object.prototype.propertyIsEnumerable.call(source, symbol)) continue;
    const value = readProperty(source, symbol);
    const redacted = value === unreadable ? walk.limit('error') : walk.redactNamed(symbol.description ?? '', value)[1];
    isChanged ||= !Object.is(redacted, value);
    if (redacted !== dropped) copy[symbol] = redacted;
  }
  return isChanged;
}

function redactMap(source: ReadonlyMap<unknown, unknown>, walk: Walk): ReadonlyMap<unknown, unknown> {
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

function redactSet(source: ReadonlySet<unknown>, walk: Walk): ReadonlySet<unknown> {
  const values = listOf(source, walk);
  const redacted = values.map((value) => walk.redactContent(value));
  return redacted.every((value, index) => Object.is(value, values[index])) ? source : new Set(redacted.filter((value) => value !== dropped));
}

function redactError(source: Error, walk: Walk): Error {
  const fields = errorFields(source);
  const redacted = fields.map(([name, value]) => [name, walk.redactContent(value)] as const);
  const entries: Record<string, unknown> = {};
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- any object is looked at as a record
  const isKept = walk.redactRecord(source as unknown as SourceRecord, entries) === undefined;
  if (isKept && redacted.every(([, value], index) => Object.is(value, fields[index]?.[1]))) return source;
  return copyError(redacted.filter(([, value]) => value !== dropped), entries);
}

function listOf(source: Iterable<unknown>, walk: Walk): readonly unknown[] {
  const list: unknown[] = [];
  for (const item of source) {
    walk.countEntry();
    list.push(item);
  }
  return list;
}
