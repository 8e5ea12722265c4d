/** Builds the meter provider behind redaction: readers that push, the reader behind `/metrics`, and views. */
import { MeterProvider, type IMetricReader } from '@opentelemetry/sdk-metrics';
import { lateMetricExporter } from '../delivery/late-exporters.js';
import { createCourierMetricExporter, isForCourier, type OutboxContext } from '../delivery/outbox/create-outbox.js';
import { reportProblem } from '../diagnostics/log.js';
import { PeriodicReader } from '../metrics/periodic-reader.js';
import { PrometheusReader, type PrometheusModel } from '../metrics/prometheus-reader.js';
import { RedactingMeterProvider } from '../redaction/exits/redacting-meter-provider.js';
import type { Redactor } from '../redaction/redactor.js';
import type { MeterProviderConfigModel, MetricReaderConfigModel } from '../settings/configuration-model.js';
import { defaultExportTimeoutMs, limitExporterTime, singleEntry } from './exporting.js';
import { createViews } from './views.js';

type PeriodicModel = NonNullable<MetricReaderConfigModel['periodic']>;

export interface MeterProviderContext extends OutboxContext {
  readonly redactor: Redactor;
  /** False in a worker thread: it shares the process with the main thread, which has the port. */
  readonly servesMetrics: boolean;
  /** `OTEL_NODE_EXPERIMENTAL_SDK_METRICS` */
  readonly hasSelfMetrics: boolean;
}

export interface PrometheusEndpoint {
  readonly reader: PrometheusReader;
  readonly host: string;
  readonly port: number;
}

export interface Metering {
  readonly meterProvider: RedactingMeterProvider;
  /** The reader behind `/metrics`, where there is one. */
  readonly prometheus: PrometheusEndpoint | undefined;
  /** Exports what was recorded since the last export, without the event loop. */
  readonly exportNow: () => void;
}

export function createMetering(model: MeterProviderConfigModel, context: MeterProviderContext): Metering {
  const readerModels = model.readers.map((reader) => singleEntry(reader, 'metric reader') ?? {});
  const views = createViews(model.views);
  const prometheus = context.servesMetrics ? createPrometheusEndpoint(readerModels) : undefined;
  // with views, readers share what is recorded, and the SDK keeps each collection of one until the other has had it
  const onCollected = prometheus && views.length > 0 ? () => prometheus.reader.discard() : undefined;
  const withSelfMetrics = {
    ...context,
    // the provider needs the readers, which need the exporters
    get selfObsMeterProvider() {
      return context.hasSelfMetrics ? redacting : undefined;
    },
  };
  const periodic = readerModels.map((reader) => reader.periodic && createPeriodicReader(reader.periodic, withSelfMetrics, onCollected)).filter((reader) => reader !== undefined);
  const readers: readonly (IMetricReader | undefined)[] = [...periodic, prometheus?.reader];
  const meterProvider = new MeterProvider({ resource: context.resource, readers: readers.filter((reader) => reader !== undefined), views, sdkMetricsEnabled: context.hasSelfMetrics });
  const exportNow = (): void => periodic.forEach((reader) => reader.exportNow());
  const redacting = new RedactingMeterProvider(meterProvider, context.redactor);
  return { meterProvider: redacting, prometheus, exportNow };
}

function createPeriodicReader(model: PeriodicModel, context: MeterProviderContext, onCollected: (() => Promise<void>) | undefined): PeriodicReader | undefined {
  const timeoutMs = model.timeout ?? defaultExportTimeoutMs;
  const exporterModel = limitExporterTime(model.exporter, timeoutMs);
  const exporter = isForCourier(exporterModel) ? createCourierMetricExporter(exporterModel, context) : lateMetricExporter(exporterModel, context);
  return exporter && new PeriodicReader({ exporter, intervalMs: model.interval ?? 60_000, timeoutMs, onCollected });
}

function createPrometheusEndpoint(models: readonly MetricReaderConfigModel[]): PrometheusEndpoint | undefined {
  const [model, ...more] = models.map(({ pull }) => prometheusModelOf(pull)).filter((found) => found !== undefined);
  if (more.length > 0) reportProblem('setting-unsupported', `there are ${more.length + 1} Prometheus readers; the first one is used.`);
  return model && { reader: new PrometheusReader(model), host: model.host ?? 'localhost', port: model.port ?? 9464 };
}

function prometheusModelOf(pull: MetricReaderConfigModel['pull']): PrometheusModel | undefined {
  if (pull === undefined) return undefined;
  if ('prometheus/development' in pull.exporter) return pull.exporter['prometheus/development'] ?? {};
  reportProblem('setting-unsupported', `there is no pull exporter "${Object.keys(pull.exporter).join(', ')}"; it is left out.`);
  return undefined;
}
