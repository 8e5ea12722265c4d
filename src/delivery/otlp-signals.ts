/** What differs between the three signals in OTLP: encoders, how items are counted. */
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
import type { Signal } from './exporter.js';
import { createTolerantSerializer } from './tolerant-serializer.js';

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
  readonly protobuf: OtlpSerializer<Items>;
  readonly metricsHelper: IExporterMetricsHelper<Items>;
}

const tracesProtobuf = createTolerantSerializer<ReadableSpan[]>(ProtobufTraceSerializer, {
  countItems: TraceExporterMetricsHelper.countItems,
  filter: (spans, isKept) =>
    spans.filter((span) => isKept({ kind: 'span', name: span.name, scopeName: span.instrumentationScope.name, alone: [span] })),
});

const metricsProtobuf = createTolerantSerializer<ResourceMetrics>(ProtobufMetricsSerializer, {
  countItems: MetricsExporterMetricsHelper.countItems,
  filter({ resource, scopeMetrics }, isKept) {
    const kept = scopeMetrics.map(({ scope, metrics }) => ({
      scope,
      metrics: metrics.filter((metric) => {
        const alone = { resource, scopeMetrics: [{ scope, metrics: [metric] }] };
        return isKept({ kind: 'metric', name: metric.descriptor.name, scopeName: scope.name, alone });
      }),
    }));
    return { resource, scopeMetrics: kept.filter(({ metrics }) => metrics.length > 0) };
  },
});

const logsProtobuf = createTolerantSerializer<ReadableLogRecord[]>(ProtobufLogsSerializer, {
  countItems: LogsExporterMetricsHelper.countItems,
  filter: (records, isKept) =>
    records.filter((record) => isKept({ kind: 'log record', name: record.eventName, scopeName: record.instrumentationScope.name, alone: [record] })),
});

export const otlpTraces: OtlpSignal<ReadableSpan[]> = {
  signal: 'traces',
  protobuf: tracesProtobuf,
  metricsHelper: TraceExporterMetricsHelper,
};

export const otlpMetrics: OtlpSignal<ResourceMetrics> = {
  signal: 'metrics',
  protobuf: metricsProtobuf,
  metricsHelper: MetricsExporterMetricsHelper,
};

export const otlpLogs: OtlpSignal<ReadableLogRecord[]> = {
  signal: 'logs',
  protobuf: logsProtobuf,
  metricsHelper: LogsExporterMetricsHelper,
};
