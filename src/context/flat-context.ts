/** The context of a request: a list of the few values that it has. The API's own copies a `Map` and makes three functions for each value that is set. */
import type { Context } from '@opentelemetry/api';

export class FlatContext implements Context {
  /** A key, its value, the next key. A value that is replaced is in no context any more: the span of a finished request is not kept. */
  readonly #entries: readonly unknown[];

  constructor(entries: readonly unknown[]) {
    this.#entries = entries;
  }

  getValue(key: symbol): unknown {
    return this.#entries[this.#indexOf(key) + 1];
  }

  setValue(key: symbol, value: unknown): Context {
    const entries = this.#entries.slice();
    const index = this.#indexOf(key);
    entries[index] = key;
    entries[index + 1] = value;
    return new FlatContext(entries);
  }

  deleteValue(key: symbol): Context {
    return new FlatContext(this.#entries.toSpliced(this.#indexOf(key), 2));
  }

  /** The end of the list where it is not there. */
  #indexOf(key: symbol): number {
    const entries = this.#entries;
    let index = 0;
    while (index < entries.length && entries[index] !== key) index += 2;
    return index;
  }
}
