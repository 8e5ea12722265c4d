/** Turns settings into the declarative configuration model, so that the SDK is built from one description. */
import { severityOfLevel } from './configuration-model.js';
import type {
  ConfigurationModel,
  LogRecordProcessorConfigModel,
  MetricReaderConfigModel,
  OtlpGrpcExporterConfigModel,
  OtlpHttpExporterConfigModel,
  ResourceConfigModel,
  SamplerConfigModel,
  SpanProcessorConfigModel,
  ZipkinExporterConfigModel,
} from './configuration-model.js';
import { isUrl } from './kinds/address.js';
import type { Settings } from './read-settings.js';

/**
 * The whole model. Timeouts of 0 stay 0 and mean no limit; attributes that are not set stay out of the resource, so that
 * detectors can give them. No exporter means no processor or reader, and an empty composite means no propagation.
 */
export function configurationFromSettings(settings: Settings): ConfigurationModel {
  return {
    disabled: settings.general.disabled,
    log_level: severityOfLevel(settings.general.logLevel),
    resource: resource(settings),
    propagator: {
      composite: settings.general.propagators.filter((name) => name !== 'none').map((name) => ({ [name]: {} })),
    },
    attribute_limits: {
      attribute_value_length_limit: settings.attributeLimits.valueLength ?? null,
      attribute_count_limit: settings.attributeLimits.count,
    },
    tracer_provider: {
      processors: spanProcessors(settings),
      sampler: sampler(settings),
      limits: {
        attribute_value_length_limit: settings.spanLimits.attributeValueLength ?? null,
        attribute_count_limit: settings.spanLimits.attributeCount,
        event_count_limit: settings.spanLimits.eventCount,
        link_count_limit: settings.spanLimits.linkCount,
        event_attribute_count_limit: settings.spanLimits.attributesPerEvent,
        link_attribute_count_limit: settings.spanLimits.attributesPerLink,
      },
    },
    meter_provider: { readers: metricReaders(settings), exemplar_filter: settings.metrics.exemplarFilter },
    logger_provider: {
      processors: logRecordProcessors(settings),
      limits: {
        attribute_value_length_limit: settings.logRecordLimits.attributeValueLength ?? null,
        attribute_count_limit: settings.logRecordLimits.attributeCount,
      },
    },
    'instrumentation/development': {
      general: { stability_opt_in_list: settings.instrumentations.semconvStability.join(',') || null },
      js: { ...settings.instrumentations.options },
    },
  };
}

const allDetectors = ['host', 'os', 'process', 'service', 'container', 'k8s', 'alibaba', 'aws', 'azure', 'gcp'];

function resource({ resource: { attributes, serviceName, detectors } }: Settings): ResourceConfigModel {
  const all = { ...attributes, ...(serviceName === undefined ? {} : { 'service.name': serviceName }) };
  const names: readonly string[] = detectors.includes('all') ? allDetectors : detectors.filter((name) => name !== 'none' && name !== 'env');
  return {
    attributes: Object.entries(all).map(([name, value]) => ({ name, value, type: 'string' })),
    'detection/development': { detectors: names.map((name) => ({ [name]: {} })) },
  };
}

function sampler({ traces: { sampler: name, samplerRatio } }: Settings): SamplerConfigModel {
  switch (name) {
    case 'always_on':
      return { always_on: {} };
    case 'always_off':
      return { always_off: {} };
    case 'traceidratio':
      return { trace_id_ratio_based: { ratio: samplerRatio } };
    case 'parentbased_always_on':
      return { parent_based: { root: { always_on: {} } } };
    case 'parentbased_always_off':
      return { parent_based: { root: { always_off: {} } } };
    case 'parentbased_traceidratio':
      return { parent_based: { root: { trace_id_ratio_based: { ratio: samplerRatio } } } };
  }
}

const toStandardOutput = { 'otlp_file/development': { output_stream: 'stdout' } };

function spanProcessors(settings: Settings): SpanProcessorConfigModel[] {
  const { scheduleDelayMs, exportTimeoutMs, maxQueueSize, maxExportBatchSize } = settings.spanBatches;
  const batch = {
    schedule_delay: scheduleDelayMs,
    export_timeout: exportTimeoutMs,
    ...(maxQueueSize !== undefined && { max_queue_size: maxQueueSize }),
    max_export_batch_size: maxExportBatchSize,
  };
  return settings.traces.exporters.flatMap((name): SpanProcessorConfigModel[] => {
    switch (name) {
      case 'otlp':
        return [{ batch: { ...batch, exporter: otlpExporter(settings, settings.otlpTraces, '/v1/traces') } }];
      case 'otlp/stdout':
        return [{ batch: { ...batch, exporter: toStandardOutput } }];
      case 'zipkin': {
        const zipkin: ZipkinExporterConfigModel = { endpoint: settings.traces.zipkinEndpoint, timeout: settings.traces.zipkinTimeoutMs };
        return [{ batch: { ...batch, exporter: { zipkin } } }];
      }
      case 'console':
        return [{ simple: { exporter: { console: {} } } }];
      case 'none':
        return [];
    }
  });
}

function logRecordProcessors(settings: Settings): LogRecordProcessorConfigModel[] {
  const { scheduleDelayMs, exportTimeoutMs, maxQueueSize, maxExportBatchSize } = settings.logBatches;
  const batch = {
    schedule_delay: scheduleDelayMs,
    export_timeout: exportTimeoutMs,
    ...(maxQueueSize !== undefined && { max_queue_size: maxQueueSize }),
    max_export_batch_size: maxExportBatchSize,
  };
  return settings.logs.exporters.flatMap((name): LogRecordProcessorConfigModel[] => {
    switch (name) {
      case 'otlp':
        return [{ batch: { ...batch, exporter: otlpExporter(settings, settings.otlpLogs, '/v1/logs') } }];
      case 'otlp/stdout':
        return [{ batch: { ...batch, exporter: toStandardOutput } }];
      case 'console':
        return [{ simple: { exporter: { console: {} } } }];
      case 'none':
        return [];
    }
  });
}

const temporalityNames = { cumulative: 'cumulative', delta: 'delta', lowmemory: 'low_memory' } as const;

function metricReaders(settings: Settings): MetricReaderConfigModel[] {
  const periodic = { interval: settings.metrics.exportIntervalMs, timeout: settings.metrics.exportTimeoutMs };
  const preferences = {
    temporality_preference: temporalityNames[settings.otlpMetrics.temporalityPreference],
    default_histogram_aggregation: settings.otlpMetrics.defaultHistogramAggregation,
  };
  return settings.metrics.exporters.flatMap((name): MetricReaderConfigModel[] => {
    switch (name) {
      case 'otlp': {
        const exporter = otlpExporter(settings, settings.otlpMetrics, '/v1/metrics');
        return [{
          periodic: {
            ...periodic,
            exporter:
              'otlp_grpc' in exporter
                ? { otlp_grpc: { ...exporter.otlp_grpc, ...preferences } }
                : { otlp_http: { ...exporter.otlp_http, ...preferences } },
          },
        }];
      }
      case 'otlp/stdout':
        return [{ periodic: { ...periodic, exporter: { 'otlp_file/development': { output_stream: 'stdout', ...preferences } } } }];
      case 'console':
        return [{ periodic: { ...periodic, exporter: { console: preferences } } }];
      case 'prometheus':
        return [{ pull: { exporter: { 'prometheus/development': { host: settings.prometheus.host, port: settings.prometheus.port } } } }];
      case 'none':
        return [];
    }
  });
}

const defaultHttpEndpoint = 'http://localhost:4318';
const defaultGrpcEndpoint = 'http://localhost:4317';

type OtlpSignalSettings = Settings['otlpTraces'];

function otlpExporter(
  settings: Settings,
  signal: OtlpSignalSettings,
  path: string,
): { otlp_http: NonNullable<OtlpHttpExporterConfigModel> } | { otlp_grpc: NonNullable<OtlpGrpcExporterConfigModel> } {
  const common = {
    headers: Object.entries(signal.headers).map(([name, value]) => ({ name, value })),
    compression: signal.compression,
    timeout: signal.timeoutMs,
  };
  const tls = {
    ca_file: signal.certificate ?? null,
    key_file: signal.clientKey ?? null,
    cert_file: signal.clientCertificate ?? null,
  };
  if (signal.protocol === 'grpc') {
    const endpoint = signal.endpoint ?? settings.otlp.endpoint ?? defaultGrpcEndpoint;
    return { otlp_grpc: { endpoint, ...common, tls: { ...tls, insecure: isInsecure(endpoint, signal.insecure) } } };
  }
  const endpoint = signal.endpoint ?? withPath(settings.otlp.endpoint ?? defaultHttpEndpoint, path);
  return { otlp_http: { endpoint, ...common, tls, encoding: signal.protocol === 'http/json' ? 'json' : 'protobuf' } };
}

/** The scheme of an endpoint wins over the variable (OTLP exporter specification). */
function isInsecure(endpoint: string, insecure: boolean): boolean {
  return isUrl(endpoint) ? /^http:/i.test(endpoint) : insecure;
}

/** The endpoint for all signals is a base; it may end in a slash, and its query is kept. */
function withPath(base: string, path: string): string {
  // a gRPC target gets here when one signal is sent over HTTP and the others by gRPC
  const full = isUrl(base) ? base : `http://${base}`;
  // not by `new URL`: its first use costs half a millisecond of the start
  const addressEnd = full.search(/[?#]|$/);
  return full.slice(0, addressEnd).replace(/\/+$/, '') + path + full.slice(addressEnd);
}
