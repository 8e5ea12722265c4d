/** Compares records with what a test expects of them, and says what differs. */
import { inspect, isDeepStrictEqual } from 'node:util';

/**
 * What a test expects of a record: its name (of a log record, its body) as text or RegExp, a function that says yes,
 * or the fields that matter. Fields inside objects are compared the same way, and may be RegExps or functions; other fields may hold anything.
 */
export type RecordPattern<Rec> = string | RegExp | ((record: Rec) => boolean) | { readonly [Key in keyof Rec]?: unknown };

/** Returns what differs, one line for each field; an empty list is a match. */
export function findMismatches<Rec extends object>(pattern: RecordPattern<Rec>, record: Rec): string[] {
  if (typeof pattern === 'function') return pattern(record) ? [] : ['the function says no'];
  if (typeof pattern === 'string' || pattern instanceof RegExp) return compareValues(pattern, titleOf(record), titleField(record));
  return compareValues(pattern, record, '');
}

/** The name of a span or metric, the body of a log record. */
export function titleOf(record: object): unknown {
  return Object.entries(record).find(([key]) => key === titleField(record))?.[1];
}

function titleField(record: object): 'body' | 'name' {
  return 'body' in record ? 'body' : 'name';
}

function compareValues(expected: unknown, actual: unknown, place: string): string[] {
  if (expected instanceof RegExp) {
    const text = typeof actual === 'string' ? actual : inspect(actual, { breakLength: Infinity });
    // a global or sticky RegExp remembers where it stopped
    return text.search(expected) >= 0 ? [] : [difference(place, actual, expected)];
  }
  if (typeof expected === 'function') return expected(actual) === true ? [] : [`${place} is ${show(actual)}, the function says no`];
  if (isPlainObject(expected)) {
    if (!isPlainObject(actual)) return [difference(place, actual, expected)];
    return Object.entries(expected).flatMap(([key, value]) => compareValues(value, actual[key], place === '' ? key : `${place}[${inspect(key)}]`));
  }
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((value, index) => compareValues(value, actual[index], `${place}[${index}]`));
  }
  return isDeepStrictEqual(expected, actual) ? [] : [difference(place, actual, expected)];
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function difference(place: string, actual: unknown, expected: unknown): string {
  return `${place} is ${show(actual)}, expected ${show(expected)}`;
}

export function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, maxStringLength: 200, maxArrayLength: 20 });
}

/** How many pairs of neighbouring letters two texts share, from 0 to 1. */
export function similarity(a: string, b: string): number {
  const [pairsA, pairsB] = [pairsOf(a.toLowerCase()), pairsOf(b.toLowerCase())];
  const shared = [...pairsA].filter((pair) => pairsB.has(pair)).length;
  return (2 * shared) / Math.max(pairsA.size + pairsB.size, 1);
}

function pairsOf(text: string): Set<string> {
  return new Set(Array.from({ length: Math.max(text.length - 1, 0) }, (_, index) => text.slice(index, index + 2)));
}
