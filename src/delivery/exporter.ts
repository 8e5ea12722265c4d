/** The types that all exporters of this room share. */
import type { ExportResult } from '@opentelemetry/core';

export const signals = ['traces', 'metrics', 'logs'] as const;
export type Signal = (typeof signals)[number];

/** What SpanExporter, PushMetricExporter and LogRecordExporter of the SDK have in common. */
export interface Exporter<Items> {
  export(items: Items, resultCallback: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
