/** Keeps our own servers out of the telemetry of a process that is instrumented: instrumentations patch `emit` of node's server classes. */
import { EventEmitter } from 'node:events';

export function hideFromInstrumentation(server: EventEmitter): void {
  Object.defineProperty(server, 'emit', { value: EventEmitter.prototype.emit, writable: true, configurable: true });
}
