/** Settings of the metrics signal: exporters, export interval, exemplars, the /metrics page. */
import { boolean, duration, enumeration, enumerationList, integer, string, timeout } from '../kinds.js';
import { atMost, setting } from '../setting.js';

const exportInterval = setting({
  env: 'OTEL_METRIC_EXPORT_INTERVAL',
  kind: duration({ min: 1 }),
  default: 60_000,
  doc: 'The time between two exports of the metrics.',
  deviation: 'Upstream ignores it for the console exporter.',
});

export const metrics = {
  exporters: setting({
    env: 'OTEL_METRICS_EXPORTER',
    kind: enumerationList(['otlp', 'prometheus', 'console', 'otlp/stdout', 'none']),
    default: ['otlp', 'prometheus'],
    doc: 'Where metrics go; prometheus serves them at /metrics.',
    deviation: 'The default of the specification is otlp alone; the distro serves /metrics out of the box. Upstream is case-sensitive, and does not know otlp/stdout.',
  }),
  exportIntervalMs: exportInterval,
  exportTimeoutMs: setting({
    env: 'OTEL_METRIC_EXPORT_TIMEOUT',
    kind: timeout,
    default: 30_000,
    check: atMost(exportInterval),
    doc: 'The longest time that an export of the metrics may take, at most OTEL_METRIC_EXPORT_INTERVAL.',
    deviation: 'Upstream refuses 0, and ignores it for the console exporter.',
  }),
  exemplarFilter: setting({
    env: 'OTEL_METRICS_EXEMPLAR_FILTER',
    kind: enumeration(['always_off'], { unsupported: ['always_on', 'trace_based'] }),
    default: 'always_off',
    doc: 'Which measurements can become exemplars.',
    deviation: 'The default of the specification is trace_based; the SDK has no exemplars, and upstream ignores the variable.',
  }),
  sdkMetrics: setting({
    env: 'OTEL_NODE_EXPERIMENTAL_SDK_METRICS',
    kind: boolean,
    default: false,
    stability: 'development',
    doc: 'Records metrics about the SDK itself (otel.sdk.*): spans and log records made, waiting, dropped and exported, and how long exports take.',
  }),
} as const;

export const prometheus = {
  host: setting({
    env: 'OTEL_EXPORTER_PROMETHEUS_HOST',
    kind: string,
    default: 'localhost',
    stability: 'development',
    doc: 'The address at which /metrics is served; use 0.0.0.0 to reach it from outside of a container.',
  }),
  port: setting({
    env: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    kind: integer({ max: 65_535, name: 'port', note: '0 = any free port' }),
    default: 9464,
    stability: 'development',
    doc: 'The port at which /metrics is served.',
    deviation: 'Upstream takes 0 for 9464.',
  }),
} as const;
