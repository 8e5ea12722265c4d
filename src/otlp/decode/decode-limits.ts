/** What a decoder accepts at most, and the error it throws for everything it does not accept. */
import type { ScalarType } from '../schema.js';

export interface DecodeLimits {
  /** Size of one request in bytes. @default 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Messages inside messages; an array in an attribute value takes two, an object three. @default 200, at most 500 */
  readonly maxDepth?: number;
  /**
   * What one request may become in memory: its messages with the fields they have even if nothing was sent, and the elements of its lists.
   * A value takes 10 to 35 bytes; two bytes on the wire can become a whole span. @default 8388608
   */
  readonly maxValues?: number;
}

/** The depth that the call stack surely bears, also that of who walks the decoded request. */
const deepest = 500;

/** What a scalar counts: an array of bytes is a large object even when it is empty. */
export function valuesOf(scalar: ScalarType | undefined): number {
  return scalar === 'bytes' ? 8 : 1;
}

/** The input is not a valid OTLP request, or it is beyond a limit. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
  readonly code = 'OTLP_MALFORMED';
}

/** Counts values and depth of one request against the limits. */
export class DecodeBudget {
  readonly maxDepth: number;
  #valuesLeft: number;

  constructor(bytes: Uint8Array, limits: DecodeLimits) {
    const maxBytes = limits.maxBytes ?? 64 * 1024 * 1024;
    if (bytes.length > maxBytes) throw new OtlpDecodeError(`the request has ${bytes.length} bytes, at most ${maxBytes} are accepted`);
    this.maxDepth = Math.min(limits.maxDepth ?? 200, deepest);
    this.#valuesLeft = limits.maxValues ?? 8 * 1024 * 1024;
  }

  /** To be called for each message before it is made; the request itself has depth 1. */
  takeMessage(messageName: string, depth: number, values: number): void {
    if (depth > this.maxDepth) throw new OtlpDecodeError(`${messageName}: nested deeper than ${this.maxDepth} messages`);
    this.takeValues(messageName, values);
  }

  takeValues(place: string, values: number): void {
    this.#valuesLeft -= values;
    if (this.#valuesLeft < 0) throw new OtlpDecodeError(`${place}: the request holds too many values`);
  }
}
