/** Sends again what may succeed later: exponential back-off with jitter, or when the server says, within the deadline. */
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { BackOff } from './back-off.js';

/** Named and chosen as in the retry policy of the OTLP exporter specification. */
export interface RetryOptions {
  /** @default 1000 */
  readonly initialBackoffMs?: number;
  /** @default 5000 */
  readonly maxBackoffMs?: number;
  /** Told why an attempt failed before the next one is waited for. */
  readonly onRetry?: (reason: Error) => void;
}

/** How long to go on when the exporter has no time limit. */
const unlimitedRetryMs = 5 * 60_000;

/** The time limit of `send` holds for all attempts together; a wait that would exceed it is not begun. */
export function createRetryingTransport(inner: IExporterTransport, options: RetryOptions = {}): IExporterTransport {
  const { initialBackoffMs, maxBackoffMs, onRetry } = options;
  const waiting = new Set<() => void>();
  let stopped = false;

  function wait(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      timer.unref();
      waiting.add(wake);
    });
  }

  async function send(data: Uint8Array, timeoutMs: number): Promise<ExportResponse> {
    const startedMs = performance.now();
    const retryForMs = timeoutMs === 0 ? unlimitedRetryMs : timeoutMs;
    const backOff = new BackOff(initialBackoffMs, maxBackoffMs);
    let attemptTimeoutMs = timeoutMs;
    for (;;) {
      const response = await inner.send(data, attemptTimeoutMs);
      if (response.status !== 'retryable') return response;
      const waitMs = backOff.next(response.retryInMillis);
      if (stopped || performance.now() - startedMs + waitMs >= retryForMs) return response;
      if (response.error !== undefined) onRetry?.(response.error);
      await wait(waitMs);
      if (stopped) return response;
      if (timeoutMs !== 0) attemptTimeoutMs = Math.max(1, timeoutMs - (performance.now() - startedMs));
    }
  }

  return {
    send,
    shutdown() {
      stopped = true;
      for (const wake of waiting) wake();
      inner.shutdown();
    },
  };
}
