/** Memory for the requests that wait: large ones lie in buffers of one size, which are used again, so that at full load nothing has to be collected as garbage. */

/** A full chunk of the outbox with its resource and scopes. */
const slabBytes = 72 * 1024;
/** A smaller request would waste more than half of it. */
const leastBytes = slabBytes / 2;
/** More are kept only as long as requests are in them. */
const maxFreeSlabs = 16;

export class BodyPool {
  readonly #free: Buffer[] = [];
  readonly #inUse = new WeakSet<ArrayBufferLike>();

  /** A buffer of this size, or larger. */
  take(byteCount: number): Buffer {
    if (byteCount < leastBytes || byteCount > slabBytes) return Buffer.allocUnsafeSlow(byteCount);
    const slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(slabBytes);
    this.#inUse.add(slab.buffer);
    return slab;
  }

  /** How much memory a request takes. */
  sizeOf(body: Uint8Array): number {
    return this.#inUse.has(body.buffer) ? slabBytes : body.length;
  }

  /** Nobody reads it any more. */
  giveBack({ buffer }: Uint8Array): void {
    if (this.#inUse.delete(buffer) && this.#free.length < maxFreeSlabs) this.#free.push(Buffer.from(buffer as ArrayBuffer));
  }
}
