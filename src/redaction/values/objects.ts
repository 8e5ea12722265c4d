/** What objects that are no plain records and lists say: as text, as JSON, in fields that are no entries. */
import { types } from 'node:util';
import type { SourceRecord } from '../copy-on-write.js';
import { maxTextLength } from '../text/scanner.js';

/** Of any realm. */
export const { isMap, isSet } = types;

export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** One whose entries are all that leaves of it. */
export function isPlainRecord(value: unknown): value is SourceRecord {
  try {
    return typeof value === 'object' && value !== null && isPlain(value) && !('toJSON' in value);
  } catch {
    return false;
  }
}

/** A plain one, or that of a class of the app; not one of the built-in kinds. */
export function isRecord(value: object): value is SourceRecord {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** What headers are: a text, or one for each time that the header was sent. */
export function isTextOrTexts(value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'));
}

export function isError(value: object): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** `Headers`, `FormData` and what is made like them. */
export function isIterableOfPairs(value: object): value is Iterable<readonly [unknown, unknown]> {
  return 'entries' in value && typeof value.entries === 'function' && Reflect.get(value, Symbol.iterator) === value.entries;
}

export function isUrl(value: object): boolean {
  return value instanceof URL || value instanceof URLSearchParams;
}

/** Of those that leave as text. Binary data may be text as well: its bytes are read as characters. */
export function textOfObject(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return textOfBytes(value.buffer, value.byteOffset, value.byteLength);
  if (types.isAnyArrayBuffer(value)) return textOfBytes(value, 0, value.byteLength);
  if (isUrl(value) || types.isRegExp(value) || types.isBoxedPrimitive(value)) return String(value);
  return undefined;
}

/** One more than is looked at, so that the cut is seen. */
function textOfBytes(buffer: ArrayBufferLike, offset: number, length: number): string {
  return Buffer.from(buffer, offset, Math.min(length, maxTextLength + 1)).toString('latin1');
}

/** What `JSON.stringify` makes of an object that has a say in it; any other object is given back. */
export function jsonOf(value: object): unknown {
  return 'toJSON' in value && typeof value.toJSON === 'function' && !types.isDate(value) ? value.toJSON('') : value;
}

/** Consoles print these fields of an error although they are no entries. */
export function errorFields(error: Error): readonly (readonly [name: string, value: unknown])[] {
  const names = ['name', 'message', 'stack', 'cause', 'errors'];
  return names.map((name) => [name, Reflect.get(error, name)] as const).filter(([, value]) => value !== undefined);
}

export const unreadable = Symbol('unreadable');

export function readProperty(source: SourceRecord, key: string | symbol): unknown {
  try {
    return source[key as string];
  } catch {
    return unreadable;
  }
}

/** For masks and hashes. */
export function textOfHidden(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return typeof value === 'bigint' ? String(value) : '';
  }
}
