import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { counter, gauge, histogram, upDownCounter } from '../../../src/metrics/instruments.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function startProvider(): { metric(name: string): Promise<MetricData | undefined> } {
  const reader = new ManualReader();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return {
    async metric(name) {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics).find(({ descriptor }) => descriptor.name === name);
    },
  };
}

function firstPoint(metric: MetricData | undefined): { value: unknown; attributes: unknown } {
  const [point] = metric?.dataPoints ?? [];
  return { value: point?.value, attributes: point?.attributes };
}

describe('instruments', () => {
  afterEach(() => metrics.disable());

  const rows = [
    ['counter', counter<{ kind: string }>('test.counter', { unit: '{order}', description: 'd' }), 2],
    ['upDownCounter', upDownCounter<{ kind: string }>('test.up_down_counter', { unit: '{order}', description: 'd' }), -2],
  ] as const;
  for (const [what, instrument, value] of rows) {
    it(`${what} made before the start works after it`, async () => {
      instrument.add(value, { kind: 'lost' });
      const provider = startProvider();
      instrument.add(value, { kind: 'a' });
      const metric = await provider.metric(what === 'counter' ? 'test.counter' : 'test.up_down_counter');
      assert.deepEqual(firstPoint(metric), { value, attributes: { kind: 'a' } });
      assert.equal(metric?.dataPoints.length, 1);
      assert.equal(metric?.descriptor.unit, '{order}');
      assert.equal(metric?.descriptor.description, 'd');
    });
  }

  it('gauge made before the start works after it', async () => {
    const temperature = gauge('test.gauge', { unit: 'Cel' });
    temperature.record(1);
    const provider = startProvider();
    temperature.record(-18.5);
    assert.deepEqual(firstPoint(await provider.metric('test.gauge')), { value: -18.5, attributes: {} });
  });

  it('histogram made before the start works after it, with its boundaries', async () => {
    const duration = histogram('test.histogram', { unit: 's', advice: { explicitBucketBoundaries: [1, 2] } });
    duration.record(9);
    const provider = startProvider();
    duration.record(1.5);
    const { value } = firstPoint(await provider.metric('test.histogram'));
    assert.deepEqual((value as { buckets: unknown }).buckets, { boundaries: [1, 2], counts: [0, 1, 0] });
  });

  it('follows the global provider when it changes', async () => {
    const orders = counter('test.orders');
    const first = startProvider();
    orders.add(1);
    metrics.disable();
    orders.add(100);
    const second = startProvider();
    orders.add(5);
    assert.equal(firstPoint(await first.metric('test.orders')).value, 1);
    assert.equal(firstPoint(await second.metric('test.orders')).value, 5);
  });

  it('asks a provider once for an instrument', () => {
    let asked = 0;
    const provider = new MeterProvider();
    const getMeter = provider.getMeter.bind(provider);
    provider.getMeter = (...args) => {
      asked++;
      return getMeter(...args);
    };
    metrics.setGlobalMeterProvider(provider);
    const orders = counter('test.orders');
    assert.equal(asked, 0);
    orders.add(1);
    orders.add(1);
    assert.equal(asked, 1);
  });
});
