/** What differs between the three signals in OTLP: gRPC methods, encoders, how items are counted. */
import {
  LogsExporterMetricsHelper,
  MetricsExporterMetricsHelper,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
  TraceExporterMetricsHelper,
  type IExporterMetricsHelper,
  type ISerializer,
} from '@opentelemetry/otlp-transformer';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Exporter, Signal } from './exporter.js';

/** The partial_success of a response, under the name that it has for one of the signals. */
export interface OtlpResponse {
  readonly partialSuccess?: {
    readonly rejectedSpans?: number;
    readonly rejectedDataPoints?: number;
    readonly rejectedLogRecords?: number;
    readonly errorMessage?: string;
  };
}

export type OtlpSerializer<Items> = ISerializer<Items, OtlpResponse>;

export interface OtlpSignal<Items> {
  readonly signal: Signal;
  readonly grpcPath: string;
  readonly protobuf: OtlpSerializer<Items>;
  readonly loadJson: () => Promise<OtlpSerializer<Items>>;
  readonly loadConsole: () => Promise<Exporter<Items>>;
  readonly metricsHelper: IExporterMetricsHelper<Items>;
}

const grpcPackage = '/opentelemetry.proto.collector';

export const otlpTraces: OtlpSignal<ReadableSpan[]> = {
  signal: 'traces',
  grpcPath: `${grpcPackage}.trace.v1.TraceService/Export`,
  protobuf: ProtobufTraceSerializer,
  loadJson: async () => (await import('./json-serializers.js')).createJsonSerializer('traces', ProtobufTraceSerializer),
  loadConsole: async () => (await import('./console-exporters.js')).createConsoleSpanExporter(),
  metricsHelper: TraceExporterMetricsHelper,
};

export const otlpMetrics: OtlpSignal<ResourceMetrics> = {
  signal: 'metrics',
  grpcPath: `${grpcPackage}.metrics.v1.MetricsService/Export`,
  protobuf: ProtobufMetricsSerializer,
  loadJson: async () => (await import('./json-serializers.js')).createJsonSerializer('metrics', ProtobufMetricsSerializer),
  loadConsole: async () => (await import('./console-exporters.js')).createConsoleMetricExporter(),
  metricsHelper: MetricsExporterMetricsHelper,
};

export const otlpLogs: OtlpSignal<ReadableLogRecord[]> = {
  signal: 'logs',
  grpcPath: `${grpcPackage}.logs.v1.LogsService/Export`,
  protobuf: ProtobufLogsSerializer,
  loadJson: async () => (await import('./json-serializers.js')).createJsonSerializer('logs', ProtobufLogsSerializer),
  loadConsole: async () => (await import('./console-exporters.js')).createConsoleLogRecordExporter(),
  metricsHelper: LogsExporterMetricsHelper,
};
