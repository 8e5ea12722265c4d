/** The collection without the event loop: the same as upstream's, whose private fields it reads. */
import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ValueType, type BatchObservableResult, type Meter, type ObservableResult } from '@opentelemetry/api';
import { AggregationTemporality, AggregationType, InstrumentType, MeterProvider, MetricReader, type CollectionResult, type MetricProducer, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { collectNow, hasRecorded } from '../../../src/metrics/collect-now.js';

class TestReader extends MetricReader {
  producer: MetricProducer | undefined;

  override setMetricProducer(producer: MetricProducer): void {
    this.producer = producer;
    super.setMetricProducer(producer);
  }

  collectNow(): CollectionResult {
    assert.ok(this.producer);
    return collectNow(this.producer);
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

interface Situation {
  readonly reader: TestReader;
  readonly meter: Meter;
}

function start(temporality = AggregationTemporality.CUMULATIVE, views: ViewOptions[] = [], otherReaders: MetricReader[] = []): Situation {
  const reader = new TestReader({ aggregationTemporalitySelector: () => temporality });
  const provider = new MeterProvider({ readers: [reader, ...otherReaders], views });
  return { reader, meter: provider.getMeter('test', '1.0') };
}

/** All that an app can record with, in a value that depends on the round. */
function recordAll(meter: Meter): (round: number) => void {
  let round = 0;
  const options = { valueType: ValueType.INT };
  const sync = [meter.createCounter('counter'), meter.createUpDownCounter('up-down', options)];
  const recorded = [meter.createHistogram('histogram'), meter.createGauge('gauge')];
  meter.createObservableCounter('observable counter').addCallback((result) => result.observe(10 * round, { kind: 'a' }));
  meter.createObservableGauge('observable gauge', options).addCallback((result) => {
    result.observe(round + 0.9);
    // what an app may do although the types forbid it
    result.observe('three' as never, { wrong: 'text' });
    result.observe(Number.NaN, { wrong: 'integer' });
  });
  const [first, second, foreign] = [meter.createObservableUpDownCounter('first of batch'), meter.createObservableGauge('second of batch'), meter.createObservableGauge('foreign')];
  meter.addBatchObservableCallback((result) => {
    result.observe(first, round, { kind: 'a' });
    result.observe(first, 2 * round, { kind: 'b' });
    result.observe(second, -round);
    result.observe(foreign, 1);
  }, [first, second]);
  return (current) => {
    round = current;
    for (const instrument of sync) instrument.add(round, { round });
    for (const instrument of recorded) instrument.record(round);
  };
}

/** Without the times, which differ. */
function dataOf({ resourceMetrics: { scopeMetrics } }: CollectionResult): unknown {
  return scopeMetrics.map(({ scope, metrics }) => ({
    scope: scope.name,
    metrics: metrics.map(({ descriptor, aggregationTemporality, dataPointType, dataPoints }) => ({
      descriptor,
      aggregationTemporality,
      dataPointType,
      points: dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    })),
  }));
}

function valuesOf({ resourceMetrics: { scopeMetrics } }: CollectionResult): unknown[] {
  return scopeMetrics.flatMap(({ metrics }) => metrics.flatMap(({ dataPoints }) => dataPoints.map(({ value }) => value)));
}

describe('collectNow', () => {
  for (const temporality of [AggregationTemporality.CUMULATIVE, AggregationTemporality.DELTA]) {
    for (const views of [[], [{ instrumentName: 'counter', aggregation: { type: AggregationType.SUM }, attributesProcessors: [] }]] satisfies ViewOptions[][]) {
      it(`finds what upstream finds: ${AggregationTemporality[temporality]}, ${views.length} views`, async () => {
        const [now, upstream] = [start(temporality, views), start(temporality, views)];
        const [recordNow, recordUpstream] = [recordAll(now.meter), recordAll(upstream.meter)];
        for (const round of [1, 2, 3]) {
          recordNow(round);
          recordUpstream(round);
          // each collection goes on where the other kind has stopped
          const expected = await upstream.reader.collect();
          const found = round === 2 ? await now.reader.collect() : now.reader.collectNow();
          assert.deepEqual(dataOf(found), dataOf(expected));
          assert.equal(found.resourceMetrics.resource.attributes['service.name'], expected.resourceMetrics.resource.attributes['service.name']);
          assert.equal(valuesOf(found).length > 5, true);
        }
      });
    }
  }

  it('starts where the last collection ended', async () => {
    const { reader, meter } = start(AggregationTemporality.DELTA);
    const counter = meter.createCounter('counter');
    counter.add(1);
    const before = (await reader.collect()).resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0];
    counter.add(1);
    const point = reader.collectNow().resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0];
    assert.ok(point);
    assert.deepEqual(point.startTime, before?.endTime);
    assert.ok(point.endTime[0] >= point.startTime[0]);
  });

  it('takes nothing from another reader', async () => {
    const other = new TestReader();
    const { reader, meter } = start(AggregationTemporality.DELTA, [{ instrumentName: '*', aggregation: { type: AggregationType.DEFAULT } }], [other]);
    meter.createCounter('counter').add(1);
    assert.deepEqual(valuesOf(reader.collectNow()), [1]);
    assert.deepEqual(valuesOf(await other.collect()), [1]);
    assert.deepEqual(valuesOf(reader.collectNow()), []);
  });

  it('hasRecorded knows of what was recorded since the last collection, also when another reader has collected it', async () => {
    const other = new TestReader();
    for (const views of [[], [{ instrumentName: '*', aggregation: { type: AggregationType.DEFAULT } }]] satisfies ViewOptions[][]) {
      const { reader, meter } = start(AggregationTemporality.CUMULATIVE, views, views.length === 0 ? [] : [other]);
      const says = (): boolean => hasRecorded(reader.producer!);
      meter.createObservableGauge('gauge').addCallback((result) => result.observe(1));
      const instruments = [meter.createCounter('counter'), meter.createHistogram('histogram')] as const;
      assert.equal(says(), false);
      for (const record of [() => instruments[0].add(1), () => instruments[1].record(1)]) {
        record();
        assert.equal(says(), true);
        if (views.length > 0) await other.collect();
        assert.equal(says(), true);
        await reader.collect();
        assert.equal(says(), false);
      }
    }
  });

  it('counts once what a collection under way would have collected', async () => {
    const { reader, meter } = start(AggregationTemporality.DELTA);
    meter.createObservableCounter('slow').addCallback(() => new Promise(() => undefined));
    meter.createCounter('counter').add(1);
    void reader.collect();
    await nextTurn();
    assert.deepEqual(valuesOf(reader.collectNow()), [1]);
  });

  it('counts what an asynchronous callback observes before it waits, and lets nothing reject', async () => {
    const { reader, meter } = start();
    meter.createObservableGauge('gauge').addCallback(async (result: ObservableResult) => {
      result.observe(1);
      await nextTurn();
      result.observe(2);
      throw new Error('too late');
    });
    const rejections: unknown[] = [];
    const note = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', note);
    try {
      assert.deepEqual(valuesOf(reader.collectNow()), [1]);
      for (let turn = 0; turn < 3; turn++) await nextTurn();
    } finally {
      process.removeListener('unhandledRejection', note);
    }
    assert.deepEqual(rejections, []);
  });

  it('says what callbacks throw, and collects the rest', () => {
    const { reader, meter } = start();
    const gauge = meter.createObservableGauge('gauge');
    const fail = ({ observe }: ObservableResult | BatchObservableResult): void => {
      Reflect.apply(observe, undefined, [1]);
      throw new Error('no');
    };
    gauge.addCallback(fail);
    meter.addBatchObservableCallback(fail, [gauge]);
    meter.createCounter('counter').add(1);
    const result = reader.collectNow();
    assert.deepEqual(valuesOf(result), [1]);
    assert.deepEqual(result.errors.map(String), ['Error: no', 'Error: no']);
  });

  it('knows all types of instruments', () => {
    // a new one may need a line in `recordAll`
    assert.equal(Object.keys(InstrumentType).length, 7);
  });
});
