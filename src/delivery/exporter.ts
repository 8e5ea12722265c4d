/** What all exporters of this room share: their types, and how their signals are called. */
import type { ExportResult } from '@opentelemetry/core';

export const signals = ['traces', 'metrics', 'logs'] as const;
export type Signal = (typeof signals)[number];

/** What SpanExporter, PushMetricExporter and LogRecordExporter of the SDK have in common. */
export interface Exporter<Items> {
  export(items: Items, resultCallback: (result: ExportResult) => void): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** What the items of a signal are called, one and several. */
export const itemNames: Readonly<Record<Signal, readonly [one: string, more: string]>> = {
  traces: ['span', 'spans'],
  metrics: ['metric point', 'metric points'],
  logs: ['log record', 'log records'],
};

/** As the semantic conventions name exporters: `otlp_http_span_exporter`. */
export function exporterType(protocol: string, signal: Signal): string {
  return `otlp_${protocol}_${componentNames[signal]}_exporter`;
}

const componentNames: Readonly<Record<Signal, string>> = { traces: 'span', metrics: 'metric', logs: 'log' };
