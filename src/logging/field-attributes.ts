/** Makes attributes of the fields of a call; a field that cannot be carried is left out and reported. */
import type { AnyValue, Attributes } from '@opentelemetry/api';
import { maxTextLength } from '../redaction/text/scanner.js';
import { toAnyValue, type Obstacle } from '../support/any-value.js';
import { quoted, reportInvalidCall } from './report-invalid-call.js';

const reasons: Readonly<Record<Obstacle | 'name', string>> = {
  cycle: 'it contains itself',
  name: 'its name is reserved',
  unreadable: 'reading it throws',
  size: `it is longer than ${maxTextLength / 1024} KiB`,
};

/** @param attributes gets the fields; what it has already is written over */
export function addFields(attributes: Attributes, fields: object, method: string, event: string): void {
  const keys = keysOf(fields);
  if (keys === undefined) return reportUnreadable(method, event);
  for (const key of keys) {
    const value = readField(fields, key);
    if (value === undefined) continue;
    if (value instanceof BadField) reportInvalidCall(method, event, `the field ${quoted(key)} is left out: ${reasons[value.reason]}`);
    else attributes[key] = value;
  }
}

/** For who joins them: of fields whose names cannot be read it says so, as `addFields` does. */
export function readableFields(fields: object | undefined, method: string, event: string): object | undefined {
  if (fields === undefined || fields === null || keysOf(fields) !== undefined) return fields;
  reportUnreadable(method, event);
  return undefined;
}

/** One object with the fields of all, the last one of a name. No getter is called: one that throws does so where its field is added. */
export function joinFields(...all: readonly unknown[]): object {
  const joined = {};
  for (const fields of all) {
    if (typeof fields !== 'object' || fields === null) continue;
    for (const key of keysOf(fields) ?? []) Object.defineProperty(joined, key, { ...Object.getOwnPropertyDescriptor(fields, key), configurable: true });
  }
  return joined;
}

function reportUnreadable(method: string, event: string): void {
  reportInvalidCall(method, event, 'the fields are left out: their names cannot be read');
}

class BadField {
  readonly reason: keyof typeof reasons;

  constructor(reason: keyof typeof reasons) {
    this.reason = reason;
  }
}

function keysOf(fields: object): readonly string[] | undefined {
  try {
    return Object.keys(fields);
  } catch {
    return undefined;
  }
}

function readField(fields: object, key: string): AnyValue | BadField {
  // it would become the prototype, whose members are on the line and not in the redaction
  if (key === '__proto__') return new BadField('name');
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
  const copied = toAnyValue(value, (found) => {
    obstacle = found;
  });
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
