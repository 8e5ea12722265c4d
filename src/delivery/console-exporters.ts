/** The SDK's exporters to the console, for looking at telemetry while developing. */
import { ConsoleLogRecordExporter, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { ConsoleSpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Exporter } from './exporter.js';

export function createConsoleSpanExporter(): Exporter<ReadableSpan[]> {
  return new ConsoleSpanExporter();
}

export function createConsoleMetricExporter(): Exporter<ResourceMetrics> {
  return new ConsoleMetricExporter();
}

export function createConsoleLogRecordExporter(): Exporter<ReadableLogRecord[]> {
  return new ConsoleLogRecordExporter();
}
