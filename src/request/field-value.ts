/** Turns what an app binds to a context into a value that each log record can carry, or says why it cannot. */
import type { AnyValue } from '@opentelemetry/api';
import { memberNames } from '../support/any-value.js';
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';

/** Of one field, with all that is in it: it is on every record. */
export const maxFieldCharacters = 4096;
/** A number or a Boolean, a member of a list, the name of a member. */
const charactersOfSmall = 8;

/** @throws {InvalidArgumentError} with what it is or holds; never a value */
export function toFieldValue(value: unknown): AnyValue {
  let left = maxFieldCharacters;

  function take(characters: number): void {
    left -= characters;
    if (left < 0) throw new InvalidArgumentError(`holds more than ${maxFieldCharacters} characters`);
  }

  function convert(part: unknown, ancestors: readonly object[]): AnyValue {
    take(charactersOfSmall);
    if (part === null || part === undefined || typeof part === 'boolean' || typeof part === 'number') return part;
    if (typeof part === 'bigint') return convert(part.toString(), ancestors);
    if (typeof part === 'string') {
      take(part.length);
      return part;
    }
    if (typeof part !== 'object') throw new InvalidArgumentError(`is or holds ${kindOf(part)}`);
    if (ancestors.includes(part)) throw new InvalidArgumentError('holds itself');
    if (part instanceof Date) return Number.isNaN(part.getTime()) ? String(part) : part.toISOString();
    if (part instanceof Uint8Array) {
      take(part.length);
      return part.slice();
    }
    const path = [...ancestors, part];
    if (part instanceof Map) return convertMembers(Object.fromEntries(part), path);
    if (part instanceof Set) return Array.from(part, (item) => convert(item, path));
    return Array.isArray(part) ? part.map((item) => convert(item, path)) : convertMembers(part, path);
  }

  function convertMembers(part: object, path: readonly object[]): Record<string, AnyValue> {
    const map = Object.create(null) as Record<string, AnyValue>;
    for (const key of memberNames(part)) {
      const member: unknown = Reflect.get(part, key);
      if (member === undefined) continue;
      take(key.length);
      map[key] = convert(member, path);
    }
    return map;
  }

  return convert(value, []);
}
