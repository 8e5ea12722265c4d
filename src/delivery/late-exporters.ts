/** The exporters that run on the app thread: few processes need them, so their code is read with the first export. */
import type { LogRecordExporterConfigModel, PushMetricExporterConfigModel, SpanExporterConfigModel } from '@opentelemetry/configuration';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createLogRecordExporter, createMetricExporter, createSpanExporter, type DeliveryContext } from './create-exporters.js';
import { DeliveryError } from './delivery-error.js';
import type { Exporter, Signal } from './exporter.js';
import { LazyExporter } from './lazy-exporter.js';
import { createMetricSelectors } from './metric-selectors.js';
import { isSupported, type ExporterModel } from './supported-exporters.js';

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function lateSpanExporter(model: SpanExporterConfigModel, context: DeliveryContext): SpanExporter | undefined {
  return createLate('traces', model, () => createSpanExporter(model, context));
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function lateMetricExporter(model: PushMetricExporterConfigModel, context: DeliveryContext): PushMetricExporter | undefined {
  const exporter = createLate('metrics', model, () => createMetricExporter(model, context));
  return exporter && Object.assign(exporter, createMetricSelectors(model['otlp_file/development'] ?? model.console ?? {}));
}

/** @returns undefined, and reports a problem, when the model names an exporter that we do not have */
export function lateLogRecordExporter(model: LogRecordExporterConfigModel, context: DeliveryContext): LogRecordExporter | undefined {
  return createLate('logs', model, () => createLogRecordExporter(model, context));
}

interface Closable<Items> extends Pick<Exporter<Items>, 'export' | 'shutdown'> {
  forceFlush?(): Promise<void>;
}

function createLate<Items>(signal: Signal, model: ExporterModel, create: () => Closable<Items> | undefined): LazyExporter<Items> | undefined {
  if (!isSupported(signal, model)) return undefined;
  return new LazyExporter(() => {
    const exporter = create();
    if (exporter === undefined) throw new DeliveryError('load', 'there is no such exporter');
    return { export: (items, onResult) => exporter.export(items, onResult), forceFlush: async () => exporter.forceFlush?.(), shutdown: () => exporter.shutdown() };
  });
}
