/** What was handed over to the courier, and of which it has not said yet that it took it, or what became of it. */

export interface HandedOverChunk {
  readonly lane: number;
  readonly itemCount: number;
  readonly byteCount: number;
}

export class HandOverAccount {
  #untaken: HandedOverChunk[] = [];
  #untakenBytes = 0;
  /** By lane. */
  readonly #openItems: number[] = [];

  get untakenBytes(): number {
    return this.#untakenBytes;
  }

  /** The courier takes chunks in their order. */
  addChunk(chunk: HandedOverChunk): void {
    this.#untakenBytes += chunk.byteCount;
    this.#untaken.push(chunk);
  }

  takeChunk(): void {
    this.#untakenBytes -= this.#untaken.shift()?.byteCount ?? 0;
  }

  /** Chunks that nobody will take any more. */
  takeAllChunks(): readonly HandedOverChunk[] {
    this.#untakenBytes = 0;
    return this.#untaken.splice(0);
  }

  open(lane: number, items: number): void {
    this.#openItems[lane] = (this.#openItems[lane] ?? 0) + items;
  }

  close(lane: number, items: number): void {
    this.open(lane, -items);
  }

  /** Lanes of which something is open, with the number of items. */
  openLanes(): readonly { readonly lane: number; readonly items: number }[] {
    return this.#openItems.map((items, lane) => ({ lane, items })).filter(({ items }) => items > 0);
  }
}
