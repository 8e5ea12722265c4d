/** From the exporter entries of the declarative configuration to exporters of the SDK that run on the app thread. A chunk of its own (scripts/build/late-chunks.ts). */
import type { MeterProvider } from '@opentelemetry/api';
import type {
  LogRecordExporterConfigModel,
  OtlpGrpcExporterConfigModel,
  OtlpHttpExporterConfigModel,
  PushMetricExporterConfigModel,
  SpanExporterConfigModel,
} from '@opentelemetry/configuration';
import { ConsoleLogRecordExporter, type LogRecordExporter, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, type PushMetricExporter, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { otlpEndpoint, readConnection } from './connection-settings.js';
import { toDeliveryError } from './delivery-error.js';
import type { ExportObserver, ExportReporter } from './export-reporter.js';
import type { Exporter } from './exporter.js';
import { createGrpcTransport } from './grpc-transport.js';
import { createHttpTransport } from './http-transport.js';
import { createJsonSerializer } from './json-serializers.js';
import { createMetricSelectors, type MetricPreferences } from './metric-selectors.js';
import { createFailingExporter, observeExporter } from './observed-exporter.js';
import { createOtlpExporter } from './otlp-exporter.js';
import { otlpMethods } from './otlp-methods.js';
import { createOtlpStdoutExporter } from './otlp-stdout-exporter.js';
import { otlpLogs, otlpMetrics, otlpTraces, type OtlpSignal } from './otlp-signals.js';
import type { ProxySettings } from './proxy.js';
import { createRetryingTransport } from './retrying-transport.js';
import { isSupported, type ExporterModel } from './supported-exporters.js';
import { createZipkinExporter } from './zipkin-exporter.js';

export interface DeliveryContext {
  /** One for all exporters of the process: it joins what they say about the same collector. */
  readonly reporter: ExportReporter;
  readonly proxies?: ProxySettings;
  /** Receives the `otel.sdk.exporter.*` metrics. */
  readonly selfObsMeterProvider?: MeterProvider | undefined;
}

/** `zipkin` is not in the types of the configuration package. */
interface ZipkinConfigModel {
  readonly endpoint?: string | null;
  readonly timeout?: number | null;
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function createSpanExporter(model: SpanExporterConfigModel, context: DeliveryContext): SpanExporter | undefined {
  const zipkin = model['zipkin'];
  if (zipkin !== undefined) return createZipkin(zipkin ?? {}, context);
  return createExporter<ReadableSpan[]>(otlpTraces, model, context, () => new ConsoleSpanExporter());
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function createMetricExporter(model: PushMetricExporterConfigModel, context: DeliveryContext): PushMetricExporter | undefined {
  const exporter = createExporter<ResourceMetrics>(otlpMetrics, model, context, () => new ConsoleMetricExporter());
  const preferences: MetricPreferences = model.otlp_http ?? model.otlp_grpc ?? model['otlp_file/development'] ?? model.console ?? {};
  return exporter && { ...exporter, ...createMetricSelectors(preferences) };
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function createLogRecordExporter(model: LogRecordExporterConfigModel, context: DeliveryContext): LogRecordExporter | undefined {
  return createExporter<ReadableLogRecord[]>(otlpLogs, model, context, () => new ConsoleLogRecordExporter());
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
function createExporter<Items>(otlp: OtlpSignal<Items>, model: ExporterModel, context: DeliveryContext, createConsole: () => Exporter<Items>): Exporter<Items> | undefined {
  if (!isSupported(otlp.signal, model)) return undefined;
  if (model.otlp_http !== undefined) return createOtlpHttp(otlp, model.otlp_http ?? {}, context);
  if (model.otlp_grpc !== undefined) return createOtlpGrpc(otlp, model.otlp_grpc ?? {}, context);
  if (model.console !== undefined) return createObserved(otlp, 'console', context, createConsole);
  return createObserved(otlp, 'stdout', context, () => createOtlpStdoutExporter(createJsonSerializer(otlp)));
}

function createOtlpHttp<Items>(
  otlp: OtlpSignal<Items>,
  model: NonNullable<OtlpHttpExporterConfigModel>,
  context: DeliveryContext,
): Exporter<Items> {
  const endpoint = otlpEndpoint(otlp.signal, { otlp_http: model });
  return createObserved(otlp, endpoint, context, (observer) => {
    const connection = readConnection(endpoint, model, context.proxies);
    const isJson = model.encoding === 'json';
    const contentType = isJson ? 'application/json' : 'application/x-protobuf';
    const transport = createHttpTransport({ ...connection, contentType });
    const { selfObsMeterProvider } = context;
    const [protocol, serializer] = isJson ? (['http_json', createJsonSerializer(otlp)] as const) : (['http', otlp.protobuf] as const);
    return createOtlpExporter({ ...connection, otlp, observer, transport, selfObsMeterProvider, protocol, serializer });
  });
}

function createOtlpGrpc<Items>(
  otlp: OtlpSignal<Items>,
  model: NonNullable<OtlpGrpcExporterConfigModel>,
  context: DeliveryContext,
): Exporter<Items> {
  const endpoint = otlpEndpoint(otlp.signal, { otlp_grpc: model });
  return createObserved(otlp, endpoint, context, (observer) => {
    const connection = readConnection(endpoint, model, context.proxies);
    const transport = createGrpcTransport({ ...connection, path: otlpMethods[otlp.signal] });
    const { selfObsMeterProvider } = context;
    return createOtlpExporter({ ...connection, otlp, observer, transport, selfObsMeterProvider, protocol: 'grpc', serializer: otlp.protobuf });
  });
}

function createZipkin(model: ZipkinConfigModel, context: DeliveryContext): Exporter<ReadableSpan[]> {
  const endpoint = model.endpoint ?? 'http://localhost:9411/api/v2/spans';
  return createObserved(otlpTraces, endpoint, context, (observer) => {
    const connection = readConnection(endpoint, model, context.proxies);
    const transport = createRetryingTransport(createHttpTransport({ ...connection, contentType: 'application/json' }), { onRetry: (reason) => observer.retried(toDeliveryError(reason)) });
    return createZipkinExporter(connection.url, transport, connection.timeoutMs);
  });
}

/** What cannot work as configured (a certificate that cannot be read) is reported now and sends nothing. */
function createObserved<Items>(
  { signal, metricsHelper }: OtlpSignal<Items>,
  endpoint: string,
  { reporter }: DeliveryContext,
  create: (observer: ExportObserver) => Exporter<Items>,
): Exporter<Items> {
  const observer = reporter.observe(signal, endpoint);
  try {
    return observeExporter(create(observer), metricsHelper.countItems, observer);
  } catch (cause) {
    const error = toDeliveryError(cause);
    observer.failed(0, error);
    return observeExporter(createFailingExporter(error), metricsHelper.countItems, observer);
  }
}
