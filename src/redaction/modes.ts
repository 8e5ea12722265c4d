/** What stands in the place of a hit, by the mode of its rule: a marker, the last characters, an HMAC, or nothing. */
import type { RuleMode } from '../settings/redaction-choices.js';
import { isMarker, redactedMarker } from './marker.js';
import type { RedactionOptions } from './options.js';
import type { RuleName } from './rules.js';
import type { Replace } from './text/scanner.js';

const maskStart = '****';
const shownByMask = 4;
/** Of a shorter value, four characters would tell too much. */
const minMaskedLength = 12;
const hashLength = 12;

/** What was written before is left alone, so that redacting twice changes nothing. */
export function createReplacer({ rules, hashKey }: Pick<RedactionOptions, 'rules' | 'hashKey'>): Replace {
  let hash: ((hidden: string) => string) | undefined;
  return (rule, hidden) => {
    switch (rules[rule]) {
      case 'drop':
        return undefined;
      case 'mask':
        return isMarker(hidden) ? hidden : mask(hidden);
      case 'hash':
        return isMarker(hidden) ? hidden : `[HASH:${(hash ??= createHash(hashKey))(hidden)}]`;
      default:
        return redactedMarker;
    }
  };
}

/** Less of the value is left by a stricter mode; for hits that overlap. */
const strictness: Readonly<Record<RuleMode, number>> = { off: 0, mask: 1, hash: 2, replace: 3, drop: 4 };

export function createStrictness({ rules }: Pick<RedactionOptions, 'rules'>): (rule: RuleName) => number {
  return (rule) => strictness[rules[rule] ?? 'replace'];
}

/** `node:crypto` takes milliseconds to load, and hardly anybody needs it here. Each thread has its own redactor, so a random key is one of the thread. */
function createHash(hashKey: string | undefined): (hidden: string) => string {
  const { createHmac, randomBytes } = process.getBuiltinModule('node:crypto');
  const key = hashKey ?? randomBytes(32);
  return (hidden) => createHmac('sha256', key).update(hidden).digest('hex').slice(0, hashLength);
}

function mask(hidden: string): string {
  const shown = hidden.slice(-shownByMask);
  // what is not recognised as written here would be masked again
  return hidden.length < minMaskedLength || shown.includes('*') ? maskStart : maskStart + shown;
}
