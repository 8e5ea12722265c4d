/** How each key leaves and what happens to its value: remembered by key, and where a setting names keys within values, by the path to it as well. */
import type { CleanTexts } from '../text/clean-texts.js';
import { isDecisiveForName, isValueKey, mayBeName } from '../values/named-values.js';
import type { KeyDecision, KeyRules } from './key-rules.js';
import { remembering } from './remembering.js';

/** A key as it leaves, and what happens to its value. */
export interface KeyPlan {
  readonly name: string;
  readonly decision: KeyDecision;
  /** Texts that may leave under the key; undefined where more than the text decides. */
  readonly clean: CleanTexts | undefined;
  /** Of a record, some entries may leave although the record may not: the user named them. */
  readonly leadsToAllowed: boolean;
}

export interface KeyPlans {
  /** @param path the names of the records around the key, each followed by a dot */
  of(key: string, path: string): KeyPlan;
  /** What happens to a value that stands beside its name. */
  decideByName(name: unknown): KeyDecision;
  /** What happens to the value behind an option of a command. */
  decideByOption(name: string): KeyDecision;
}

const separator = '\0';

/**
 * @param leaving what leaves of the text of a key
 * @param cleanFor the texts that are known to be clean where the decision is just about how a text is read
 */
export function createKeyPlans(keys: KeyRules, leaving: (key: string) => string, cleanFor: (decision: KeyDecision) => CleanTexts | undefined): KeyPlans {
  const create = (key: string, path: string): KeyPlan => {
    const name = leaving(key);
    const byName = keys.decide(name, path);
    const decision = name === key || byName === 'hide' || byName === 'drop' ? byName : keys.decide(key, path);
    const clean = name === key && !isValueKey(key) ? cleanFor(decision) : undefined;
    return { name, decision, clean, leadsToAllowed: keys.leadsToAllowed(path + name) };
  };
  // a key that holds a secret is not kept in memory
  const alone = remembering((key) => create(key, ''), ({ name }, key) => name === key);
  const within = remembering(
    (pathAndKey) => {
      const end = pathAndKey.lastIndexOf(separator);
      return create(pathAndKey.slice(end + 1), pathAndKey.slice(0, end));
    },
    ({ name }, pathAndKey) => pathAndKey.endsWith(separator + name),
  );
  const decideByName = (name: unknown): KeyDecision => {
    if (!mayBeName(name)) return 'text';
    const { decision } = alone(name);
    return isDecisiveForName(decision) ? decision : 'text';
  };
  return {
    decideByName,
    decideByOption(name) {
      const decision = decideByName(name);
      return decision.startsWith('hide') && !keys.namesSecret(name, true) ? 'text' : decision;
    },
    of(key, path) {
      if (path === '') return alone(key);
      return key.includes(separator) ? create(key, path) : within(path + separator + key);
    },
  };
}
