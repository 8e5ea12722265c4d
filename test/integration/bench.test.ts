/** The benchmark runs at all, and its own parts count and calculate right; figures are for `npm run bench` on a quiet machine. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
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
import { countRecords } from '../../bench/throughput/count-records.js';
import { root } from '../support/node-lines.js';
import { skipUnless } from '../support/skip.js';
import { sampleLogRecords, sampleSpans } from '../unit/otlp/sdk-samples.js';

interface StartupNumbers {
  readonly startup: {
    readonly rows: readonly { readonly variant: string; readonly measured: readonly { readonly readyMs: number; readonly rssMb: number; readonly cpuMs: number }[] }[];
    readonly loaded: readonly { readonly variant: string; readonly files: number }[];
  };
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
    for (const subject of ['startup', 'throughput', 'logging', 'redaction', 'installed']) assert.doesNotThrow(() => replaceBlock(page, subject, ''));
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
