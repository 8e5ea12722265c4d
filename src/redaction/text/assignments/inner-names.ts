/** Tells a value that is itself the name of the next one: in `invalid credentials: password: …` the secret stands behind the second name. */
import type { KeyRules } from '../../keys/key-rules.js';
import { isWideBlank, nameBefore } from './assignment-names.js';
import { looksMade } from './harmless-values.js';
import type { Hits } from '../hits.js';
import { placeOf, widthOfSeparator } from './separators.js';
import type { QuotedValue } from './values-in-text.js';

const colon = 58;
const equals = 61;
const maxBlanks = 64;
/** `"token: c0ffee="}`: the text ends with the value. */
const closingQuote = /^["'`](?:$|[\s,;.)\]}])/;

interface InnerName {
  readonly separator: number;
  /** Nothing else is in the value, and a blank stands behind the separator. */
  readonly isWholeValue: boolean;
}

/**
 * Reports the value, unless it is the name of the next one; gives where to go on, at the latest at the separator of that name.
 * @param isLoose a blank stands in front of the value: what is glued to its separator is hidden whatever it is
 */
export function hideUnlessName(text: string, value: QuotedValue, isLoose: boolean, keys: KeyRules, hits: Hits): number {
  // what is in quotes is hidden whatever it is, too
  const inner = value.next === value.end ? innerName(text, value, keys) : undefined;
  if (!isLoose || inner?.isWholeValue !== true) hits.add('assignment', value.start, value.end);
  return inner?.separator ?? value.next;
}

function innerName(text: string, { start, end }: QuotedValue, keys: KeyRules): InnerName | undefined {
  const separator = separatorBehind(text, end);
  const name = separator === undefined ? undefined : nameBefore(text, separator);
  if (separator === undefined || name === undefined) return undefined;
  const spelled = text.slice(name.start, name.end);
  const place = placeOf(text, separator, widthOfSeparator(text, separator));
  // what names no secret is not gone on at: harmless names are remembered, and a value must not be
  if (place === undefined || !keys.namesSecret(spelled, true) || closingQuote.test(text.slice(separator + 1, separator + 3))) return undefined;
  const isName = name.start <= start && keys.namesSecret(spelled) && !looksMade(text, start, name.end, 1);
  return { separator, isWholeValue: isName && place.isLoose && !place.isComparison };
}

/** The last of the value, or the next behind it. */
function separatorBehind(text: string, end: number): number | undefined {
  if (isSeparator(text.charCodeAt(end - 1))) return text.charCodeAt(end - 2) === colon ? end - 2 : end - 1;
  let at = end;
  while (at < end + maxBlanks && isWideBlank(text.charCodeAt(at))) at++;
  return isSeparator(text.charCodeAt(at)) ? at : undefined;
}

function isSeparator(code: number): boolean {
  return code === colon || code === equals;
}
