/** Whether the distro works in this process, for helpers that have to know whether their effect was wanted. */

/** Under which the one record of a started distro is found; every copy of the distro knows it. */
export const stateKey = Symbol.for('@org/otel-distro');

/** False without `register`, and where it is disabled. */
export function isStarted(): boolean {
  const state: unknown = Reflect.get(globalThis, stateKey);
  return typeof state === 'object' && state !== null && Reflect.get(state, 'status') === 'started';
}
