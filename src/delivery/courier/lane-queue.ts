/** What waits in a lane and what is being sent: the own requests in order, and behind them what other processes left. */
import type { Parcel } from './shelf.js';

export interface BatchLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
}

export class LaneQueue {
  #waiting: Parcel[] = [];
  #left: Parcel[] = [];
  #waitingItems = 0;
  /** What is being sent, in front of what waits; without what is settled of it. */
  #batch: readonly Parcel[] = [];
  #isBatchLeft = false;

  add(parcel: Parcel): void {
    this.#waiting.push(parcel);
    this.#waitingItems += parcel.itemCount;
  }

  /** Left by another process. */
  addLeft(parcel: Parcel): void {
    this.#left.push(parcel);
  }

  get waiting(): readonly Parcel[] {
    return this.#waiting;
  }

  get waitingItems(): number {
    return this.#waitingItems;
  }

  get hasLeft(): boolean {
    return this.#left.length > 0;
  }

  get batch(): readonly Parcel[] {
    return this.#batch;
  }

  /** Whether the batch is of what other processes left. */
  get isBatchLeft(): boolean {
    return this.#isBatchLeft;
  }

  /** Whether nothing of this process waits or is being sent. */
  get isIdle(): boolean {
    return this.#waiting.length === 0 && (this.#batch.length === 0 || this.#isBatchLeft);
  }

  /** Makes the next batch, of one parcel at least. */
  takeBatch(isLeft: boolean, { maxItems, maxBytes }: BatchLimits): void {
    const source = isLeft ? this.#left : this.#waiting;
    let items = 0;
    let bytes = 0;
    let count = 0;
    for (const { itemCount, byteCount } of source) {
      items += itemCount;
      bytes += byteCount;
      if (count > 0 && (items > maxItems || bytes > maxBytes)) break;
      count++;
    }
    this.#batch = source.splice(0, count);
    this.#isBatchLeft = isLeft;
    if (!isLeft) this.#waitingItems -= countItems(this.#batch);
  }

  /** Ends the batch; what is not settled of it waits again. */
  putBack(): void {
    if (this.#isBatchLeft) this.#left.unshift(...this.#batch);
    else {
      this.#waiting.unshift(...this.#batch);
      this.#waitingItems += countItems(this.#batch);
    }
    this.#batch = [];
    this.#isBatchLeft = false;
  }

  /** Takes parcels out of what waits. */
  takeOut(isLeft: boolean, isGone: (parcel: Parcel) => boolean): readonly Parcel[] {
    const source = isLeft ? this.#left : this.#waiting;
    const gone = source.filter(isGone);
    if (gone.length === 0) return gone;
    const others = source.filter((parcel) => !isGone(parcel));
    if (isLeft) this.#left = others;
    else {
      this.#waiting = others;
      this.#waitingItems -= countItems(gone);
    }
    return gone;
  }

  /** Takes parcels out of the batch. */
  settle(parcels: readonly Parcel[]): void {
    const settled = new Set(parcels);
    this.#batch = this.#batch.filter((parcel) => !settled.has(parcel));
  }

  /** A parcel of the batch becomes several. */
  replace(parcel: Parcel, parts: readonly Parcel[]): void {
    this.#batch = this.#batch.flatMap((other) => (other === parcel ? parts : [other]));
  }

  /** Empties it but for what other processes left; returns what was this process's own. */
  takeOwn(): readonly Parcel[] {
    const own = [...(this.#isBatchLeft ? [] : this.#batch), ...this.#waiting];
    this.#waiting = [];
    this.#waitingItems = 0;
    this.#batch = [];
    this.#isBatchLeft = false;
    return own;
  }
}

export function countItems(parcels: readonly Parcel[]): number {
  return parcels.reduce((sum, { itemCount }) => sum + itemCount, 0);
}
