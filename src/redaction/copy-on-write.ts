/** Copies only as much as a change needs: an untouched record or list comes back as the very same object. */

/** A plain copy of the own entries that stand before `end`. The message and stack of an `Error` are not entries, but must not get lost. */
export function copyRecordBefore(source: Readonly<Record<string, unknown>>, end: string): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  if (source instanceof Error) Object.assign(copy, { name: source.name, message: source.message, stack: source.stack });
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

export function mapChanged<Item>(items: readonly Item[], change: (item: Item) => Item): readonly Item[] {
  let copy: Item[] | undefined;
  for (const [index, item] of items.entries()) {
    const changed = change(item);
    if (changed !== item) copy ??= items.slice(0, index);
    copy?.push(changed);
  }
  return copy ?? items;
}
