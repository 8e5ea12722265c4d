/** Metric views from the configuration model. */
import type { AggregationConfigModel, ViewConfigModel } from '@opentelemetry/configuration';
import {
  AggregationType,
  InstrumentType,
  type AggregationOption,
  type IAttributesProcessor,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { reportProblem } from '../diagnostics/log.js';
import { createNameFilter } from '../support/name-filter.js';

const instrumentTypes: Readonly<Record<string, InstrumentType>> = {
  counter: InstrumentType.COUNTER,
  gauge: InstrumentType.GAUGE,
  histogram: InstrumentType.HISTOGRAM,
  observable_counter: InstrumentType.OBSERVABLE_COUNTER,
  observable_gauge: InstrumentType.OBSERVABLE_GAUGE,
  observable_up_down_counter: InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
  up_down_counter: InstrumentType.UP_DOWN_COUNTER,
};

const simpleAggregations: Readonly<Record<string, AggregationOption>> = {
  default: { type: AggregationType.DEFAULT },
  drop: { type: AggregationType.DROP },
  last_value: { type: AggregationType.LAST_VALUE },
  sum: { type: AggregationType.SUM },
};

/** The specification's default buckets, for an explicit histogram without boundaries. */
const defaultBoundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

export function createViews(models: readonly ViewConfigModel[] | undefined): ViewOptions[] {
  return (models ?? []).map(createView);
}

function createView({ selector, stream }: ViewConfigModel): ViewOptions {
  const aggregation = createAggregation(stream.aggregation);
  return withoutUndefined({
    instrumentName: selector.instrument_name ?? undefined,
    instrumentType: selector.instrument_type == null ? undefined : instrumentTypes[selector.instrument_type],
    instrumentUnit: selector.unit ?? undefined,
    meterName: selector.meter_name ?? undefined,
    meterVersion: selector.meter_version ?? undefined,
    meterSchemaUrl: selector.meter_schema_url ?? undefined,
    name: stream.name ?? undefined,
    description: stream.description ?? undefined,
    aggregation,
    aggregationCardinalityLimit: stream.aggregation_cardinality_limit ?? undefined,
    attributesProcessors: stream.attribute_keys && [createAttributesProcessor(stream.attribute_keys)],
  });
}

function createAggregation(model: AggregationConfigModel | undefined): AggregationOption | undefined {
  const [name] = Object.keys(model ?? {});
  if (model === undefined || name === undefined) return undefined;
  const explicit = model.explicit_bucket_histogram;
  const exponential = model.base2_exponential_bucket_histogram;
  if (name === 'explicit_bucket_histogram') {
    const options = { boundaries: explicit?.boundaries ?? defaultBoundaries, recordMinMax: explicit?.record_min_max ?? true };
    return { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options };
  }
  if (name === 'base2_exponential_bucket_histogram') {
    const options = { maxSize: exponential?.max_size ?? 160, recordMinMax: exponential?.record_min_max ?? true };
    return { type: AggregationType.EXPONENTIAL_HISTOGRAM, options };
  }
  const simple = simpleAggregations[name];
  if (simple === undefined) reportProblem('setting-unsupported', `aggregation "${name}" of a metric view is not known; the default aggregation is used.`);
  return simple;
}

/** Upstream's own processors know no wildcards. */
function createAttributesProcessor(keys: NonNullable<ViewConfigModel['stream']['attribute_keys']>): IAttributesProcessor {
  const isKept = createNameFilter(keys);
  return { process: (attributes) => Object.fromEntries(Object.entries(attributes).filter(([key]) => isKept(key))) };
}

function withoutUndefined<Options extends object>(options: { [Key in keyof Options]: Options[Key] | undefined }): Options {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- exactOptionalPropertyTypes cannot see that undefined is gone
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
