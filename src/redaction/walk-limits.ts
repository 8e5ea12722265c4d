/** How deep and how far the walk through one value goes. */
import { maxTextLength } from './text/scanner.js';

const maxDepth = 12;
/** Bounds the time that one value can take: objects that share children have exponentially many paths. */
const maxEntries = 100_000;
/** Of all texts of one value together. */
const maxCharacters = 8 * maxTextLength;

export class ValueTooLarge extends Error {}

export class WalkLimits {
  /** The objects on the path to the current value. */
  readonly #path: object[] = [];
  #entriesLeft = maxEntries;
  #charactersLeft = maxCharacters;

  /** A getter that redacts while we read it stays within the limits of the value that it belongs to. */
  enter(): void {
    if (this.#path.length > 0) return;
    this.#entriesLeft = maxEntries;
    this.#charactersLeft = maxCharacters;
  }

  /** Each attribute of a record has limits of its own. */
  countEntry(): void {
    if (this.#path.length === 0) this.enter();
    else if (--this.#entriesLeft < 0) throw new ValueTooLarge();
  }

  mayRead(text: string): boolean {
    this.#charactersLeft -= Math.min(text.length, maxTextLength);
    return this.#charactersLeft >= 0;
  }

  /** Gives what is in the way; after undefined, `ascend` has to follow. */
  descend(value: object): 'cycle' | 'depth' | undefined {
    if (this.#path.includes(value)) return 'cycle';
    if (this.#path.length >= maxDepth) return 'depth';
    this.#path.push(value);
    return undefined;
  }

  ascend(): void {
    this.#path.pop();
  }
}
