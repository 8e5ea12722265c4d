/**
 * The length limit of attribute values (`OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT` and its kin). It is ours and not the SDK's, because it has to
 * come after the redaction: of a secret that is cut already, the rest would not be recognised.
 */
import type { Attributes } from '@opentelemetry/api';
import { mapChanged, setEntry } from '../copy-on-write.js';

/** Cuts texts and byte arrays at any depth, as the SDK does; gives `attributes` itself when all of them are short enough. */
export type CutAttributes = (attributes: Attributes) => Attributes;

/** @param limit characters, or bytes; undefined, 0 and less = no limit */
export function createValueCutter(limit: number | undefined): CutAttributes {
  if (limit === undefined || !(limit > 0) || limit === Infinity) return (attributes) => attributes;
  return (attributes) => cutRecord(attributes, limit);
}

function cutRecord(record: Attributes, limit: number): Attributes {
  let copy: Attributes | undefined;
  for (const key of Object.keys(record)) {
    const cut = cutValue(record[key], limit);
    if (cut !== record[key]) setEntry((copy ??= { ...record }), key, cut);
  }
  return copy ?? record;
}

function cutValue(value: unknown, limit: number): unknown {
  if (typeof value === 'string' || value instanceof Uint8Array) return value.length <= limit ? value : value.slice(0, limit);
  if (Array.isArray(value)) return mapChanged(value, (item: unknown) => cutValue(item, limit));
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is left of attribute values is a map
  return typeof value === 'object' && value !== null ? cutRecord(value as Attributes, limit) : value;
}
