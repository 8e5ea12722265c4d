/** The SDK's metrics as they are bundled, with less work for each measurement, beside the SDK as it is published: what is collected is the same. */
import { ValueType, type Attributes, type Histogram, type Meter } from '@opentelemetry/api';
import * as published from '@opentelemetry/sdk-metrics';
import { AggregationTemporality, AggregationType, InstrumentType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fc from 'fast-check';
import { build } from 'rolldown';
import { lightenUpstream } from '../../../scripts/build/lighten-upstream.js';
import { root } from '../../support/node-lines.js';

type Sdk = Pick<typeof published, 'MeterProvider' | 'MetricReader'>;

const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const series: readonly Attributes[] = [{}, { a: 1 }, { a: '1' }, { b: 2, a: 1 }, { a: 1, b: 2 }, { list: ['x'] }, { a: Number.NaN }];
const frozen = series.map((attributes) => Object.freeze({ ...attributes }));

type Action = readonly ['record', value: number, attributes: Attributes | undefined] | readonly ['collect', reader: number];
const attributes = fc.oneof(fc.constantFrom(...frozen), fc.constantFrom(...series).map((some) => ({ ...some })), fc.constant(undefined), fc.nat(12).map((id) => Object.freeze({ id })));
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('record' as const), fc.oneof(fc.constantFrom(...boundaries, 0, 11, Number.NaN, -1, Infinity), fc.double()), attributes) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('collect' as const), fc.nat(1)) },
);

const views: Readonly<Record<string, readonly ViewOptions[]>> = {
  'no views': [],
  'fewer attributes': [{ instrumentName: '*', attributesProcessors: [published.createAllowListAttributesProcessor(['a'])] }],
  'few series': [{ instrumentName: '*', aggregationCardinalityLimit: 4 }],
  'exponential histograms': [{ instrumentType: InstrumentType.HISTOGRAM, aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  'two streams, one of them dropped': [{ instrumentName: 'histogram', name: 'other' }, { instrumentName: 'histogram', aggregation: { type: AggregationType.DROP } }],
};

function createInstruments(meter: Meter): readonly Pick<Histogram, 'record'>[] {
  const counter = meter.createCounter('counter');
  const upDownCounter = meter.createUpDownCounter('up-down counter', { valueType: ValueType.INT });
  return [
    meter.createHistogram('histogram', { advice: { explicitBucketBoundaries: boundaries } }),
    meter.createGauge('gauge'),
    { record: (value, given) => counter.add(value, given) },
    { record: (value, given) => upDownCounter.add(value, given) },
  ];
}

function createReader({ MetricReader }: Sdk, temporality: AggregationTemporality): published.MetricReader {
  class Reader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}

    protected override async onShutdown(): Promise<void> {}
  }
  return new Reader({ aggregationTemporalitySelector: () => temporality });
}

/** All that two readers got, without the times. */
async function perform(sdk: Sdk, actions: readonly Action[], viewsOfAll: readonly ViewOptions[]): Promise<unknown[]> {
  const readers = [AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA].map((temporality) => createReader(sdk, temporality));
  const meter = new sdk.MeterProvider({ readers, views: [...viewsOfAll] }).getMeter('sample');
  const instruments = createInstruments(meter);
  const seen: unknown[] = [];
  for (const [what, ...rest] of [...actions, ['collect', 0], ['collect', 1]] as readonly Action[]) {
    if (what === 'record') {
      for (const instrument of instruments) instrument.record(...(rest as [number, Attributes | undefined]));
    } else {
      const { resourceMetrics, errors } = await readers[rest[0] as number]!.collect();
      seen.push(errors, JSON.parse(JSON.stringify(resourceMetrics.scopeMetrics, (name, value: unknown) => (name.endsWith('Time') ? undefined : typeof value === 'number' ? String(value) : value))));
    }
  }
  return seen;
}

describe('the lightened metrics SDK', () => {
  let folder: string;
  let lightened: Sdk;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'otel-distro-test-'));
    const file = path.join(folder, 'sdk.mjs');
    // not all that is lightened is bundled here
    const plugin = { ...lightenUpstream(), buildEnd: () => undefined };
    await build({ input: path.join(root, 'node_modules/@opentelemetry/sdk-metrics/dist/index.mjs'), platform: 'node', plugins: [plugin], output: { file, format: 'esm', codeSplitting: false } });
    lightened = (await import(pathToFileURL(file).href)) as Sdk;
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [name, viewsOfAll] of Object.entries(views)) {
    it(`collects the same, ${name}`, () => fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60, size: 'max' }), async (actions) => {
        assert.deepEqual(await perform(lightened, actions, viewsOfAll), await perform(published, actions, viewsOfAll));
      }), { numRuns: 40, seed: 4 }));
  }

  it('attributes that change between measurements are of another series', async () => {
    const [ours, upstreams] = await Promise.all([lightened, published].map(async (sdk) => {
      const reader = createReader(sdk, AggregationTemporality.DELTA);
      const counter = new sdk.MeterProvider({ readers: [reader] }).getMeter('sample').createCounter('m');
      const changing = { a: 1 };
      for (let time = 0; time < 3; time++) counter.add(1, changing);
      changing.a = 2;
      counter.add(1, changing);
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints.map(({ value }) => value);
    }));
    assert.deepEqual(upstreams, [3, 1]);
    assert.deepEqual(ours, upstreams);
  });

  it('a series begins when it is first recorded', async () => {
    const reader = createReader(lightened, AggregationTemporality.DELTA);
    const counter = new lightened.MeterProvider({ readers: [reader] }).getMeter('sample').createCounter('m');
    const before = Date.now();
    counter.add(1, frozen[1]);
    const after = Date.now();
    const { resourceMetrics } = await reader.collect();
    const [seconds = 0, nanoseconds = 0] = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.startTime ?? [];
    const startMs = seconds * 1000 + nanoseconds / 1e6;
    assert.ok(startMs >= before - 0.001 && startMs <= after + 0.001, `${startMs} between ${before} and ${after}`);
  });
});
