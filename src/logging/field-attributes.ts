/** Makes attributes of the fields of a call; a field that cannot be carried is left out and reported. */
import type { AnyValue, Attributes } from '@opentelemetry/api';
import { maxTextLength } from '../redaction/text/scanner.js';
import { toAnyValue, type Obstacle } from '../support/any-value.js';
import { reportInvalidCall } from './report-invalid-call.js';

const reasons: Readonly<Record<Obstacle | 'size', string>> = {
  cycle: 'it contains itself',
  unreadable: 'reading it throws',
  size: `it is longer than ${maxTextLength / 1024} KiB`,
};

/** @param attributes gets the fields; what it has already is written over */
export function addFields(attributes: Attributes, fields: object, method: string, event: string): void {
  for (const key of keysOf(fields)) {
    const value = readField(fields, key);
    if (value === undefined) continue;
    if (value instanceof BadField) reportInvalidCall(method, event, `the field ${JSON.stringify(key)} is left out: ${reasons[value.reason]}`);
    else attributes[key] = value;
  }
}

class BadField {
  readonly reason: keyof typeof reasons;

  constructor(reason: keyof typeof reasons) {
    this.reason = reason;
  }
}

function keysOf(fields: object): readonly string[] {
  try {
    return Object.keys(fields);
  } catch {
    return [];
  }
}

function readField(fields: object, key: string): AnyValue | BadField {
  let value: unknown;
  try {
    value = (fields as Readonly<Record<string, unknown>>)[key];
  } catch {
    return new BadField('unreadable');
  }
  switch (typeof value) {
    case 'number':
    case 'boolean':
      return value;
    case 'string':
      return value.length > maxTextLength ? new BadField('size') : value;
    case 'undefined':
    case 'function':
      return undefined;
    default:
      return value === null ? value : readWithin(value);
  }
}

function readWithin(value: unknown): AnyValue | BadField {
  let obstacle: Obstacle | undefined;
  const copied = toAnyValue(value, (found) => (obstacle ??= found));
  if (obstacle !== undefined) return new BadField(obstacle);
  return sizeOf(copied) > maxTextLength ? new BadField('size') : copied;
}

/** In characters, roughly; it stops where it is too much. */
function sizeOf(value: AnyValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return value.length;
  let size = 2;
  for (const [key, item] of Object.entries(value)) {
    size += key.length + sizeOf(item);
    if (size > maxTextLength) break;
  }
  return size;
}
