/** The benchmark runs at all; figures are for `npm run bench` on a quiet machine. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { stepNames } from '../../bench/handover/contenders.js';
import type { Answer as HandoverAnswer } from '../../bench/handover/measure-contender.js';
import type { Answer as HelperAnswer } from '../../bench/helpers/measure-calls.js';
import type { Answer as MetricsAnswer } from '../../bench/metrics/measure-records.js';
import { cases } from '../../bench/redaction/cases.js';
import type { Answer } from '../../bench/redaction/measure-contender.js';
import { installRedactors } from '../../bench/redaction/redactors.js';
import { installTransport } from '../../bench/logging/upstream-transport.js';
import { prepareInstallations } from '../../bench/support/installations.js';
import { NpmError } from '../../bench/support/npm.js';
import type { Delivered } from '../../bench/throughput/delivery.js';
import type { UnderLoad } from '../../bench/throughput/measure-load.js';
import { startPostgres } from '../support/databases.js';
import { root } from '../support/node-lines.js';
import { skipUnless } from '../support/skip.js';

interface StartupNumbers {
  readonly startup: {
    readonly rows: readonly { readonly variant: string; readonly measured: readonly { readonly readyMs: number; readonly rssMb: number; readonly cpuMs: number }[] }[];
    readonly loaded: readonly { readonly variant: string; readonly files: number }[];
  };
}

interface HandoverNumbers {
  readonly handover: readonly { readonly contender: string; readonly rounds: readonly HandoverAnswer[] }[];
}

interface ThroughputNumbers {
  readonly throughput: readonly { readonly app: string; readonly variant: string; readonly delivered: Delivered; readonly measured: readonly UnderLoad[] }[];
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

interface MetricsNumbers {
  readonly metrics: readonly { readonly contender: string; readonly rounds: readonly MetricsAnswer[] }[];
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
async function runQuickly<Numbers>(subject: string, ...options: readonly string[]): Promise<{ stdout: string; numbers: Numbers }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-test-'));
  try {
    const jsonFile = path.join(folder, 'numbers.json');
    const args = ['--import', 'tsx', 'bench/run.ts', subject, '--quick', '--no-build', '--json', jsonFile, ...options];
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

  it('measures services that talk to a database and to another service in a smoke run, and all of it arrives', async function () {
    this.timeout(240_000);
    const database = await startPostgres();
    if ('stop' in database) await database.stop();
    skipUnless(this, database.missing);
    const { stdout, numbers: { throughput } } = await runQuickly<ThroughputNumbers>('throughput', '--service', 'fastify-pino-pg.cjs,http-client.cjs');
    assert.match(stdout, /^## Throughput$/m);
    const ours = throughput.filter(({ variant }) => variant === 'ours');
    assert.deepEqual(ours.map(({ app, delivered }) => [app, delivered]), [['fastify-pino-pg.cjs', { spans: 4, logs: 1 }], ['http-client.cjs', { spans: 2, logs: 0 }]]);
    assert.deepEqual(throughput.map(({ variant }) => variant), Array.from(ours, () => ['bare', 'upstream', 'ours', 'ours, slow path']).flat());
    for (const { measured } of throughput) {
      assert.equal(measured.length, 2);
      for (const { requestsPerSecond, cpuUsPerRequest } of measured) assert.ok(requestsPerSecond > 0 && cpuUsPerRequest > 0, JSON.stringify(measured));
    }
  });

  it('profiles a service, and knows whose each function is', async function () {
    this.timeout(240_000);
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/profile/run.ts', 'http.cjs', '--seconds', '1'], { cwd: root });
    for (const owner of ['Node.js', 'app', 'ours: otlp', 'ours: redaction', 'all']) assert.match(stdout, new RegExp(String.raw`^\| ${owner} \| [\d.]+ \| [\d.]+ % \| [\d.]+ \|$`, 'm'));
    assert.match(stdout, /^\| parserOnIncoming \| Node\.js \| [\d.]+ \|/m);
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
    // two short rounds beside whatever else the machine does: what is full speed in one may be less than the pace of the other
    this.retries(2);
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

  it('measures recording in a smoke run', async function () {
    this.timeout(240_000);
    const { stdout, numbers: { metrics } } = await runQuickly<MetricsNumbers>('metrics');
    assert.match(stdout, /\| histogram, the same frozen attributes \| .* \| ≤ 150 ns \|/);
    assert.deepEqual(metrics.map(({ contender, rounds }) => [contender, rounds.length]), [['upstream', 2], ['ours', 2]]);
    for (const nanoseconds of metrics.flatMap(({ rounds }) => rounds.flatMap((round) => Object.values(round)))) assert.ok(nanoseconds > 0);
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
