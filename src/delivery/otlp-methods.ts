/** The gRPC methods that take telemetry. */
import type { Signal } from './exporter.js';

const grpcPackage = '/opentelemetry.proto.collector';

export const otlpMethods: Readonly<Record<Signal, string>> = {
  traces: `${grpcPackage}.trace.v1.TraceService/Export`,
  metrics: `${grpcPackage}.metrics.v1.MetricsService/Export`,
  logs: `${grpcPackage}.logs.v1.LogsService/Export`,
};
