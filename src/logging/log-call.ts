/** What a call of a logger says, in the ways in which we and winston write it. */
import { kindOf } from '../support/invalid-argument.js';
import { joinFields } from './field-attributes.js';
import type { LogLevel } from './logger.js';
import { reportInvalidCall } from './report-invalid-call.js';

export interface LogCall {
  /** The name of the event, or a sentence. */
  readonly message: string;
  readonly thrown: unknown;
  readonly fields: object | undefined;
}

/** Stands in for an event name that is none. */
const unnamed = 'unnamed';

/** @param given the arguments, whatever they are */
export function readLogCall(level: LogLevel, [first, second, third]: readonly unknown[]): LogCall {
  if (typeof first === 'string') return withRest(level, first, second, third);
  if (isError(first)) return { message: textOf(first, 'message'), thrown: first, fields: fieldsOf(level, textOf(first, 'name'), second) };
  if (typeof first === 'object' && first !== null) return readEntry(level, first);
  reportInvalidCall(level, unnamed, `the event name is ${kindOf(first)}, expected a string; "${unnamed}" is used`);
  return withRest(level, unnamed, second, third);
}

/** `{ message, ...fields }`, as winston writes it. */
export function readEntry(level: string, entry: object): LogCall {
  const message = read(entry, 'message');
  const fields = joinFields(entry, { message: undefined, level: undefined });
  if (isError(entry) || isError(message)) {
    const thrown = isError(entry) ? entry : message;
    return { message: textOf(thrown, 'message'), thrown, fields };
  }
  if (typeof message === 'string') return withError({ message, thrown: undefined, fields });
  reportInvalidCall(level, unnamed, `the event name is ${kindOf(message)}, expected a string; "${unnamed}" is used`);
  return withError({ message: unnamed, thrown: undefined, fields });
}

function withRest(level: LogLevel, message: string, second: unknown, third: unknown): LogCall {
  const other = typeof third === 'function' ? undefined : third;
  if (second === undefined && other === undefined) return { message, thrown: undefined, fields: undefined };
  if (isError(other)) return withErrorLast(level, message, second, other);
  if (other !== undefined && other !== null) return { message, thrown: second, fields: fieldsOf(level, message, other) };
  if (isThrown(level, second)) return { message, thrown: second, fields: undefined };
  return withError({ message, thrown: undefined, fields: fieldsOf(level, message, second) });
}

/** The other way round, as other loggers have it; of two errors the second one is a field. */
function withErrorLast(level: LogLevel, message: string, second: unknown, error: unknown): LogCall {
  if (isThrown(level, second)) return { message, thrown: second, fields: { error } };
  return { message, thrown: error, fields: fieldsOf(level, message, second) };
}

/** Anything can be thrown, but who logs without an error has fields. */
function isThrown(level: LogLevel, value: unknown): boolean {
  if (isError(value)) return true;
  if (typeof value === 'object' || typeof value === 'function' || value === undefined) return false;
  return level !== 'debug' && level !== 'info';
}

/** Also one of another realm, such as that of `node:vm`. */
function isError(value: unknown): boolean {
  try {
    return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
  } catch {
    return false;
  }
}

/** An error that is logged as a field, as many apps do, is what was thrown. */
function withError(call: LogCall): LogCall {
  for (const name of ['err', 'error']) {
    const value = call.fields === undefined ? undefined : readOwn(call.fields, name);
    if (isError(value)) return { ...call, thrown: value, fields: joinFields(call.fields, { [name]: undefined }) };
  }
  return call;
}

function readOwn(fields: object, name: string): unknown {
  try {
    return Object.hasOwn(fields, name) ? Reflect.get(fields, name) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined for what cannot be read. */
function read(fields: object, name: string): unknown {
  try {
    return Reflect.get(fields, name);
  } catch {
    return undefined;
  }
}

function fieldsOf(level: string, message: string, value: unknown): object | undefined {
  if (value === undefined || value === null || typeof value === 'function') return undefined;
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  reportInvalidCall(level, message, `fields is ${kindOf(value)}, expected an object; it is left out`);
  return undefined;
}

function textOf(error: unknown, name: 'name' | 'message'): string {
  const text = read(error as object, name);
  return typeof text === 'string' && text !== '' ? text : unnamed;
}
