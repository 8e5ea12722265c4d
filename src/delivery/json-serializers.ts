/** The OTLP/JSON encoders, a chunk of their own: only http/json and otlp/stdout load them. */
export { JsonLogsSerializer, JsonMetricsSerializer, JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
