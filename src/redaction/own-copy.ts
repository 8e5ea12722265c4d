/** Copies the maps and lists of a value: the app may go on with its own while a batch waits, and what it puts in then was never looked at. */
import { setEntry, type SourceRecord } from './copy-on-write.js';
import { limitMarker } from './marker.js';
import { isRecord, readProperty } from './values/objects.js';
import { ValueTooLarge, type WalkLimits } from './walk-limits.js';

type Limit = 'oversize' | 'depth' | 'cycle' | 'error';

/**
 * Each entry is read once, so that a getter cannot give something else later. What is neither map, list nor bytes stays as it is: exporters
 * send nothing of it. What cannot be read is found so when the copy is looked at.
 */
export function ownCopy(value: object, limits: WalkLimits, count: (limit: Limit) => void): unknown {
  const mark = (limit: Limit): string => {
    count(limit);
    return limitMarker(limit);
  };
  const copy = (original: unknown): unknown => {
    if (typeof original !== 'object' || original === null) return original;
    const obstacle = limits.descend(original);
    if (obstacle !== undefined) return mark(obstacle);
    try {
      if (Array.isArray(original)) return copyList(original);
      if (isRecord(original)) return copyMap(original);
      return original instanceof Uint8Array ? Uint8Array.prototype.slice.call(original) : original;
    } catch (error) {
      return mark(error instanceof ValueTooLarge ? 'oversize' : 'error');
    } finally {
      limits.ascend();
    }
  };
  const copyList = (list: readonly unknown[]): unknown[] => {
    const items: unknown[] = [];
    for (let index = 0; index < list.length; index++) {
      limits.countEntry();
      items.push(copy(list[index]));
    }
    return items;
  };
  const copyMap = (map: SourceRecord): SourceRecord => {
    const entries: Record<string, unknown> = {};
    for (const key in map) {
      if (!Object.hasOwn(map, key)) continue;
      limits.countEntry();
      setEntry(entries, key, copy(readProperty(map, key)));
    }
    return entries;
  };
  limits.enter();
  return copy(value);
}
