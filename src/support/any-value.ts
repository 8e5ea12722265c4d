/** Turns whatever an app logs into a value that the Logs API can carry, without running into cycles or throwing getters. */
import type { AnyValue } from '@opentelemetry/api';

const maxDepth = 10;
const errorKeys = ['name', 'message', 'stack', 'code', 'cause'];

/** What keeps a value from being carried as it is; a mark stands in its place. */
export type Obstacle = 'cycle' | 'unreadable';

const ignore = (): void => undefined;

/** @param onObstacle is called for each place of which only a mark is left */
export function toAnyValue(value: unknown, onObstacle: (obstacle: Obstacle) => void = ignore): AnyValue {
  return convert(value, [], onObstacle);
}

function convert(value: unknown, ancestors: readonly object[], onObstacle: (obstacle: Obstacle) => void): AnyValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      break;
    default:
      return String(value);
  }
  if (value === null || value instanceof Uint8Array) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? String(value) : value.toISOString();
  if (ancestors.includes(value)) {
    onObstacle('cycle');
    return '[Circular]';
  }
  if (ancestors.length >= maxDepth) return '[Object]';
  const path = [...ancestors, value];
  try {
    if (Array.isArray(value) || value instanceof Set) return Array.from(value, (item) => convert(item, path, onObstacle));
    if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [String(key), convert(item, path, onObstacle)]));
    const keys = value instanceof Error ? new Set([...errorKeys, ...Object.keys(value)]) : Object.keys(value);
    const map: Record<string, AnyValue> = {};
    for (const key of keys) {
      const member: unknown = Reflect.get(value, key);
      if (member !== undefined && typeof member !== 'function') map[key] = convert(member, path, onObstacle);
    }
    return map;
  } catch {
    onObstacle('unreadable');
    return '[Unreadable]';
  }
}
