/** Settings of the way to the collector: what waits in memory and on disk. */
import { duration, enumeration, folderPath, integer } from '../kinds.js';
import { optional, setting } from '../setting.js';

const mebibyte = 1024 * 1024;
const hourMs = 60 * 60_000;

export const delivery = {
  maxMemoryBytes: setting({
    env: 'OTEL_DISTRO_DELIVERY_MEMORY',
    kind: integer({ min: mebibyte }),
    default: 32 * mebibyte,
    doc: 'Bytes of encoded telemetry that may wait for a collector in memory; what does not fit is in the spool only, or, without a spool, dropped and counted.',
  }),
  spool: setting({
    env: 'OTEL_DISTRO_SPOOL',
    kind: enumeration(['auto', 'off']),
    default: 'auto',
    doc: 'Whether telemetry that a collector has not taken yet is kept on disk as well, so that it survives the process. auto: where the folder can be used.',
  }),
  spoolFolder: optional({
    env: 'OTEL_DISTRO_SPOOL_DIR',
    kind: folderPath,
    doc: 'The folder of the spool. Processes that send to the same collector may share one.',
    defaultDoc: 'a folder for the user and the service in the system’s folder for temporary files',
  }),
  spoolMaxBytes: setting({
    env: 'OTEL_DISTRO_SPOOL_MAX_BYTES',
    kind: integer({ min: mebibyte }),
    default: 256 * mebibyte,
    doc: 'Bytes that the folder of the spool may hold; when it is full, the oldest telemetry is dropped and counted.',
  }),
  spoolMaxAgeMs: setting({
    env: 'OTEL_DISTRO_SPOOL_MAX_AGE',
    kind: duration(),
    default: 24 * hourMs,
    doc: 'How long telemetry stays in the spool before it is dropped and counted.',
  }),
} as const;
