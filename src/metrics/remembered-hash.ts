/** The hash by which the SDK finds the series of a measurement, made once where the redaction gives the same frozen attributes again. */
import type { Attributes } from '@opentelemetry/api';

const hashes = new WeakMap<Attributes, string>();

export function rememberedHash(attributes: Attributes, hash: (attributes: Attributes) => string): string {
  const known = hashes.get(attributes);
  if (known !== undefined) return known;
  const made = hash(attributes);
  if (Object.isFrozen(attributes)) hashes.set(attributes, made);
  return made;
}
