/** Where requests wait for their collector: on disk as soon as they are here, and in memory as far as there is room. */
import type { Spool, SpoolDropReason, SpoolRoute, SpoolTicket } from '../spool/spool-types.js';
import { BodyPool } from './body-pool.js';

/** A request of one lane, or what is known of it. */
export interface Parcel {
  readonly itemCount: number;
  readonly byteCount: number;
  readonly ticket: SpoolTicket | undefined;
  /** Undefined = on disk only. */
  body: Uint8Array | undefined;
}

export class Shelf {
  /** For what is put here. */
  readonly pool = new BodyPool();
  readonly #spool: Spool | undefined;
  readonly #maxMemoryBytes: number;
  /** Of requests that were split: how many parts are still there. On disk they stay whole. */
  readonly #partCounts = new Map<SpoolTicket, number>();
  #memoryBytes = 0;

  constructor(spool: Spool | undefined, maxMemoryBytes: number) {
    this.#spool = spool;
    this.#maxMemoryBytes = maxMemoryBytes;
  }

  /**
   * Undefined when there is room neither on disk nor in memory.
   * @param body may be a buffer of the pool, which goes back to it
   */
  put(route: SpoolRoute, body: Uint8Array, itemCount: number): Parcel | undefined {
    const ticket = this.#spool?.append({ ...route, itemCount, body, createdAtMs: Date.now() });
    const heldBytes = this.pool.sizeOf(body);
    const fits = this.#memoryBytes + heldBytes <= this.#maxMemoryBytes;
    if (fits) this.#memoryBytes += heldBytes;
    else this.pool.giveBack(body);
    if (!fits && ticket === undefined) return undefined;
    return { itemCount, byteCount: body.length, ticket, body: fits ? body : undefined };
  }

  /** Whether it survives this process. */
  isOnDisk({ ticket }: Parcel): boolean {
    return ticket !== undefined && this.#spool?.holds(ticket) === true;
  }

  /**
   * Undefined when it is gone: the spool gave it up, or somebody deleted its file.
   * @throws what the file system says, when it may be read later
   */
  bodyOf({ body, ticket }: Parcel): Uint8Array | undefined {
    return body ?? (ticket && this.#spool?.read(ticket)?.body);
  }

  /** Undefined for what is there: what the spool gave up may be in memory. */
  whyGone({ body, ticket }: Parcel): SpoolDropReason | undefined {
    return body === undefined ? ticket?.dropped : undefined;
  }

  /**
   * Two parcels in the place of one; both are in memory, even beyond the bound.
   * @param firstCount the items of the first
   */
  split(parcel: Parcel, [first, second]: readonly [Uint8Array, Uint8Array], firstCount: number): readonly [Parcel, Parcel] {
    const { itemCount, ticket } = parcel;
    this.#forget(parcel);
    this.#memoryBytes += first.length + second.length;
    if (ticket !== undefined) this.#partCounts.set(ticket, (this.#partCounts.get(ticket) ?? 1) + 1);
    return [
      { itemCount: firstCount, byteCount: first.length, ticket, body: first },
      { itemCount: itemCount - firstCount, byteCount: second.length, ticket, body: second },
    ];
  }

  /** Delivered, or refused for good. */
  remove(parcel: Parcel): void {
    this.#forget(parcel);
    const { ticket } = parcel;
    if (ticket === undefined) return;
    const otherParts = (this.#partCounts.get(ticket) ?? 1) - 1;
    if (otherParts > 0) this.#partCounts.set(ticket, otherParts);
    else {
      this.#partCounts.delete(ticket);
      this.#spool?.remove(ticket);
    }
  }

  /** Leaves what is on disk for the next process. */
  close(): void {
    this.#spool?.close();
  }

  #forget(parcel: Parcel): void {
    const { body } = parcel;
    if (body === undefined) return;
    this.#memoryBytes -= this.pool.sizeOf(body);
    this.pool.giveBack(body);
    parcel.body = undefined;
  }
}
