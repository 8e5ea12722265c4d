/** How long to wait between attempts, as the retry policy of the OTLP exporter specification says: longer each time, never at the same moment as all others, and as long as the collector asks for. */

/** A collector that asks for more is asked again then. */
const maxAskedMs = 60 * 60_000;
const multiplier = 1.5;
const jitter = 0.2;

export class BackOff {
  readonly #firstWaitMs: number;
  readonly #maxWaitMs: number;
  #waitMs: number;
  #mayRetryAtOnce = true;

  constructor(firstWaitMs = 1_000, maxWaitMs = 5_000) {
    this.#firstWaitMs = firstWaitMs;
    this.#maxWaitMs = maxWaitMs;
    this.#waitMs = firstWaitMs;
  }

  reset(): void {
    this.#waitMs = this.#firstWaitMs;
    this.#mayRetryAtOnce = true;
  }

  /** @param askedMs by the collector, undefined = nothing; 0 is granted once: one that goes on asking for it gets the back-off */
  next(askedMs: number | undefined): number {
    if (askedMs !== undefined && (askedMs > 0 || this.#mayRetryAtOnce)) {
      this.#mayRetryAtOnce &&= askedMs > 0;
      return Math.min(askedMs, maxAskedMs);
    }
    const waitMs = this.#waitMs * (1 + jitter * (2 * Math.random() - 1));
    this.#waitMs = Math.min(this.#waitMs * multiplier, this.#maxWaitMs);
    return waitMs;
  }
}
