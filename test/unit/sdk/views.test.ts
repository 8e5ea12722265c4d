/** Views of the configuration model, by what a reader sees through them. */
import assert from 'node:assert/strict';
import type { AggregationConfigModel, ViewConfigModel } from '@opentelemetry/configuration';
import { AggregationTemporality, DataPointType, MeterProvider, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import { createViews } from '../../../src/sdk/views.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** One instrument of each kind, named after it. */
async function collect(views: readonly ViewConfigModel[]): Promise<MetricData[]> {
  const reader = new ManualReader({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  const provider = new MeterProvider({ readers: [reader], views: createViews(views) });
  const meter = provider.getMeter('shop', '2', { schemaUrl: 'https://example.com/1' });
  const attributes = { 'http.route': '/', 'http.method': 'GET', tenant: 'a' };
  meter.createCounter('counter', { unit: 's' }).add(1, attributes);
  meter.createUpDownCounter('up_down_counter').add(1, attributes);
  meter.createGauge('gauge').record(1, attributes);
  const histogram = meter.createHistogram('histogram');
  for (const value of [1, 7, 30]) histogram.record(value, attributes);
  meter.createObservableCounter('observable_counter').addCallback((result) => result.observe(1, attributes));
  meter.createObservableUpDownCounter('observable_up_down_counter').addCallback((result) => result.observe(1, attributes));
  meter.createObservableGauge('observable_gauge').addCallback((result) => result.observe(1, attributes));
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
}

const kinds = ['counter', 'gauge', 'histogram', 'observable_counter', 'observable_gauge', 'observable_up_down_counter', 'up_down_counter'] as const;

describe('views', () => {
  const lines = captureDiagnostics();

  async function renamedBy(selector: ViewConfigModel['selector']): Promise<string[]> {
    const metrics = await collect([{ selector, stream: { description: 'selected' } }]);
    return metrics.filter(({ descriptor }) => descriptor.description === 'selected').map(({ descriptor }) => descriptor.name).sort();
  }

  for (const kind of kinds) {
    it(`selects by the instrument type ${kind}`, async () => assert.deepEqual(await renamedBy({ instrument_type: kind }), [kind]));
  }

  const selectors: [ViewConfigModel['selector'], string[]][] = [
    [{ instrument_name: 'counter' }, ['counter']],
    [{ instrument_name: '*counter' }, ['counter', 'observable_counter', 'observable_up_down_counter', 'up_down_counter']],
    [{ unit: 's' }, ['counter']],
    [{ meter_name: 'shop' }, [...kinds]],
    [{ meter_name: 'other' }, []],
    [{ meter_version: '2' }, [...kinds]],
    [{ meter_version: '3' }, []],
    [{ meter_schema_url: 'https://example.com/1' }, [...kinds]],
    [{ meter_schema_url: 'https://example.com/2' }, []],
    [{ instrument_name: 'gauge', instrument_type: null, unit: null, meter_name: null, meter_version: null, meter_schema_url: null }, ['gauge']],
  ];
  for (const [selector, expected] of selectors) {
    it(`selects by ${JSON.stringify(selector)}`, async () => assert.deepEqual(await renamedBy(selector), expected));
  }

  it('gives name and description', async () => {
    const metrics = await collect([{ selector: { instrument_name: 'counter' }, stream: { name: 'orders', description: 'all orders' } }]);
    assert.equal(metrics.find(({ descriptor }) => descriptor.name === 'orders')?.descriptor.description, 'all orders');
  });

  async function histogramBy(aggregation: AggregationConfigModel): Promise<MetricData | undefined> {
    const metrics = await collect([{ selector: { instrument_name: 'histogram' }, stream: { aggregation } }]);
    return metrics.find(({ descriptor }) => descriptor.name === 'histogram');
  }

  const defaultBoundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];
  const explicitRows: [AggregationConfigModel, number[], number | undefined][] = [
    [{ default: {} }, defaultBoundaries, 1],
    [{ explicit_bucket_histogram: {} }, defaultBoundaries, 1],
    [{ explicit_bucket_histogram: { boundaries: [5, 20] } }, [5, 20], 1],
    [{ explicit_bucket_histogram: { boundaries: [5, 20], record_min_max: false } }, [5, 20], undefined],
  ];
  for (const [aggregation, boundaries, min] of explicitRows) {
    it(`aggregates by ${JSON.stringify(aggregation)}`, async () => {
      const metric = await histogramBy(aggregation);
      assert.ok(metric?.dataPointType === DataPointType.HISTOGRAM);
      assert.deepEqual([metric.dataPoints[0]?.value.buckets.boundaries, metric.dataPoints[0]?.value.min], [boundaries, min]);
    });
  }

  it('aggregates by base2_exponential_bucket_histogram', async () => {
    const metric = await histogramBy({ base2_exponential_bucket_histogram: { record_min_max: false } });
    assert.ok(metric?.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM);
    assert.deepEqual([metric.dataPoints[0]?.value.count, metric.dataPoints[0]?.value.min], [3, undefined]);
    const small = await histogramBy({ base2_exponential_bucket_histogram: { max_size: 2 } });
    assert.ok(small?.dataPointType === DataPointType.EXPONENTIAL_HISTOGRAM);
    assert.ok((small.dataPoints[0]?.value.positive.bucketCounts.length ?? 0) <= 2);
  });

  it('aggregates by sum, last_value and drop', async () => {
    assert.deepEqual((await histogramBy({ sum: {} }))?.dataPoints[0]?.value, 38);
    assert.deepEqual((await histogramBy({ last_value: {} }))?.dataPoints[0]?.value, 30);
    assert.equal(await histogramBy({ drop: {} }), undefined);
  });

  it('reports an aggregation that it does not know, and uses the default', async () => {
    const aggregation = { median: {} } as AggregationConfigModel;
    assert.equal((await histogramBy(aggregation))?.dataPointType, DataPointType.HISTOGRAM);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /setting-unsupported: aggregation "median"/);
  });

  const keyRows: [NonNullable<ViewConfigModel['stream']['attribute_keys']>, string[]][] = [
    [{ included: ['tenant'] }, ['tenant']],
    [{ included: ['http.*'] }, ['http.route', 'http.method']],
    [{ excluded: ['http.*'] }, ['tenant']],
    [{ included: ['http.*', 'tenant'], excluded: ['http.?oute'] }, ['http.method', 'tenant']],
    [{ included: ['none'] }, []],
  ];
  for (const [attribute_keys, expected] of keyRows) {
    it(`keeps the attributes ${JSON.stringify(attribute_keys)}`, async () => {
      const metrics = await collect([{ selector: { instrument_name: 'counter' }, stream: { attribute_keys } }]);
      const counter = metrics.find(({ descriptor }) => descriptor.name === 'counter');
      assert.deepEqual(Object.keys(counter?.dataPoints[0]?.attributes ?? {}), expected);
    });
  }

  it('limits the cardinality', async () => {
    const [view] = createViews([{ selector: {}, stream: { aggregation_cardinality_limit: 7 } }]);
    assert.equal(view?.aggregationCardinalityLimit, 7);
  });

  it('no model means no view', () => assert.deepEqual(createViews(undefined), []));
});
