/** Finds credentials behind the word of an authentication scheme, which stays: `Bearer …`, `Basic …`; and behind a name of several words that ends like one: `API_KEY …`. */
import type { KeyRules } from '../../keys/key-rules.js';
import { blankBehindScheme, longestScheme, schemes } from './auth-scheme-words.js';
import { isBlank, isNameCharacter, isQuote, startOfName } from './assignment-names.js';
import { features, type Finder } from '../finder.js';
import { isGluedToMarker, looksMade, startsWithMarker } from './harmless-values.js';
import { isMadeWord, isRandomLetters } from './made-words.js';
import { endOfBare, endOfHeader } from './values-in-text.js';

const parameters = /^[A-Za-z_-]{1,32}=["'\w]/;
const encodedBlank = '%20';
/** `a basic HTTP/1.1 client` */
const version = /^[A-Za-z]{1,16}\/\d[\d.]{0,8}$/;

const compositeName = /[_-](?:key|token)$/i;
const minValueLength = 8;
const minBearerLength = schemes.get('bearer');

interface Credential {
  readonly start: number;
  readonly end: number;
}

/**
 * The length of the scheme and the blanks behind it, when a credential follows; else 0.
 * @param limit where the value ends that may begin with a scheme
 */
export function lengthOfScheme(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && end - start <= longestScheme && isNameCharacter(text.charCodeAt(end))) end++;
  if (!isBlank(text.charCodeAt(end)) || end >= limit) return 0;
  const credential = credentialBehind(text, start, end);
  return credential === undefined ? 0 : credential.start - start;
}

/** @param end where the word ends that may be a scheme */
function credentialBehind(text: string, wordStart: number, end: number): Credential | undefined {
  const least = end - wordStart > longestScheme ? undefined : schemes.get(text.slice(wordStart, end).toLowerCase());
  if (least === undefined) return undefined;
  const isEncoded = text.startsWith(encodedBlank, end);
  let start = isEncoded ? end + encodedBlank.length : end;
  while (start < end + 8 && isBlank(text.charCodeAt(start))) start++;
  if (startsWithMarker(text, start)) return { start, end: start };
  if (least === 'parameters') {
    if (!parameters.test(text.slice(start, start + 48))) return undefined;
    return { start, end: endOfHeader(text, start, surroundingQuote(text, wordStart)) };
  }
  const quote = text.charCodeAt(start);
  if (isQuote(quote)) start++;
  if (startsWithMarker(text, start)) return { start, end: start };
  const credentialEnd = endOfBare(text, start, { isOwnLine: false, isEncoded });
  if (version.test(text.slice(start, Math.min(credentialEnd, start + 32)))) return undefined;
  // the next field of a line: `token_type=Bearer expires_in=3599`
  if (/^[A-Za-z_.]{1,32}=[^=]/.test(text.slice(start, Math.min(credentialEnd, start + 40)))) return undefined;
  const wordEnd = withoutPunctuation(text, start, credentialEnd);
  const isCredential = isGluedToMarker(text, start) || looksMade(text, start, wordEnd, least) || least === minBearerLength && isRandomLetters(text, start, wordEnd);
  return isCredential ? { start, end: credentialEnd } : undefined;
}

function withoutPunctuation(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /[.:!?]/.test(text[at - 1]!)) at--;
  return at;
}

/** The quote that opens directly in front of a header's name or of the scheme. */
function surroundingQuote(text: string, wordStart: number): number {
  const code = text.charCodeAt(wordStart - 1);
  return isQuote(code) ? code : 0;
}

/** `API_KEY c0ffee12`, `set aws_secret_access_key c0ffee12`: hardly any other word stands behind such a name. */
function valueBehindName(text: string, wordStart: number, end: number, keys: KeyRules): Credential | undefined {
  const name = text.slice(wordStart, end);
  if (!compositeName.test(name) || !keys.namesSecret(name)) return undefined;
  let start = end;
  while (start < end + 8 && isBlank(text.charCodeAt(start))) start++;
  const valueEnd = withoutPunctuation(text, start, endOfBare(text, start, { isOwnLine: false, isEncoded: false }));
  return isMadeWord(text, start, valueEnd, minValueLength) ? { start, end: valueEnd } : undefined;
}

export function createAuthSchemeFinder(keys: KeyRules): Finder {
  return {
    rule: 'auth-scheme',
    needs: features.authScheme,
    find(text, hits) {
      for (let index = blankBehindScheme(text, 0); index >= 0;) {
        const wordStart = startOfName(text, index);
        const credential = credentialBehind(text, wordStart, index) ?? valueBehindName(text, wordStart, index, keys);
        if (credential !== undefined) hits.add('auth-scheme', credential.start, credential.end);
        index = blankBehindScheme(text, Math.max(index + 1, credential?.end ?? 0));
      }
    },
  };
}
