/** Reads names in which JSON spells characters as codes: `"pass\u0077ord"`. */
import { isNameCharacter, type NameInText } from './assignment-names.js';

const backslash = 92;
const smallU = 117;
/** Each of the 64 characters of the longest name as a code. */
const maxLength = 384;

/** Whether the quoted name in front of a separator begins in the middle of a code. */
export function isEscaped(text: string, { start }: NameInText): boolean {
  return text.charCodeAt(start) === smallU && text.charCodeAt(start - 1) === backslash;
}

export function unescapedName(text: string, { start, end }: NameInText): string {
  const least = Math.max(0, end - maxLength);
  let first = start;
  while (first > least && (text.charCodeAt(first - 1) === backslash || isNameCharacter(text.charCodeAt(first - 1)))) first--;
  return text.slice(first, end).replaceAll(/\\{1,4}u([0-9a-f]{4})/gi, (_match, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
