import * as semanticConventions from '@opentelemetry/semantic-conventions/incubating';
import { DataPointType, MeterProvider, MetricReader, type MetricData } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { registerProcessMetrics } from '../../../src/metrics/process-metrics.js';

class ManualReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

function startReading(procFolder?: string): { collect(): Promise<Map<string, MetricData>>; undo(): void } {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  const undo = registerProcessMetrics(provider.getMeter('test'), procFolder === undefined ? {} : { procFolder });
  return {
    undo,
    async collect() {
      const { resourceMetrics, errors } = await reader.collect();
      assert.deepEqual(errors, []);
      const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
      return new Map(all.filter((metric) => metric.dataPoints.length > 0).map((metric) => [metric.descriptor.name, metric]));
    },
  };
}

function valueOf(metrics: Map<string, MetricData>, name: string, attributes: object = {}): number {
  const points = metrics.get(name)?.dataPoints ?? [];
  const point = points.find((candidate) => JSON.stringify(candidate.attributes) === JSON.stringify(attributes));
  assert.equal(typeof point?.value, 'number', `${name} ${JSON.stringify(attributes)} has no value`);
  return point?.value as number;
}

describe('registerProcessMetrics', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'proc-'));
    mkdirSync(path.join(folder, 'fd'));
    for (const name of ['0', '1', '2', '17']) writeFileSync(path.join(folder, 'fd', name), '');
    writeFileSync(path.join(folder, 'status'), 'Name:\tnode\nVmPeak:\t 9 kB\nVmSize:\t    2048 kB\nThreads:\t11\n');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const rows = [
    ['process.cpu.time', 's', DataPointType.SUM, true],
    ['process.cpu.utilization', '1', DataPointType.GAUGE, undefined],
    ['process.memory.usage', 'By', DataPointType.SUM, false],
    ['process.memory.virtual', 'By', DataPointType.SUM, false],
    ['process.thread.count', '{thread}', DataPointType.SUM, false],
    ['process.unix.file_descriptor.count', '{file_descriptor}', DataPointType.SUM, false],
    ['process.context_switches', '{context_switch}', DataPointType.SUM, true],
    ['process.paging.faults', '{fault}', DataPointType.SUM, true],
    ['process.uptime', 's', DataPointType.GAUGE, undefined],
  ] as const;
  for (const [name, unit, dataPointType, isMonotonic] of rows) {
    it(`has ${name} in ${unit}`, async () => {
      const metric = (await startReading(folder).collect()).get(name);
      assert.equal(metric?.descriptor.unit, unit);
      assert.equal(metric?.dataPointType, dataPointType);
      assert.equal(metric?.dataPointType === DataPointType.SUM ? metric.isMonotonic : undefined, isMonotonic);
    });
  }

  it('uses names and attributes of the semantic conventions', async () => {
    const known = new Set<unknown>(Object.values(semanticConventions));
    const deprecated = ['process.paging.fault_type'];
    for (const [name, metric] of await startReading(folder).collect()) {
      assert.ok(known.has(name), name);
      for (const key of metric.dataPoints.flatMap((point) => Object.keys(point.attributes))) {
        assert.ok(known.has(key) && !deprecated.includes(key), key);
      }
    }
  });

  it('agrees with what Node says', async () => {
    const metrics = await startReading(folder).collect();
    const cpu = process.cpuUsage();
    assert.ok(Math.abs(valueOf(metrics, 'process.cpu.time', { 'cpu.mode': 'user' }) - cpu.user / 1e6) < 1);
    assert.ok(Math.abs(valueOf(metrics, 'process.cpu.time', { 'cpu.mode': 'system' }) - cpu.system / 1e6) < 1);
    assert.ok(Math.abs(valueOf(metrics, 'process.uptime') - process.uptime()) < 1);
    assert.ok(valueOf(metrics, 'process.memory.usage') > 10_000_000);
    assert.ok(valueOf(metrics, 'process.paging.faults', { 'system.paging.fault.type': 'minor' }) > 0);
    assert.ok(valueOf(metrics, 'process.context_switches', { 'process.context_switch.type': 'voluntary' }) >= 0);
  });

  it('reads what Linux says', async () => {
    const metrics = await startReading(folder).collect();
    assert.equal(valueOf(metrics, 'process.memory.virtual'), 2048 * 1024);
    assert.equal(valueOf(metrics, 'process.thread.count'), 11);
    assert.equal(valueOf(metrics, 'process.unix.file_descriptor.count'), 3);
  });

  it('leaves out what the platform does not say', async () => {
    const metrics = await startReading(path.join(folder, 'missing')).collect();
    for (const name of ['process.memory.virtual', 'process.thread.count', 'process.unix.file_descriptor.count']) {
      assert.equal(metrics.has(name), false);
    }
    assert.equal(metrics.size, 6);
  });

  it('gives the share of all CPUs since the last measurement, and the last share to a reader that comes too soon', async () => {
    const reading = startReading(folder);
    const share = async (): Promise<number> => valueOf(await reading.collect(), 'process.cpu.utilization', { 'cpu.mode': 'user' });
    const sinceStart = await share();
    assert.ok(sinceStart > 0 && sinceStart <= 1, String(sinceStart));
    assert.equal(await share(), sinceStart);
    const until = performance.now() + 150;
    while (performance.now() < until);
    const busy = await share();
    assert.ok(busy !== sinceStart && busy > 0 && busy <= 1, String(busy));
  });

  it('ends with the undo', async () => {
    const reading = startReading(folder);
    const uptime = async (): Promise<number> => valueOf(await reading.collect(), 'process.uptime');
    const first = await uptime();
    const second = await uptime();
    assert.ok(second > first);
    reading.undo();
    assert.equal(await uptime(), second, 'a cumulative reader repeats the last value, and nothing newer');
  });
});
