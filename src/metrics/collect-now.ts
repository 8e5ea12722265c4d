/**
 * A collection without the event loop, for the end of the process: upstream's awaits what observable callbacks return.
 * It reads private fields of upstream's; test/unit/metrics/collect-now.test.ts fails when they change.
 */
import { ValueType, type Attributes, type BatchObservableCallback, type HrTime, type Observable, type ObservableCallback } from '@opentelemetry/api';
import { millisToHrTime, type InstrumentationScope } from '@opentelemetry/core';
import type { CollectionResult, MetricData, MetricProducer, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { Resource } from '@opentelemetry/resources';

interface Collector extends MetricProducer {
  readonly _sharedState: { readonly resource: Resource; readonly meterSharedStates: ReadonlyMap<string, MeterState> };
}

interface MeterState {
  readonly _instrumentationScope: InstrumentationScope;
  readonly observableRegistry: {
    readonly _callbacks: readonly Observer[];
    readonly _batchCallbacks: readonly BatchObserver[];
  };
  readonly metricStorageRegistry: { getStorages(collector: MetricProducer): readonly Storage[] };
}

interface Observer {
  readonly callback: ObservableCallback;
  readonly instrument: Instrument;
}

interface BatchObserver {
  readonly callback: BatchObservableCallback;
  readonly instruments: ReadonlySet<Instrument>;
}

interface Instrument extends Observable {
  readonly _descriptor: { readonly valueType: ValueType };
  readonly _metricStorages: readonly ObservableStorage[];
}

interface Storage {
  readonly _deltaMetricStorage: { readonly _activeCollectionStorage: { readonly size: number } };
  readonly _temporalMetricStorage: { readonly _unreportedAccumulations: ReadonlyMap<MetricProducer, readonly { readonly size: number }[]> };
  collect(collector: MetricProducer, collectionTime: HrTime): MetricData | undefined;
}

interface ObservableStorage extends Storage {
  record(observed: Observations, observationTime: HrTime): void;
}

type Observations = Map<Attributes, number>;

/**
 * Whether an instrument that is not observed has recorded something since the last collection.
 * @param producer upstream's own
 * @throws when upstream is not as it was
 */
export function hasRecorded(producer: MetricProducer): boolean {
  const storages = [...stateOf(producer).meterSharedStates.values()].flatMap((meter) => meter.metricStorageRegistry.getStorages(producer));
  return storages.some(({ _deltaMetricStorage: recorded, _temporalMetricStorage: { _unreportedAccumulations: stashed } }) => {
    // another reader may have collected it
    return recorded._activeCollectionStorage.size > 0 || stashed.get(producer)?.some(({ size }) => size > 0) === true;
  });
}

/**
 * What an asynchronous callback observes before its first `await` counts.
 * @param producer upstream's own
 * @throws when upstream is not as it was
 */
export function collectNow(producer: MetricProducer): CollectionResult {
  const { resource, meterSharedStates } = stateOf(producer);
  const collectionTime = millisToHrTime(Date.now());
  const scopeMetrics: ScopeMetrics[] = [];
  const errors: unknown[] = [];
  for (const meter of meterSharedStates.values()) {
    errors.push(...observe(meter, collectionTime));
    const storages = meter.metricStorageRegistry.getStorages(producer);
    const metrics = storages.map((storage) => storage.collect(producer, collectionTime)).filter((metric) => metric !== undefined);
    if (metrics.length > 0) scopeMetrics.push({ scope: meter._instrumentationScope, metrics });
  }
  return { resourceMetrics: { resource, scopeMetrics }, errors };
}

function stateOf(producer: MetricProducer): Collector['_sharedState'] {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return (producer as Collector)._sharedState;
}

/** Returns what callbacks threw; what such a one has observed does not count, as with upstream. */
function observe({ observableRegistry: { _callbacks, _batchCallbacks } }: MeterState, time: HrTime): unknown[] {
  const errors: unknown[] = [];
  for (const { callback, instruments } of [..._callbacks.map(asBatch), ..._batchCallbacks]) {
    const observed = new Map<unknown, Observations>(Array.from(instruments, (instrument) => [instrument, new Map()]));
    try {
      const result: unknown = callback({ observe: (instrument, value, attributes = {}) => void note(observed.get(instrument), instrument as Instrument, value, attributes) });
      // nobody is left to hear of a rejection
      if (result instanceof Promise) result.catch(() => undefined);
    } catch (error) {
      errors.push(error);
      continue;
    }
    for (const instrument of instruments) for (const storage of instrument._metricStorages) storage.record(observed.get(instrument)!, time);
  }
  return errors;
}

function asBatch({ callback, instrument }: Observer): BatchObserver {
  return { instruments: new Set([instrument]), callback: (result) => callback({ observe: (value, attributes) => result.observe(instrument, value, attributes) }) };
}

/** As upstream's result does it. */
function note(observations: Observations | undefined, instrument: Instrument, value: number, attributes: Attributes): void {
  if (observations === undefined || typeof value !== 'number') return;
  const isInteger = instrument._descriptor.valueType === ValueType.INT;
  const noted = isInteger ? Math.trunc(value) : value;
  if (!isInteger || Number.isInteger(noted)) observations.set(attributes, noted);
}
