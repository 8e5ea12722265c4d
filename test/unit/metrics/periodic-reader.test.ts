/** The reader that pushes: when it exports, one export at a time, and what a flush waits for. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AggregationTemporality, AggregationType, InstrumentType, MeterProvider, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { PeriodicReader, type PeriodicReaderOptions } from '../../../src/metrics/periodic-reader.js';
import { runModule } from '../../support/run-module.js';
import { waitUntil } from '../../support/wait-until.js';
import { ManualMetricExporter } from './manual-metric-exporter.js';

const longMs = 600_000;

describe('periodic reader', () => {
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

  afterEach(async () => {
    exporter.answersAtOnce = true;
    exporter.answer();
    await provider.shutdown();
  });

  it('exports at each interval', async () => {
    start({ intervalMs: 5 });
    provider.getMeter('test').createCounter('orders').add(2);
    await waitUntil(() => exporter.values.length >= 3);
    assert.deepEqual(exporter.values.slice(0, 2), [[2], [2]]);
  });

  it('exports nothing when there is nothing', async () => {
    await start().forceFlush();
    assert.deepEqual(exporter.calls, ['forceFlush']);
  });

  it('flush exports what was recorded before, then flushes the exporter', async () => {
    const reader = start();
    provider.getMeter('test').createCounter('orders').add(2);
    await reader.forceFlush();
    assert.deepEqual([exporter.values, exporter.calls], [[[2]], ['export', 'forceFlush']]);
  });

  it('one flush waits for the other, and each sees what was recorded before it', async () => {
    const reader = start();
    const counter = provider.getMeter('test').createCounter('orders');
    exporter.answersAtOnce = false;
    counter.add(1);
    const first = reader.forceFlush();
    await nextTurn();
    counter.add(1);
    const second = reader.forceFlush();
    await nextTurn();
    assert.deepEqual(exporter.values, [[1]]);
    exporter.answersAtOnce = true;
    exporter.answer();
    await Promise.all([first, second]);
    assert.deepEqual(exporter.values, [[1], [2]]);
  });

  it('a slow export skips its turns instead of piling them up', async () => {
    start({ intervalMs: 2, timeoutMs: 0 });
    provider.getMeter('test').createCounter('orders').add(1);
    exporter.answersAtOnce = false;
    await waitUntil(() => exporter.values.length === 1);
    const turns = 20;
    let passed = 0;
    const timer = setInterval(() => passed++, 2);
    await waitUntil(() => passed >= turns);
    clearInterval(timer);
    exporter.answersAtOnce = true;
    exporter.answer();
    await nextTurn();
    assert.ok(exporter.values.length <= 2, `${exporter.values.length} exports`);
  });

  it('shutdown exports the rest, then closes the exporter', async () => {
    const reader = start();
    provider.getMeter('test').createCounter('orders').add(3);
    await provider.shutdown();
    assert.deepEqual([exporter.values, exporter.calls], [[[3]], ['export', 'forceFlush', 'shutdown']]);
    await assert.rejects(reader.collect(), /shutdown/);
  });

  it('closes the exporter although its flush failed', async () => {
    start();
    exporter.forceFlush = () => Promise.reject(new Error('no'));
    await assert.rejects(provider.shutdown(), /no/);
    assert.deepEqual(exporter.calls, ['shutdown']);
  });

  it('goes on after the export timeout', async () => {
    const reader = start({ timeoutMs: 5 });
    provider.getMeter('test').createCounter('orders').add(1);
    exporter.answersAtOnce = false;
    // the timer itself would let the process end
    const keepAlive = setInterval(() => undefined, 10);
    await reader.forceFlush();
    clearInterval(keepAlive);
    assert.deepEqual(exporter.calls, ['export', 'forceFlush']);
  });

  it('lives on when the exporter throws', async () => {
    const reader = start();
    provider.getMeter('test').createCounter('orders').add(1);
    const works = exporter.export.bind(exporter);
    exporter.export = () => { throw new Error('no'); };
    await reader.forceFlush();
    exporter.export = works;
    await reader.forceFlush();
    assert.deepEqual(exporter.values, [[1]]);
  });

  it('asks the exporter for temporality and aggregation', async () => {
    const selecting: PushMetricExporter = Object.assign(exporter, {
      selectAggregationTemporality: (type: InstrumentType) => (type === InstrumentType.COUNTER ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE),
      selectAggregation: (type: InstrumentType) => ({ type: type === InstrumentType.HISTOGRAM ? AggregationType.DROP : AggregationType.DEFAULT } as const),
    });
    const reader = start({ exporter: selecting });
    const meter = provider.getMeter('test');
    const [counter, upDown, histogram] = [meter.createCounter('a'), meter.createUpDownCounter('b'), meter.createHistogram('c')];
    for (let round = 0; round < 2; round++) {
      counter.add(1);
      upDown.add(1);
      histogram.record(1);
      await reader.forceFlush();
    }
    assert.deepEqual(exporter.values, [[1, 1], [1, 2]]);
  });

  it('a callback that throws is reported without its message, and the rest is exported', async () => {
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    try {
      const reader = start();
      const meter = provider.getMeter('test');
      meter.createObservableGauge('broken').addCallback(() => { throw new TypeError('token=hunter2'); });
      meter.createCounter('orders').add(1);
      await reader.forceFlush();
    } finally {
      restore();
    }
    assert.deepEqual(exporter.values, [[1]]);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /observation-failed: TypeError at .*periodic-reader\.test\.ts:\d+/);
    assert.doesNotMatch(lines[0] ?? '', /hunter2/);
  });

  it('waits for the resource', async () => {
    const reader = new PeriodicReader({ exporter, intervalMs: longMs, timeoutMs: longMs });
    provider = new MeterProvider({ readers: [reader], resource: resourceFromAttributes({ 'host.name': nextTurn('late') }) });
    provider.getMeter('test').createCounter('orders').add(1);
    await reader.forceFlush();
    assert.deepEqual(exporter.resources, [{ 'host.name': 'late' }]);
  });

  for (const situation of ['waiting', 'exporting']) {
    it(`does not keep a finished process alive while it is ${situation}`, async () => {
      const end = await runModule(new URL('idle-reader.ts', import.meta.url), [situation]);
      assert.deepEqual({ exitCode: end.exitCode, stderr: end.stderr }, { exitCode: 0, stderr: '' });
      assert.equal(end.stdout, situation === 'exporting' ? 'exporting\n' : '');
    });
  }
});
