/** What a decoder accepts at most, and the error it throws for everything it does not accept. */

export interface DecodeLimits {
  /** Size of one request in bytes. @default 67108864 (64 MiB) */
  readonly maxBytes?: number;
  /** Messages inside messages; an array in an attribute value takes two, an object three. @default 200 */
  readonly maxDepth?: number;
  /** Messages in one request: two bytes on the wire can become a whole span in memory. @default 2000000 */
  readonly maxMessages?: number;
}

/** The input is not a valid OTLP request, or it is beyond a limit. */
export class OtlpDecodeError extends Error {
  override readonly name = 'OtlpDecodeError';
  readonly code = 'OTLP_MALFORMED';
}

/** Counts messages and depth of one request against the limits. */
export class DecodeBudget {
  readonly #maxDepth: number;
  #messagesLeft: number;

  constructor(bytes: Uint8Array, limits: DecodeLimits) {
    const maxBytes = limits.maxBytes ?? 64 * 1024 * 1024;
    if (bytes.length > maxBytes) throw new OtlpDecodeError(`the request has ${bytes.length} bytes, at most ${maxBytes} are accepted`);
    this.#maxDepth = limits.maxDepth ?? 200;
    this.#messagesLeft = limits.maxMessages ?? 2_000_000;
  }

  /** To be called for each message with its depth; the request itself has depth 1. */
  take(messageName: string, depth: number): void {
    if (depth > this.#maxDepth) throw new OtlpDecodeError(`${messageName}: nested deeper than ${this.#maxDepth} messages`);
    if (--this.#messagesLeft < 0) throw new OtlpDecodeError(`${messageName}: the request holds too many messages`);
  }
}
