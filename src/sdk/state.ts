/** The one record of a started distro in a process; found by every copy, whether it was reached by `import` or by `require`. */
import { stateKey } from '../support/is-started.js';

export type DistroStatus = 'started' | 'disabled';

export interface DistroState {
  readonly version: string;
  /** File of the copy that started. */
  readonly path: string;
  readonly threadId: number;
  readonly status: DistroStatus;
  /** Never rejects; its deadline is that of the settings. */
  flush(): Promise<void>;
  /** Never rejects; its deadline is that of the settings. */
  shutdown(): Promise<void>;
}

/** Another version of the distro may have written it, so every part may be missing. */
export function readState(): Partial<DistroState> | undefined {
  const state: unknown = Reflect.get(globalThis, stateKey);
  return typeof state === 'object' && state !== null ? state : undefined;
}

/** Returns the undo. */
export function publishState(state: DistroState): () => void {
  Object.defineProperty(globalThis, stateKey, { value: state, configurable: true, enumerable: false, writable: true });
  return () => {
    if (readState() === state) Reflect.deleteProperty(globalThis, stateKey);
  };
}

/**
 * Sends everything recorded so far, and resolves when it is delivered or `OTEL_DISTRO_SHUTDOWN_TIMEOUT` (2000 ms) has passed.
 * Resolves at once when `register` was not loaded. Never rejects.
 *
 * @example
 * import { flush, withSpan } from '@org/otel-distro';
 * export async function handler(event: { orderId: string }) {
 *   const answer = await withSpan('ship order', async () => `order ${event.orderId} is on its way`);
 *   await flush(); // the platform may freeze the process after the answer
 *   return answer;
 * }
 * console.log(await handler({ orderId: '7' }));
 */
export async function flush(): Promise<void> {
  await readState()?.flush?.();
}

/**
 * Sends everything recorded so far and ends the telemetry of this process; what is recorded afterwards is lost.
 * Takes at most `OTEL_DISTRO_SHUTDOWN_TIMEOUT` (2000 ms).
 * The distro does this by itself when the process ends. Resolves at once when `register` was not loaded. Never rejects.
 *
 * @example
 * import { shutdown, withSpan } from '@org/otel-distro';
 * withSpan('nightly clean-up', () => undefined);
 * await shutdown();
 * process.exit(0);
 */
export async function shutdown(): Promise<void> {
  await readState()?.shutdown?.();
}
