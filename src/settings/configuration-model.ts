/**
 * The declarative configuration model that the SDK is built from, whether it came from variables or from a file.
 * It is the model of `@opentelemetry/configuration`, with what its types leave out.
 */
import type { SeverityNumberConfigModel } from '@opentelemetry/configuration';
import type { DiagnosticLevel } from '../diagnostics/log.js';

export type {
  BatchLogRecordProcessorConfigModel,
  BatchSpanProcessorConfigModel,
  ConfigurationModel,
  LogRecordExporterConfigModel,
  LogRecordProcessorConfigModel,
  LoggerProviderConfigModel,
  MeterProviderConfigModel,
  MetricReaderConfigModel,
  OtlpGrpcExporterConfigModel,
  OtlpGrpcMetricExporterConfigModel,
  OtlpHttpExporterConfigModel,
  OtlpHttpMetricExporterConfigModel,
  PropagatorConfigModel,
  PushMetricExporterConfigModel,
  ResourceConfigModel,
  SamplerConfigModel,
  SpanExporterConfigModel,
  SpanProcessorConfigModel,
  TextMapPropagatorConfigModel,
  TracerProviderConfigModel,
} from '@opentelemetry/configuration';

/** What stands under the key `zipkin` of a span exporter; the published schema dropped it together with Zipkin. */
export interface ZipkinExporterConfigModel {
  readonly endpoint: string;
  /** Milliseconds; 0 = no limit. */
  readonly timeout: number;
}

/** The same correspondence as in sdk-node: `log_level` has no words of its own for none, verbose and all. */
const severityByLevel = {
  none: 'fatal',
  error: 'error',
  warn: 'warn',
  info: 'info',
  debug: 'debug',
  verbose: 'trace2',
  all: 'trace',
} as const satisfies Record<DiagnosticLevel, SeverityNumberConfigModel>;

export function severityOfLevel(level: DiagnosticLevel): SeverityNumberConfigModel {
  return severityByLevel[level];
}

/** The level for `log_level` of a model; each severity has variants 1 to 4 that mean the same here. */
export function levelOfSeverity(severity: SeverityNumberConfigModel | undefined): DiagnosticLevel {
  if (severity === null || severity === undefined) return 'info';
  if (severity === 'trace') return 'all';
  const base = severity.replace(/\d$/, '');
  if (base === 'trace') return 'verbose';
  if (base === 'fatal') return 'none';
  return base === 'error' || base === 'warn' || base === 'debug' ? base : 'info';
}
