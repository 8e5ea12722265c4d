/** The metrics of flows and their bounded labels. */
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { FlowLabelTable } from '../../../src/flow/flow-labels.js';
import { flow } from '../../../src/flow/flow.js';
import { runEndingTasks } from '../../../src/support/ending-tasks.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

describe('metrics of flows', () => {
  let sdk: InMemorySdk;
  let reader: ManualReader;

  beforeEach(() => {
    sdk = startInMemorySdk();
    reader = new ManualReader();
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  });

  afterEach(() => {
    metrics.disable();
    sdk.stop();
  });

  async function metric(name: string): Promise<MetricData> {
    const { resourceMetrics } = await reader.collect();
    const found = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics).find(({ descriptor }) => descriptor.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  }

  /** `count × labels` of each time series. */
  async function countsOf(name: string): Promise<string[]> {
    const { dataPoints } = await metric(name);
    return dataPoints.map(({ value, attributes }) => `${(value as { count: number }).count} × ${Object.values(attributes).join(' ')}`).sort();
  }

  it('count flows by how they end and where', async () => {
    flow('m.checkout', ({ step }) => step('charge', () => undefined));
    flow('m.checkout', ({ step }) => step('charge', () => undefined));
    assert.throws(() => flow('m.checkout', ({ step }) => step('charge', () => { throw new Error('no'); })));
    void flow('m.checkout', ({ step }) => step('mail', () => new Promise(() => undefined)));
    runEndingTasks((error) => { throw error; });
    assert.deepEqual(await countsOf('flow.duration'), ['1 × m.checkout abandoned mail', '1 × m.checkout failed charge', '2 × m.checkout completed']);
    const { descriptor, dataPoints } = await metric('flow.duration');
    assert.equal(descriptor.unit, 's');
    assert.deepEqual(Object.keys(dataPoints[1]?.attributes ?? {}), ['flow.name', 'flow.outcome', 'flow.failed_step']);
    assert.equal((dataPoints[0]!.value as { buckets: { boundaries: number[] } }).buckets.boundaries.at(-1), 3600);
  });

  it('count steps by how they end', async () => {
    flow('m.steps', ({ step, skip }) => {
      step('charge', () => undefined);
      step('a mark takes no time');
      assert.throws(() => step('charge', () => { throw new Error('no'); }));
      skip('mail', 'no_address');
    });
    void flow('m.steps', ({ step }) => step('charge', () => new Promise(() => undefined)));
    runEndingTasks((error) => { throw error; });
    const expected = ['1 × m.steps charge abandoned', '1 × m.steps charge completed', '1 × m.steps charge failed', '1 × m.steps mail skipped'];
    assert.deepEqual(await countsOf('flow.step.duration'), expected);
    assert.deepEqual(Object.keys((await metric('flow.step.duration')).dataPoints[0]?.attributes ?? {}), ['flow.name', 'flow.step.name', 'flow.step.outcome']);
  });

  it('show how many flows run, down to none', async () => {
    const active = async (): Promise<unknown> => (await metric('flow.active')).dataPoints.find(({ attributes }) => attributes['flow.name'] === 'm.active')?.value;
    await flow('m.active', async () => {
      assert.equal(await active(), 1);
      await flow('m.active', async () => assert.equal(await active(), 2));
      assert.equal(await active(), 1);
    });
    assert.equal(await active(), 0);
  });

  it('have bounded labels for the steps that fail, too', async () => {
    const restore = setDiagnosticSink(() => undefined);
    for (let row = 0; row < 60; row++) assert.throws(() => flow('m.import', ({ step }) => { step(`row ${row}`); throw new Error('no'); }));
    restore();
    const points = (await metric('flow.duration')).dataPoints.filter(({ attributes }) => attributes['flow.name'] === 'm.import');
    assert.deepEqual([points.length, points.at(-1)?.attributes['flow.failed_step']], [51, 'other']);
  });

  it('have bounded labels; spans keep the real name', async () => {
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    for (let order = 0; order < 150; order++) flow(`order ${order}`, ({ step }) => step('charge', () => undefined));
    restore();
    const names = (await metric('flow.duration')).dataPoints.map(({ attributes }) => attributes['flow.name']);
    assert.ok(names.length <= 101 && names.includes('other'), `${names.length} names`);
    assert.ok(sdk.spanNamed('flow order 149').attributes['flow.name'] === 'order 149');
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /warn flow-names-unbounded: flows have more than 100 names, such as "order-\d+"\. .*Give it a fixed name/);
  });
});

describe('labels of flows', () => {
  let lines: string[];
  let restoreSink: () => void;

  beforeEach(() => {
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
  });
  afterEach(() => restoreSink());

  it('are the first 100 names', () => {
    const table = new FlowLabelTable();
    const labels = Array.from({ length: 200 }, (_, index) => table.of(`f${index}`).flow);
    assert.deepEqual([labels[99], labels[100], labels[199]], ['f99', 'other', 'other']);
    assert.equal(table.of('f0').flow, 'f0');
    assert.equal(table.all().length, 101);
    assert.equal(lines.length, 1);
  });

  it('are the first 50 names of steps of each flow, and one line says so', () => {
    const table = new FlowLabelTable();
    for (const name of ['a', 'b']) {
      const labels = table.of(name);
      const steps = Array.from({ length: 60 }, (_, index) => table.stepOf(labels, `s${index}`));
      assert.deepEqual([steps[49], steps[50], steps[59], table.stepOf(labels, 's0')], ['s49', 'other', 'other', 's0']);
    }
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /warn flow-names-unbounded: a flow "a" has steps of more than 50 names, such as "s50"\./);
  });

  it('hold nothing that looks like a secret in what is said of them', () => {
    const table = new FlowLabelTable();
    const secret = `ghp_${'x9Kq27'}LmPz4T`;
    for (let index = 0; index <= 100; index++) table.of(`import ${secret}${index}`);
    assert.equal(lines.length, 1);
    assert.ok(!lines[0]?.toLowerCase().includes('x9kq27'), lines[0]);
  });
});
