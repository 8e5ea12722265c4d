/** Turns whatever an app logs into a value that the Logs API can carry, without running into cycles or throwing getters. */
import type { AnyValue } from '@opentelemetry/api';

const maxDepth = 10;
/** Objects that share members have exponentially many paths. */
const maxEntries = 100_000;
const errorKeys = ['name', 'message', 'stack', 'code', 'cause'];

/** What keeps a value from being carried as it is; a mark stands in its place. */
export type Obstacle = 'cycle' | 'unreadable' | 'size';

interface Walk {
  entriesLeft: number;
  readonly meet: (obstacle: Obstacle) => void;
}

/** @param onObstacle is called for the first one, for who leaves the value out then: the rest is not looked at */
export function toAnyValue(value: unknown, onObstacle?: (obstacle: Obstacle) => void): AnyValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  let isMet = false;
  const walk: Walk = {
    entriesLeft: maxEntries,
    meet(obstacle) {
      if (onObstacle === undefined || isMet) return;
      isMet = true;
      walk.entriesLeft = 0;
      onObstacle(obstacle);
    },
  };
  return convert(value, [], walk);
}

function convert(value: unknown, ancestors: readonly object[], walk: Walk): AnyValue {
  if (--walk.entriesLeft < 0) {
    walk.meet('size');
    return '[Too large]';
  }
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
  }
  try {
    return typeof value === 'object' ? convertObject(value, ancestors, walk) : String(value);
  } catch {
    walk.meet('unreadable');
    return '[Unreadable]';
  }
}

function convertObject(value: object | null, ancestors: readonly object[], walk: Walk): AnyValue {
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (ancestors.includes(value)) {
    walk.meet('cycle');
    return '[Circular]';
  }
  if (ancestors.length >= maxDepth) return '[Object]';
  const path = [...ancestors, value];
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => convert(item, path, walk));
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [String(key), convert(item, path, walk)]));
  const map: Record<string, AnyValue> = {};
  for (const key of memberNames(value)) {
    const member: unknown = Reflect.get(value, key);
    if (key !== '__proto__' && member !== undefined && typeof member !== 'function') map[key] = convert(member, path, walk);
  }
  return map;
}

/** What an error says lies in members that are not enumerable. */
export function memberNames(value: object): Iterable<string> {
  return value instanceof Error ? new Set([...errorKeys, ...Object.keys(value)]) : Object.keys(value);
}
