/** A bounded memory for names that need no second look, which recognises them inside a text without cutting them out. */
import { standingAlone } from '../../keys/remembering.js';
import { isBlank, isNameCharacter } from './assignment-names.js';

const slots = 4096;
const maxNameLength = 64;
const backslash = 92;
const openBracket = 91;
const semicolon = 59;
const zero = 48;
const nine = 57;

export interface InnocentName {
  readonly name: string;
  /** Its value may be a name: `"id": "token"`. */
  readonly isNaming: boolean;
  /** Without quotes it may be a part of a name: `API key`. */
  readonly isPart: boolean;
}

interface Known extends InnocentName {
  readonly codes: Uint16Array;
}

export class InnocentNames {
  readonly #names = Array<Known | undefined>(slots).fill(undefined);

  /** A single full stop is no name: `$password .= "…"`. */
  add(innocent: InnocentName): void {
    const { name } = innocent;
    if (name === '.') return;
    const slot = slotOf(name.charCodeAt(0), name.charCodeAt(name.length >> 1), name.charCodeAt(name.length - 1), name.length);
    if (name.length <= maxNameLength && this.#names[slot]?.name !== name) this.#names[slot] = { ...innocent, name: standingAlone(name), codes: Uint16Array.from({ length: name.length }, (_, index) => name.charCodeAt(index)) };
  }

  /** The name that ends before `end`, if it is one of them as it stands there. In quotes a name may consist of several words: then it is not. */
  before(codes: Uint16Array, end: number, isQuoted: boolean): InnocentName | undefined {
    const least = end > maxNameLength ? end - maxNameLength - 1 : 0;
    let start = end;
    while (start > least && isNameCharacter(codes[start - 1]!)) start--;
    const known = this.#find(codes, start, end);
    if (known === undefined) return undefined;
    const before = start > 0 ? codes[start - 1]! : 0;
    return isInCode(before, codes[start]!) || (isQuoted ? isBlank(before) : known.isPart) ? undefined : known;
  }

  /** Whether one of them stands there, whatever stands around it. */
  holds(codes: Uint16Array, start: number, end: number): boolean {
    return this.#find(codes, start, end) !== undefined;
  }

  #find(codes: Uint16Array, start: number, end: number): InnocentName | undefined {
    if (start === end) return undefined;
    const known = this.#names[slotOf(codes[start]!, codes[(start + end) >> 1]!, codes[end - 1]!, end - start)];
    if (known === undefined || known.codes.length !== end - start) return undefined;
    for (let index = start; index < end; index++) if (known.codes[index - start] !== codes[index]) return undefined;
    return known;
  }
}

/** What is spelled like a name may be the end of a code, or hold one: of a quote or a line in JSON (`token\u0022:`, `\npass=`), or of a colour in terminals. */
function isInCode(before: number, first: number): boolean {
  return before === backslash || (before === openBracket || before === semicolon) && first >= zero && first <= nine;
}

/** By the length and three characters: names that share a slot take turns in it. */
function slotOf(first: number, middle: number, last: number, length: number): number {
  return ((first * 31 + last) * 31 + middle * 7 + length) & (slots - 1);
}
