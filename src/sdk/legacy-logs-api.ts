/** Lets packages that still use `@opentelemetry/api-logs` (up to 0.223, winston-transport among them) reach the Logs API of SDK 3. */
import { logs, type LoggerProvider } from '@opentelemetry/api';

/** Where `api-logs` keeps its global; version 1 of it is the same interface. Delete this file when no such package is left. */
const legacyGlobal = Symbol.for('io.opentelemetry.js.api.logs');
type LegacyAccessor = (version: number) => LoggerProvider | undefined;

/** @returns the undo */
export function bridgeLegacyLogsApi(globals: Partial<Record<symbol, unknown>> = globalThis): () => void {
  if (globals[legacyGlobal] !== undefined) return () => undefined;
  const accessor: LegacyAccessor = (version) => (version === 1 ? logs.getLoggerProvider() : undefined);
  globals[legacyGlobal] = accessor;
  return () => {
    if (globals[legacyGlobal] === accessor) delete globals[legacyGlobal];
  };
}
