/** A bounded memory for names that need no second look, which recognises them inside a text without cutting them out. */
import { isBlank, isNameCharacter } from './assignment-names.js';

const slots = 4096;
const maxNameLength = 64;

export class InnocentNames {
  readonly #names: (string | undefined)[] = Array.from({ length: slots });

  add(name: string): void {
    let hash = 0;
    for (let index = name.length - 1; index >= 0; index--) hash = hashWith(hash, name.charCodeAt(index));
    if (name.length <= maxNameLength) this.#names[hash & (slots - 1)] = name;
  }

  /** Whether the name that ends before `end` is one of them. In quotes a name may consist of several words: then it is not. */
  endBefore(text: string, end: number, isQuoted: boolean): boolean {
    const least = end > maxNameLength ? end - maxNameLength - 1 : 0;
    let hash = 0;
    let start = end;
    for (; start > least; start--) {
      const code = text.charCodeAt(start - 1);
      if (!isNameCharacter(code)) break;
      hash = hashWith(hash, code);
    }
    const known = this.#names[hash & (slots - 1)];
    if (known === undefined || known.length !== end - start) return false;
    for (let index = 0; index < known.length; index++) {
      if (known.charCodeAt(index) !== text.charCodeAt(start + index)) return false;
    }
    return !isQuoted || !isBlank(text.charCodeAt(start - 1));
  }
}

function hashWith(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}
