/** What a metric exporter asks of the SDK: temporality by kind of instrument, and the shape of histograms. */
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  type AggregationOption,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics';
import type {
  ExporterDefaultHistogramAggregationConfigModel,
  ExporterTemporalityPreferenceConfigModel,
} from '@opentelemetry/configuration';

export interface MetricPreferences {
  /** OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE. @default 'cumulative' */
  readonly temporality_preference?: ExporterTemporalityPreferenceConfigModel;
  /** OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION. @default 'explicit_bucket_histogram' */
  readonly default_histogram_aggregation?: ExporterDefaultHistogramAggregationConfigModel;
}

type MetricSelectors = Required<Pick<PushMetricExporter, 'selectAggregationTemporality' | 'selectAggregation'>>;

/** Up-down counters stay cumulative under every preference: their value is a level, not a change. */
const deltaInstruments: Readonly<Record<'cumulative' | 'delta' | 'low_memory', ReadonlySet<InstrumentType>>> = {
  cumulative: new Set(),
  delta: new Set([
    InstrumentType.COUNTER,
    InstrumentType.OBSERVABLE_COUNTER,
    InstrumentType.HISTOGRAM,
    InstrumentType.GAUGE,
    InstrumentType.OBSERVABLE_GAUGE,
  ]),
  low_memory: new Set([InstrumentType.COUNTER, InstrumentType.HISTOGRAM]),
};

export function createMetricSelectors(preferences: MetricPreferences): MetricSelectors {
  const delta = deltaInstruments[preferences.temporality_preference ?? 'cumulative'];
  const isExponential = preferences.default_histogram_aggregation === 'base2_exponential_bucket_histogram';
  const byDefault: AggregationOption = { type: AggregationType.DEFAULT };
  const exponential: AggregationOption = { type: AggregationType.EXPONENTIAL_HISTOGRAM };
  return {
    selectAggregationTemporality: (type) => (delta.has(type) ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE),
    selectAggregation: (type) => (isExponential && type === InstrumentType.HISTOGRAM ? exponential : byDefault),
  };
}
