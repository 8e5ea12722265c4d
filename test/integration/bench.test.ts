/** The benchmark runs at all, and its own parts count and calculate right; figures are for `npm run bench` on a quiet machine. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { stepNames } from '../../bench/handover/contenders.js';
import type { Answer as HandoverAnswer } from '../../bench/handover/measure-contender.js';
import type { Answer as HelperAnswer } from '../../bench/helpers/measure-calls.js';
import { cases } from '../../bench/redaction/cases.js';
import type { Answer } from '../../bench/redaction/measure-contender.js';
import { installRedactors } from '../../bench/redaction/redactors.js';
import { installTransport } from '../../bench/logging/upstream-transport.js';
import { readArguments } from '../../bench/support/arguments.js';
import { replaceBlock } from '../../bench/support/docs.js';
import { prepareInstallations } from '../../bench/support/installations.js';
import { NpmError } from '../../bench/support/npm.js';
import { interleave } from '../../bench/support/rounds.js';
import { median, medianDeviation, pairwise } from '../../bench/support/statistics.js';
import { readThreadTimes, type ThreadTimes } from '../../bench/support/thread-times.js';
import { countRecords } from '../../bench/throughput/count-records.js';
import { LatencyHistogram, latenciesBetween } from '../../bench/throughput/latency-histogram.js';
import { drawTables, type Row } from '../../bench/throughput/tables.js';
import { root } from '../support/node-lines.js';
import { skipUnless } from '../support/skip.js';
import { waitUntil } from '../support/wait-until.js';
import { sampleLogRecords, sampleSpans } from '../unit/otlp/sdk-samples.js';

interface StartupNumbers {
  readonly startup: {
    readonly rows: readonly { readonly variant: string; readonly measured: readonly { readonly readyMs: number; readonly rssMb: number; readonly cpuMs: number }[] }[];
    readonly loaded: readonly { readonly variant: string; readonly files: number }[];
  };
}

interface HandoverNumbers {
  readonly handover: readonly { readonly contender: string; readonly rounds: readonly HandoverAnswer[] }[];
}

interface RedactionNumbers {
  readonly redaction: readonly { readonly contender: string; readonly rounds: readonly Answer[] }[];
}

interface LoggingNumbers {
  readonly logging: readonly {
    readonly variant: string;
    readonly measured: readonly { readonly saturated: { readonly linesPerSecond: number }; readonly paced: { readonly linesPerSecond: number; readonly cpuUsPerLine: number }; readonly delivered: { readonly paced: number } }[];
  }[];
}

interface HelperNumbers {
  readonly helpers: readonly { readonly mode: string; readonly rounds: readonly HelperAnswer[] }[];
}

/** Undefined when all is installed. */
function missingInstallation(): string | undefined {
  try {
    prepareInstallations({ build: false, warn: () => undefined });
    installRedactors();
    installTransport();
    return undefined;
  } catch (error) {
    if (error instanceof NpmError && error.isOffline) return `a registry to install upstream from: ${error.message.split('\n', 1).join('')}`;
    throw error;
  }
}

/** The numbers of a smoke run, and its tables. */
async function runQuickly<Numbers>(subject: string): Promise<{ stdout: string; numbers: Numbers }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  try {
    const jsonFile = path.join(folder, 'numbers.json');
    const args = ['--import', 'tsx', 'bench/run.ts', subject, '--quick', '--no-build', '--json', jsonFile];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
    return { stdout, numbers: JSON.parse(readFileSync(jsonFile, 'utf8')) as Numbers };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('npm run bench', () => {
  before(function () {
    this.timeout(240_000);
    skipUnless(this, missingInstallation());
  });

  it('measures the start-up of bare, upstream and ours in a smoke run', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { startup } } = await runQuickly<StartupNumbers>('startup');
    assert.match(stdout, /^## Start-up$/m);
    assert.deepEqual(startup.rows.map(({ variant }) => variant), ['bare', 'upstream', 'ours', 'upstream', 'ours']);
    for (const { measured } of startup.rows) {
      assert.equal(measured.length, 2);
      for (const { readyMs, rssMb, cpuMs } of measured) assert.ok(readyMs > 0 && rssMb > 0 && cpuMs > 0, JSON.stringify(measured));
    }
    const files = (wanted: string): number[] => startup.loaded.filter(({ variant }) => variant === wanted).map((one) => one.files);
    assert.ok(Math.max(...files('ours')) < Math.min(...files('upstream')), 'we load fewer files than upstream');
  });

  it('measures the hand-over of ours and upstream in a smoke run, and all of it arrives', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { handover } } = await runQuickly<HandoverNumbers>('handover');
    assert.match(stdout, /^## Encoding and handing over$/m);
    assert.deepEqual(handover.map(({ contender }) => contender), ['ours', 'upstream']);
    for (const { contender, rounds } of handover) {
      assert.equal(rounds.length, 2);
      for (const { steps, handedOver } of rounds) {
        assert.deepEqual(Object.keys(steps), stepNames.filter((name) => contender === 'upstream' || !name.endsWith('sent')));
        for (const [name, ns] of Object.entries(steps)) assert.ok(ns > 0, `${contender}: ${name}`);
        assert.ok(handedOver.spans > 0 && handedOver.logs > 0, contender);
      }
    }
  });

  it('measures log lines in a smoke run, and all variants deliver what is paced', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { logging } } = await runQuickly<LoggingNumbers>('logging');
    assert.match(stdout, /^## Logging$/m);
    assert.deepEqual(logging.map(({ variant }) => variant.replace(/ [\d.]+$/, '')), ['plain winston', 'upstream with winston-transport', 'ours, winston of the app', 'ours, getLogger', 'ours, getLogger without register']);
    for (const { variant, measured } of logging) {
      assert.equal(measured.length, 2);
      for (const { saturated, paced, delivered } of measured) {
        assert.ok(saturated.linesPerSecond > paced.linesPerSecond && paced.cpuUsPerLine > 0, JSON.stringify(measured));
        assert.equal(delivered.paced, variant === 'plain winston' || variant.endsWith('without register') ? 0 : 1, variant);
      }
    }
  });

  it('measures the span helpers in a smoke run', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { helpers } } = await runQuickly<HelperNumbers>('helpers');
    assert.match(stdout, /\| withSpan, no-op \| .* \| startActiveSpan, end \| .* \| ≤ 1\.3 × \|/);
    assert.deepEqual(helpers.map(({ mode, rounds }) => [mode, rounds.length]), [['on', 2], ['off', 2]]);
    for (const nanoseconds of helpers.flatMap(({ rounds }) => rounds.flatMap((round) => Object.values(round)))) assert.ok(nanoseconds > 0);
  });

  it('measures redaction next to others in a smoke run, and ours leaks nothing', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { redaction } } = await runQuickly<RedactionNumbers>('redaction');
    assert.match(stdout, /^## Redaction$/m);
    assert.deepEqual(redaction.map(({ contender }) => contender), ['ours', 'pino', 'logfire', 'none']);
    for (const { contender, rounds } of redaction) {
      assert.equal(rounds.length, 2);
      const answers = rounds.flatMap((round) => Object.entries(round));
      for (const [name, { value }] of answers) assert.ok(value > 0, `${contender}: ${name}`);
      const leaking = answers.filter(([, { leaks }]) => leaks).map(([name]) => name);
      assert.equal(leaking.length > 0, contender !== 'ours', `${contender}: ${leaking.join(', ')}`);
    }
    assert.deepEqual(Object.keys(redaction[0]?.rounds[0] ?? {}), cases.map(({ name }) => name));
  });
});

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
    const one = (speed: number, threads = true): Row['measured'][number] => ({
      requestsPerSecond: 1000 * speed,
      cpuUsPerRequest: 100 / speed,
      threads: threads ? { appUs: 90 / speed, courierUs: 1, otherUs: 2 } : undefined,
      coreShare: 1,
      peakRssMb: 50,
      latencies: { p50Ms: 1, p99Ms: 4 / speed, p999Ms: 5, maxMs: 6 + speed },
      delivered: { spans: 1, logs: 1 },
      exportedBytesPerRequest: 7,
    });
    const bare = [one(4), one(8)];
    const row = (variant: Row['service']['variant'], measured: Row['measured']): Row => ({ service: { app: 'a', path: '/', variant, label: variant }, delivered: { spans: 1, logs: 1 }, measured, bare, upstream: [one(1), one(2)] });
    const text = drawTables([row('bare', bare), row('upstream', [one(1), one(2)]), row('ours', [one(2), one(4)])]).join('\n');
    assert.match(text, /^\| a \| ours \| 3,000 ± 1,000 \| 50 % \| 37.5 ± 12.5 \| 50 % \| 1.00 \| 50 \| 1.00 \| 1.00 \| 100 % \| 7 \|$/m);
    assert.match(text, /^\| a \| ours \| 37.5 ± 12.5 \| 33.8 ± 11.3 \| 1.0 ± 0.0 \| 2.0 ± 0.0 \|$/m);
    assert.match(text, /^\| a \| ours \| 1.00 ± 0.00 \| 1.50 ± 0.50 \| 5.00 ± 0.00 \| 10.0 \| 2.00 ± 0.00 × \|$/m);
    assert.match(text, /^\| a \| ours \| 2.00 ± 0.00 × \| 0.50 ± 0.00 × \| 0.50 ± 0.00 × \| 1.00 ± 0.00 × \| 1.00 ± 0.00 × \| 0.50 ± 0.00 × \| 1.00 ± 0.00 × \|$/m);
    assert.match(drawTables([row('ours', [one(1, false), one(1, false)])]).join('\n'), /^\| a \| ours \| 100.0 ± 0.0 \| – \| – \| – \|$/m);
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
    for (const subject of ['startup', 'throughput', 'handover', 'logging', 'redaction', 'helpers', 'installed']) assert.doesNotThrow(() => replaceBlock(page, subject, ''));
  });

  it('readArguments refuses what it does not know', () => {
    const subjects = ['startup', 'installed'];
    assert.deepEqual(readArguments([], subjects).subjects, subjects);
    const { subjects: chosen, rounds, node } = readArguments(['startup', '--rounds', '1', '--node', 'other'], subjects);
    assert.deepEqual({ chosen, rounds, node }, { chosen: ['startup'], rounds: 1, node: 'other' });
    for (const args of [['speed'], ['--rounds', '0'], ['--rounds', '1.5'], ['--fast'], ['--quick', '--write-docs']]) {
      assert.throws(() => readArguments(args, subjects), TypeError, args.join(' '));
    }
  });
});
