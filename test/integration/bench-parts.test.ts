/** The parts of the benchmark count, calculate and draw right. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Worker } from 'node:worker_threads';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { createOwnerOf } from '../../bench/profile/owners.js';
import { sumProfile, type CallFrame, type CpuProfile } from '../../bench/profile/read-profile.js';
import { readArguments, type BenchArguments } from '../../bench/support/arguments.js';
import { replaceBlock } from '../../bench/support/docs.js';
import { interleave } from '../../bench/support/rounds.js';
import { median, medianDeviation, pairwise } from '../../bench/support/statistics.js';
import { readThreadTimes, type ThreadTimes } from '../../bench/support/thread-times.js';
import { countRecords } from '../../bench/throughput/count-records.js';
import { LatencyHistogram, latenciesBetween } from '../../bench/throughput/latency-histogram.js';
import { drawTables, type Row } from '../../bench/throughput/tables.js';
import { nodeLines, root } from '../support/node-lines.js';
import { waitUntil } from '../support/wait-until.js';
import { sampleLogRecords, sampleSpans } from '../unit/otlp/sdk-samples.js';

describe('bench: parts', () => {
  it('countRecords counts what the exporters send', async () => {
    const spans = await sampleSpans();
    const logs = await sampleLogRecords({ shop: 'a' }, 'order failed');
    assert.equal(countRecords(ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array()), spans.length);
    assert.equal(countRecords(ProtobufLogsSerializer.serializeRequest(logs) ?? new Uint8Array()), logs.length);
    assert.equal(countRecords(new Uint8Array()), 0);
    assert.throws(() => countRecords(Uint8Array.of(0x0a)), RangeError);
  });

  it('LatencyHistogram: every share of what was recorded between two looks, wrong by less than 1/64 and never too low', () => {
    const histogram = new LatencyHistogram();
    const look = (): number[] => [...histogram.counts];
    for (const latencyMs of [3, 900_000]) histogram.record(latencyMs);
    const before = look();
    histogram.record(0);
    const latenciesMs = Array.from({ length: 1999 }, (_, index) => 0.001 * Math.round(1.01 ** index));
    for (const latencyMs of latenciesMs.toReversed()) histogram.record(latencyMs);
    const { p50Ms, p99Ms, p999Ms, maxMs } = latenciesBetween(before, look());
    for (const [share, found] of [[0.5, p50Ms], [0.99, p99Ms], [0.999, p999Ms], [1, maxMs]] as const) {
      const exact = latenciesMs[share * 2000 - 2] ?? 0;
      assert.ok(found >= exact - 1e-9 && found <= exact * (1 + 1 / 64), `${share}: ${found}, not ${exact}`);
    }
    assert.ok(latenciesBetween([], look()).maxMs >= 900_000);
  });

  it('readThreadTimes: the time of the app thread apart from that of others', async function () {
    const usedBy = (name: keyof ThreadTimes): number => readThreadTimes(process.pid)?.[name] ?? Number.NaN;
    if (Number.isNaN(usedBy('appUs'))) return this.skip();
    const worker = new Worker('for (;;);', { eval: true });
    try {
      const [appUs, otherUs] = [usedBy('appUs'), usedBy('otherUs')];
      await waitUntil(() => usedBy('otherUs') - otherUs > 500_000, 30_000);
      assert.ok(usedBy('appUs') - appUs < 250_000, `${usedBy('appUs') - appUs} µs for a thread that waits`);
    } finally {
      await worker.terminate();
    }
    assert.equal(readThreadTimes(2 ** 30), undefined);
  });

  it('the tables of throughput compare with bare and with upstream round by round', () => {
    const one = (speed: number, threads = true, peakRssMb = 50): Row['measured'][number] => ({
      requestsPerSecond: 1000 * speed,
      cpuUsPerRequest: 100 / speed,
      threads: threads ? { appUs: 90 / speed, courierUs: 1, otherUs: 2 } : undefined,
      coreShare: 1,
      peakRssMb,
      latencies: { p50Ms: 1, p99Ms: 4 / speed, p999Ms: 5, maxMs: 6 + speed },
      delivered: { spans: 1, logs: 1 },
      exportedBytesPerRequest: 7,
    });
    const bare = [one(4, true, 30), one(8, true, 30)];
    const row = (variant: Row['service']['variant'], measured: Row['measured']): Row => ({ service: { app: 'a', path: '/', variant, label: variant }, delivered: { spans: 1, logs: 1 }, measured, bare, upstream: [one(1), one(2)] });
    const text = drawTables([row('bare', bare), row('upstream', [one(1), one(2)]), row('ours', [one(2), one(4)])]).join('\n');
    assert.match(text, /^\| a \| ours \| 3,000 ± 1,000 \| 50 % \| 37.5 ± 12.5 \| 50 % \| 1.00 \| 50 \| 20 \| 1.00 \| 1.00 \| 100 % \| 7 \|$/m);
    assert.match(text, /^\| a \| ours \| 37.5 ± 12.5 \| 33.8 ± 11.3 \| 1.0 ± 0.0 \| 2.0 ± 0.0 \|$/m);
    assert.match(text, /^\| a \| ours \| 1.00 ± 0.00 \| 1.50 ± 0.50 \| 5.00 ± 0.00 \| 10.0 \| 2.00 ± 0.00 × \|$/m);
    assert.match(text, /^\| a \| ours \| 2.00 ± 0.00 × \| 0.50 ± 0.00 × \| 0.50 ± 0.00 × \| 1.00 ± 0.00 × \| 1.00 ± 0.00 × \| 0.50 ± 0.00 × \| 1.00 ± 0.00 × \|$/m);
    assert.match(drawTables([row('ours', [one(1, false), one(1, false)])]).join('\n'), /^\| a \| ours \| 100.0 ± 0.0 \| – \| – \| – \|$/m);
  });

  it('sumProfile: self and inclusive time by function and by owner; what calls itself counts once, and idle time not at all', () => {
    const frame = (functionName: string): CallFrame => ({ functionName, url: '', lineNumber: 0, columnNumber: 0 });
    const profile: CpuProfile = {
      nodes: [
        { id: 1, callFrame: frame('(root)'), children: [2, 6] },
        { id: 2, callFrame: frame('a'), children: [3, 5] },
        { id: 3, callFrame: frame('b'), children: [4] },
        { id: 4, callFrame: frame('a') },
        { id: 5, callFrame: frame('c') },
        { id: 6, callFrame: frame('(idle)') },
      ],
      samples: [2, 3, 4, 5, 6, 4],
      timeDeltas: [1, 2, 4, 8, 1000, 16],
    };
    const { functions, owners, busyUs } = sumProfile(profile, ({ functionName }) => (functionName === 'a' ? 'x' : 'y'));
    assert.equal(busyUs, 31);
    assert.deepEqual(functions.map(({ name, selfUs, inclusiveUs }) => [name, selfUs, inclusiveUs]), [['a', 21, 31], ['c', 8, 8], ['b', 2, 22], ['(idle)', 0, 0]]);
    assert.deepEqual(owners, [{ owner: 'x', selfUs: 21, inclusiveUs: 31 }, { owner: 'y', selfUs: 10, inclusiveUs: 30 }]);
  });

  it('createOwnerOf: by the module that a line of the bundle is of, else by the file', () => {
    const bundled = '"use strict";\n// src/otlp/encode.ts\nfunction a() {}\n// node_modules/@opentelemetry/core/dist/time.mjs\n\n// not a module\n// \\0late:/home/me/src/delivery/late.ts\nb();';
    const ownerOf = createOwnerOf(() => bundled);
    const of = (url: string, lineNumber = 0, functionName = 'toString'): string => ownerOf({ functionName, url, lineNumber, columnNumber: 0 });
    const ours = '/app/node_modules/@org/otel-distro/dist/start.cjs';
    assert.deepEqual([0, 2, 4, 5, 7].map((line) => of(ours, line)), ['ours: (between modules)', 'ours: otlp', 'upstream OpenTelemetry: core', 'upstream OpenTelemetry: core', 'ours: delivery']);
    assert.deepEqual([of('/app/http.cjs'), of('file:///app/node_modules/@scope/a/b.mjs'), of('/app/node_modules/pino/pino.js')], ['app', 'libraries: @scope/a', 'libraries: pino']);
    assert.deepEqual([of('node:net'), of('node:inspector'), of(''), of('', 0, '(garbage collector)')], ['Node.js', 'the profiler', 'native code', 'garbage collection']);
  });

  it('statistics: medians, noise and pairs', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.throws(() => median([]), RangeError);
    assert.equal(medianDeviation([1, 2, 3, 100]), 1);
    assert.deepEqual(pairwise([10, 20], [1, 5], (value, bare) => value - bare), [9, 15]);
    assert.throws(() => pairwise([1], [], Math.max), RangeError);
  });

  it('interleave begins each round with another case and keeps the rounds in order', async () => {
    const order: string[] = [];
    const results = await interleave(['a', 'b', 'c'], 2, async (one) => order.push(one), () => order.push('|'));
    assert.equal(order.join(''), '|abc|bca');
    assert.deepEqual([...results], [['a', [2, 8]], ['b', [3, 6]], ['c', [4, 7]]]);
  });

  it('replaceBlock replaces its own block only, again and again', () => {
    const page = 'x\n<!-- bench:a -->\n\nold\n\n<!-- /bench:a -->\ny\n<!-- bench:b -->\n<!-- /bench:b -->\n';
    const once = replaceBlock(page, 'a', 'new');
    assert.equal(once, page.replace('old', 'new'));
    assert.equal(replaceBlock(once, 'a', 'new'), once);
    assert.throws(() => replaceBlock(page, 'c', 'new'), /bench:c/);
  });

  it('docs/benchmarks.md has a block for each subject', () => {
    const page = readFileSync(path.join(root, 'docs/benchmarks.md'), 'utf8');
    for (const subject of ['startup', 'throughput', 'handover', 'logging', 'redaction', 'helpers', 'metrics', 'installed']) assert.doesNotThrow(() => replaceBlock(page, subject, ''));
  });

  it('readArguments refuses what it does not know', () => {
    const subjects = ['startup', 'installed'];
    const read = (args: readonly string[]): BenchArguments => readArguments(args, subjects, ['a.cjs', 'b.cjs']);
    assert.deepEqual(read([]).subjects, subjects);
    const { subjects: chosen, rounds, node, otherNodes, services } = read(['startup', '--rounds', '1', '--node', 'other,one', '--service', 'b.cjs']);
    assert.deepEqual({ chosen, rounds, node, otherNodes, services }, { chosen: ['startup'], rounds: 1, node: 'other', otherNodes: ['one'], services: ['b.cjs'] });
    for (const line of nodeLines.filter(({ missing }) => missing === undefined)) assert.equal(read(['--node', line.name.slice('Node.js '.length)]).node, line.executable);
    for (const args of [['speed'], ['--rounds', '0'], ['--rounds', '1.5'], ['--fast'], ['--quick', '--write-docs'], ['--service', 'c.cjs'], ['--service', 'a.cjs', '--write-docs']]) {
      assert.throws(() => read(args), TypeError, args.join(' '));
    }
  });
});
