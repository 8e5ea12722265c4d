/** Values whose name does not stand in front of them as a key: `{ name: 'password', value: … }`, and lists of names and values in turn. */
import type { KeyDecision } from '../keys/key-rules.js';
import { isValueOf, optionName } from './arguments.js';

const valueKeys: ReadonlySet<string> = new Set(['value', 'val', 'v', 'Value', 'values', 'content']);
const nameKeys = ['name', 'key', 'header', 'k', 'n', 'field', 'param', 'parameter', 'variable', 'Name', 'Key'];
const maxNameLength = 64;

export function isValueKey(key: string): boolean {
  return valueKeys.has(key);
}

export function nameBesideValue(record: Readonly<Record<string, unknown>>): unknown {
  for (const key of nameKeys) {
    const name = record[key];
    if (typeof name === 'string') return name;
  }
  return undefined;
}

/**
 * What an item of a list is called: by the option in front of it (`--password`), or, in a list of pairs such as raw headers, by the item in front of it.
 * @param before as it leaves: what was hidden names nothing, now or when it is redacted again
 */
export function nameInList(before: unknown, item: unknown, index: number, length: number): unknown {
  const option = optionName(before);
  if (option !== undefined) return isValueOf(before as string, item) ? option : undefined;
  return length % 2 === 0 && index % 2 === 1 ? before : undefined;
}

/** Running text is no name, even if it speaks of a password. */
export function mayBeName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= maxNameLength && !value.includes(' ') && !value.includes('=');
}

/** A name says less than a key: only what it makes secret, or gives a grammar, counts. */
export function isDecisiveForName(decision: KeyDecision): boolean {
  return decision === 'hide' || decision === 'hide-unless-number' || decision === 'cookie' || decision === 'set-cookie' || decision === 'url' || decision === 'statement';
}
