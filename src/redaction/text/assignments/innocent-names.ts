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

export class InnocentNames {
  readonly #names = Array<InnocentName | undefined>(slots).fill(undefined);

  /** A single full stop is no name: `$password .= "…"`. */
  add(innocent: InnocentName): void {
    const { name } = innocent;
    if (name === '.') return;
    let hash = 0;
    for (let index = name.length - 1; index >= 0; index--) hash = hashWith(hash, name.charCodeAt(index));
    const slot = hash & (slots - 1);
    if (name.length <= maxNameLength && this.#names[slot]?.name !== name) this.#names[slot] = { ...innocent, name: standingAlone(name) };
  }

  /** The name that ends before `end`, if it is one of them as it stands there. In quotes a name may consist of several words: then it is not. */
  before(text: string, end: number, isQuoted: boolean): InnocentName | undefined {
    const least = end > maxNameLength ? end - maxNameLength - 1 : 0;
    let hash = 0;
    let start = end;
    for (; start > least; start--) {
      const code = text.charCodeAt(start - 1);
      if (!isNameCharacter(code)) break;
      hash = hashWith(hash, code);
    }
    const known = this.#names[hash & (slots - 1)];
    if (known === undefined || known.name.length !== end - start) return undefined;
    const { name } = known;
    for (let index = 0; index < name.length; index++) {
      if (name.charCodeAt(index) !== text.charCodeAt(start + index)) return undefined;
    }
    const before = text.charCodeAt(start - 1);
    return isInCode(before, text.charCodeAt(start)) || (isQuoted ? isBlank(before) : known.isPart) ? undefined : known;
  }
}

/** What is spelled like a name may be the end of a code, or hold one: of a quote or a line in JSON (`token\u0022:`, `\npass=`), or of a colour in terminals. */
function isInCode(before: number, first: number): boolean {
  return before === backslash || (before === openBracket || before === semicolon) && first >= zero && first <= nine;
}

function hashWith(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
