/** Turns whatever an app logs into a value that the Logs API can carry, without running into cycles or throwing getters. */
import type { AnyValue } from '@opentelemetry/api';

const maxDepth = 10;
const errorKeys = ['name', 'message', 'stack', 'code', 'cause'];

export function toAnyValue(value: unknown): AnyValue {
  return convert(value, []);
}

function convert(value: unknown, ancestors: readonly object[]): AnyValue {
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
  if (ancestors.includes(value)) return '[Circular]';
  if (ancestors.length >= maxDepth) return '[Object]';
  const path = [...ancestors, value];
  try {
    if (Array.isArray(value)) return value.map((item) => convert(item, path));
    const keys = value instanceof Error ? new Set([...errorKeys, ...Object.keys(value)]) : Object.keys(value);
    const map: Record<string, AnyValue> = {};
    for (const key of keys) {
      const member: unknown = Reflect.get(value, key);
      if (member !== undefined && typeof member !== 'function') map[key] = convert(member, path);
    }
    return map;
  } catch {
    return '[Unreadable]';
  }
}
