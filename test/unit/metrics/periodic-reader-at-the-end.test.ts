/** The reader that pushes, when the process ends: `exportNow` leaves nothing out, and nothing counts twice. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import { AggregationTemporality, MeterProvider } from '@opentelemetry/sdk-metrics';
import { PeriodicReader, type PeriodicReaderOptions } from '../../../src/metrics/periodic-reader.js';
import { ManualMetricExporter } from './manual-metric-exporter.js';

const longMs = 600_000;

describe('periodic reader at the end', () => {
  let exporter: ManualMetricExporter;
  let provider: MeterProvider;

  function start(options: Partial<PeriodicReaderOptions> = {}): PeriodicReader {
    const reader = new PeriodicReader({ exporter, intervalMs: longMs, timeoutMs: longMs, ...options });
    provider = new MeterProvider({ readers: [reader] });
    return reader;
  }

  beforeEach(() => {
    exporter = new ManualMetricExporter();
  });

  afterEach(() => provider.shutdown());

  it('exports now, before the call returns, what was recorded since the last export', async () => {
    const reader = start({ exporter: Object.assign(exporter, { selectAggregationTemporality: () => AggregationTemporality.DELTA }) });
    const counter = provider.getMeter('test').createCounter('orders');
    reader.exportNow();
    assert.deepEqual(exporter.values, [], 'nothing yet');
    counter.add(1);
    await reader.forceFlush();
    counter.add(2);
    reader.exportNow();
    assert.deepEqual(exporter.values, [[1], [2]]);
    reader.exportNow();
    assert.deepEqual(exporter.values, [[1], [2]]);
  });

  it('exports now what is observed, unless it was asked a moment ago and nothing was recorded since', async () => {
    const reader = start();
    const meter = provider.getMeter('test');
    let observed = 0;
    meter.createObservableCounter('observed').addCallback((result) => result.observe(++observed));
    const counter = meter.createCounter('orders');
    reader.exportNow();
    assert.deepEqual(exporter.values, [[1]], 'never asked before');
    reader.exportNow();
    await reader.forceFlush();
    reader.exportNow();
    assert.deepEqual(exporter.values, [[1], [2]], 'asked a moment ago');
    counter.add(1);
    reader.exportNow();
    assert.deepEqual(exporter.values.at(-1), [3, 1]);
    const { now } = performance;
    performance.now = () => now.call(performance) + 1000;
    try {
      reader.exportNow();
    } finally {
      performance.now = now;
    }
    assert.deepEqual(exporter.values.at(-1), [4, 1], 'a second later');
  });

  for (const situation of ['has begun', 'has collected', 'waits for the exporter'] as const) {
    it(`exports now, once, while an export ${situation}`, async () => {
      exporter.answersAtOnce = situation !== 'waits for the exporter';
      let goOn = (): void => undefined;
      const hold = new Promise<void>((resolve) => (goOn = resolve));
      const onCollected = situation === 'has collected' ? () => hold : undefined;
      const reader = start({ exporter: Object.assign(exporter, { selectAggregationTemporality: () => AggregationTemporality.DELTA }), onCollected });
      const counter = provider.getMeter('test').createCounter('orders');
      counter.add(1);
      const flushed = reader.forceFlush();
      if (situation !== 'has begun') await nextTurn();
      exporter.answersAtOnce = true;
      counter.add(2);
      reader.exportNow();
      const values = exporter.values.flat();
      assert.equal(values.reduce((sum: number, value) => sum + Number(value), 0), 3, String(values));
      goOn();
      exporter.answer();
      await flushed;
      assert.deepEqual(exporter.values.flat(), values);
    });
  }

  it('exports now outside of every trace, and lives on when the exporter throws', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    try {
      const reader = start();
      provider.getMeter('test').createCounter('orders').add(1);
      let isSuppressed = false;
      const works = exporter.export.bind(exporter);
      exporter.export = () => {
        isSuppressed = isTracingSuppressed(context.active());
        throw new Error('no');
      };
      reader.exportNow();
      exporter.export = works;
      assert.equal(isSuppressed, true);
    } finally {
      context.disable();
    }
  });
});
