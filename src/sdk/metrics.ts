/** Builds the meter provider: readers that push, the reader behind `/metrics`, and views. */
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider, type IMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { createMetricExporter, type DeliveryContext } from '../delivery/create-exporters.js';
import { PeriodicReader } from '../metrics/periodic-reader.js';
import { PrometheusReader, type PrometheusModel } from '../metrics/prometheus-reader.js';
import type { MeterProviderConfigModel, MetricReaderConfigModel } from '../settings/configuration-model.js';
import { defaultExportTimeoutMs, limitExporterTime, singleEntry } from './exporting.js';
import { createViews } from './views.js';

type PeriodicModel = NonNullable<MetricReaderConfigModel['periodic']>;

export interface MeterProviderContext extends DeliveryContext {
  readonly resource: Resource;
}

export interface PrometheusEndpoint {
  readonly reader: PrometheusReader;
  readonly host: string;
  readonly port: number;
}

export interface Metering {
  readonly meterProvider: MeterProvider;
  /** The reader behind `/metrics`, where there is one. */
  readonly prometheus: PrometheusEndpoint | undefined;
}

export function createMetering(model: MeterProviderConfigModel, context: MeterProviderContext): Metering {
  const readers: IMetricReader[] = [];
  let prometheus: PrometheusEndpoint | undefined;
  for (const readerModel of model.readers) {
    const { periodic, pull } = singleEntry(readerModel, 'metric reader') ?? {};
    const exporter = periodic && createMetricExporter(limitExporterTime(periodic.exporter, periodic.timeout ?? defaultExportTimeoutMs), context);
    if (periodic !== undefined && exporter !== undefined) readers.push(createPeriodicReader(periodic, exporter));
    const prometheusModel = prometheusModelOf(pull);
    if (prometheusModel !== undefined) {
      prometheus = createPrometheusEndpoint(prometheusModel);
      readers.push(prometheus.reader);
    }
  }
  return { meterProvider: new MeterProvider({ resource: context.resource, readers, views: createViews(model.views) }), prometheus };
}

function createPeriodicReader(model: PeriodicModel, exporter: PushMetricExporter): PeriodicReader {
  return new PeriodicReader({ exporter, intervalMs: model.interval ?? 60_000, timeoutMs: model.timeout ?? defaultExportTimeoutMs });
}

function prometheusModelOf(pull: MetricReaderConfigModel['pull']): PrometheusModel | undefined {
  if (pull === undefined || !('prometheus/development' in pull.exporter)) return undefined;
  return pull.exporter['prometheus/development'] ?? {};
}

function createPrometheusEndpoint(model: PrometheusModel): PrometheusEndpoint {
  return { reader: new PrometheusReader(model), host: model.host ?? 'localhost', port: model.port ?? 9464 };
}
