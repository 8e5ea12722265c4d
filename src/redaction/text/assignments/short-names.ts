/** Decides whether a secret stands next to a name that is also a word of prose and code (`pass`, `pin`, `auth`): by how it is written, and by its look. */
import { isQuote } from './assignment-names.js';
import { isState, isWord } from './harmless-values.js';
import { isMadeWord } from './made-words.js';
import type { Place } from './separators.js';
import { endOfBare, quotedAt } from './values-in-text.js';

const colon = 58;
const equals = 61;

/** Nothing else has these names: any value is secret. */
const definite = /(?:pw|psk)$/i;
/** `pass=3`, `pin=on` and `mfa=required` are no secrets. */
const telling = /(?:pass|pin|otp|2fa|mfa|ssn|iban)$/i;
const isPass = /pass$/i;
const isPin = /pin$/i;
/** A count, a share, a time. */
const measure = /^[\d.,/:]+(?:ms|us|ns|[smhx%])?$/;
const minDigits = 4;
/** Shorter ones are the results of tests. */
const minDigitsOfPass = 6;
const minLength = 4;
/** Of the value of a name such as `auth` or `session`, which is mostly a word. */
const minMadeLength = 8;
const maxLength = 512;

/** @param isTight nothing stands between the name and its separator */
export function isShortSecret(text: string, name: string, isTight: boolean, { valueStart, separator, isLoose, isComparison }: Place): boolean {
  if (isComparison) return false;
  const first = text.charCodeAt(valueStart);
  const isInQuotes = isQuote(first) || first === 92;
  const isAssigned = isInQuotes || isTight && !isLoose && separator === equals;
  const isTold = separator === colon && telling.test(name);
  if (!isAssigned && !isTold) return false;
  const quoted = isInQuotes ? quotedAt(text, valueStart) : undefined;
  const start = quoted?.start ?? valueStart;
  const end = quoted?.end ?? endOfBare(text, start, { isOwnLine: false, isEncoded: false });
  if (end - start > maxLength) return isAssigned;
  const value = text.slice(start, end);
  if (/^[{[(<]/.test(value)) return false;
  if (definite.test(name)) return !isState(value);
  if (!telling.test(name)) return isMadeWord(text, start, end, minMadeLength);
  if (isWord(text, start, end)) return quoted !== undefined && isPass.test(name) && !isState(value);
  if (isPin.test(name) || /^\d+$/.test(value)) return /^\d+$/.test(value) && value.length >= (isPass.test(name) ? minDigitsOfPass : minDigits) && (isAssigned || !isPass.test(name));
  return value.length >= minLength && !measure.test(value) && (isAssigned || /\d/.test(value));
}
