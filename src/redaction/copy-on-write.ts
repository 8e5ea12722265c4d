/** Copies only as much as a change needs: an untouched record or list comes back as the very same object. */

export type SourceRecord = Readonly<Record<string, unknown>>;

/** A plain copy of the own entries that stand before `end`; of all of them without `end`. */
export function copyEntriesBefore(source: SourceRecord, end?: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const key in source) {
    if (key === end) break;
    if (Object.hasOwn(source, key)) setEntry(copy, key, source[key]);
  }
  return copy;
}

/** Assignment would set the prototype instead of an entry when the key is `__proto__`, as it can be in parsed JSON. */
export function setEntry(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
}

/** @param fields what is not to be seen as an entry: message, stack, cause */
export function copyError(fields: Iterable<readonly [name: string, value: unknown]>, entries: SourceRecord): Error {
  const copy = new Error();
  delete copy.stack;
  for (const [name, value] of fields) Object.defineProperty(copy, name, { value, configurable: true, writable: true });
  for (const [key, value] of Object.entries(entries)) Object.defineProperty(copy, key, { value, enumerable: true, configurable: true, writable: true });
  return copy;
}

export function mapChanged<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let copy: Item[] | undefined;
  for (const [index, item] of items.entries()) {
    const changed = change(item);
    if (changed !== item) copy ??= items.slice(0, index);
    copy?.push(changed);
  }
  return copy ?? items;
}
