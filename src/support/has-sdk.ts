/** Whether anybody records what is made through the OpenTelemetry API, for helpers that would do much for nothing. */

/** All API packages of major version 1 keep what is registered here, whichever copy of the package it came through. */
const openTelemetryGlobal = Symbol.for('opentelemetry.js.api.1');

interface Registered {
  readonly trace?: unknown;
  readonly logs?: unknown;
  readonly metrics?: unknown;
}

/** False without `register`, and where it is disabled. */
export function hasSdk(): boolean {
  const registered = (globalThis as { [openTelemetryGlobal]?: Registered })[openTelemetryGlobal];
  return registered !== undefined && (registered.trace !== undefined || registered.logs !== undefined || registered.metrics !== undefined);
}
