/** The one record of a started distro in a process; found by every copy, whether it was reached by `import` or by `require`. */

export type DistroStatus = 'starting' | 'started' | 'disabled' | 'failed' | 'stopped';

export interface DistroState {
  readonly version: string;
  /** File of the copy that started. */
  readonly path: string;
  readonly threadId: number;
  status: DistroStatus;
  /** Never rejects; its deadline is that of the settings. */
  flush(): Promise<void>;
  /** Never rejects; its deadline is that of the settings. */
  shutdown(): Promise<void>;
}

const stateKey = Symbol.for('@org/otel-distro');

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
 * Sends everything recorded so far, and resolves when it is delivered or the deadline of the settings has passed.
 * Resolves at once when `register` was not loaded. Never rejects.
 *
 * @example
 * import { flush } from '@org/otel-distro';
 * export async function handler(event: unknown) {
 *   const answer = await work(event);
 *   await flush(); // the platform may freeze the process after the answer
 *   return answer;
 * }
 */
export async function flush(): Promise<void> {
  await readState()?.flush?.();
}

/**
 * Sends everything recorded so far and ends the telemetry of this process; what is recorded afterwards is lost.
 * The distro does this by itself when the process ends. Resolves at once when `register` was not loaded. Never rejects.
 *
 * @example
 * import { shutdown } from '@org/otel-distro';
 * await shutdown();
 * process.exit(0);
 */
export async function shutdown(): Promise<void> {
  await readState()?.shutdown?.();
}
