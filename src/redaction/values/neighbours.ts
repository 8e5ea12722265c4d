/** Which attributes can be looked at without those beside them. */
import type { KeyDecision } from '../keys/key-rules.js';
import { isNameOrValueKey } from './named-values.js';
import { isSystemKey } from './readings.js';

/** Whether it says of no other how it is read, and no other says so of it. */
export function standsAlone(key: string, decision: KeyDecision): boolean {
  return decision !== 'statement' && !isSystemKey(key) && !isNameOrValueKey(key);
}
