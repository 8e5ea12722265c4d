/** The short way for attributes: most are numbers, and texts that were looked at before under a key of the same kind. */
import type { Attributes } from '@opentelemetry/api';
import type { KeyPlans } from './keys/key-plans.js';

/** Whether nothing would be hidden in them; false also where that is not known. Only where neither paths nor callbacks decide. */
export function areKnown(attributes: Attributes, plans: KeyPlans): boolean {
  try {
    for (const key in attributes) {
      const { clean } = plans.of(key, '');
      if (clean === undefined) return false;
      const value = attributes[key];
      const isKnown = typeof value === 'string' ? clean.has(value) : typeof value === 'number' || typeof value === 'boolean';
      if (!isKnown) return false;
    }
    return Object.getOwnPropertySymbols(attributes).length === 0;
  } catch {
    // the walk says what it cannot read
    return false;
  }
}
