/** Settings of the logs signal: exporters, batches, limits. */
import { levelAliases } from '../../support/level-aliases.js';
import { duration, enumeration, enumerationList, integer, timeout } from '../kinds.js';
import { atMost, narrowing, optional, setting } from '../setting.js';
import { attributeLimits } from './traces.js';

export const logs = {
  exporters: setting({
    env: 'OTEL_LOGS_EXPORTER',
    kind: enumerationList(['otlp', 'console', 'otlp/stdout', 'none']),
    default: ['otlp'],
    doc: 'Where log records go.',
    deviation: 'Upstream is case-sensitive, and does not know otlp/stdout.',
  }),
} as const;

export const loggers = {
  format: setting({
    env: 'OTEL_DISTRO_LOG_FORMAT',
    kind: enumeration(['auto', 'json', 'pretty']),
    default: 'auto',
    doc: 'How the loggers of `getLogger` write their lines: JSON, or readable and coloured; auto is pretty in a terminal unless NODE_ENV is production. NO_COLOR and FORCE_COLOR are respected.',
  }),
  level: setting({
    env: 'OTEL_DISTRO_LOG_LEVEL',
    kind: enumeration(['debug', 'info', 'warn', 'error', 'fatal'], { aliases: levelAliases }),
    default: 'info',
    doc: 'The least severe level that the loggers of `getLogger` let through, on stdout and to the Logs API; `setLogLevel` changes it at run time.',
  }),
  consoleLogs: setting({
    env: 'OTEL_DISTRO_CONSOLE_LOGS',
    kind: enumeration(['on', 'off'], { aliases: { true: 'on', false: 'off' } }),
    default: 'off',
    doc: 'Sends what console.debug, log, info, warn and error write to the Logs API as well; what they print stays as it is.',
  }),
} as const;

const logQueueSize = optional({
  env: 'OTEL_BLRP_MAX_QUEUE_SIZE',
  kind: integer({ min: 1 }),
  doc: 'How many log records may wait for export; more are dropped and counted.',
  defaultDoc: '2048, and no number for OTLP, where OTEL_DISTRO_DELIVERY_MEMORY and the spool bound what waits',
  deviation: 'The specification has 2048 for all.',
});

export const logBatches = {
  scheduleDelayMs: setting({
    env: 'OTEL_BLRP_SCHEDULE_DELAY',
    kind: duration(),
    default: 1000,
    doc: 'How long a log record waits for others before it is exported.',
    deviation: 'Upstream refuses 0.',
  }),
  exportTimeoutMs: setting({
    env: 'OTEL_BLRP_EXPORT_TIMEOUT',
    kind: timeout,
    default: 30_000,
    doc: 'The longest time that exporting a batch of log records may take.',
    deviation: 'Upstream refuses 0.',
  }),
  maxQueueSize: logQueueSize,
  maxExportBatchSize: setting({
    env: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
    kind: integer({ min: 1 }),
    default: 512,
    check: atMost(logQueueSize, 2048),
    doc: 'The largest number of log records in a batch, at most OTEL_BLRP_MAX_QUEUE_SIZE.',
  }),
} as const;

export const logRecordLimits = {
  attributeValueLength: narrowing(
    attributeLimits.valueLength,
    'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'The longest text an attribute of a log record may hold.',
  ),
  attributeCount: narrowing(
    attributeLimits.count,
    'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT',
    'The largest number of attributes on a log record.',
  ),
} as const;
