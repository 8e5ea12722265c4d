/** Every way in which a process ends by itself or is told to: what was recorded arrives, and the ending is the app's own. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { nodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppEnd, type RunningApp } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

interface Ending {
  readonly ending: string;
  readonly signal?: NodeJS.Signals;
  /** What the process would end with if it were not watched. */
  readonly endsWith: Partial<Pick<AppEnd, 'exitCode' | 'signal'>>;
  /** By name. @default the one that ended */
  readonly spans?: readonly string[];
  /** By name; the others are not marked. */
  readonly interrupted?: readonly string[];
  /** What the FATAL log record says of the exception: type and message; none if not set. */
  readonly crash?: readonly [type: string | undefined, message: string | RegExp];
  readonly stderr?: RegExp;
}

const underWay = { spans: ['last work', 'query', 'request'], interrupted: ['query', 'request'] };

const rows: readonly Ending[] = [
  { ending: 'drain', endsWith: { exitCode: 0 } },
  { ending: 'process.exitCode', endsWith: { exitCode: 4 } },
  { ending: 'own beforeExit listener', endsWith: { exitCode: 0 } },
  { ending: 'process.exit', endsWith: { exitCode: 3 } },
  { ending: 'throw', endsWith: { exitCode: 1 }, crash: ['Error', 'boom'], stderr: /app\.cjs:\d+\n.*throw new Error\('boom'\).*\n\s+\^\n\nError: boom\n\s+at [^]*Node\.js v/ },
  { ending: 'throw in span', endsWith: { exitCode: 1 }, spans: ['crashing', 'last work'], interrupted: ['crashing'], crash: ['TypeError', 'boom'], stderr: /TypeError: boom/ },
  { ending: 'throw null', endsWith: { exitCode: 1 }, crash: [undefined, 'null'], stderr: /\^\nnull\n/ },
  { ending: 'throw in exit listener', endsWith: { exitCode: 3 }, crash: ['Error', 'too late'], stderr: /Error: too late\n\s+at / },
  { ending: 'reject in span', endsWith: { exitCode: 1 }, spans: ['crashing', 'last work'], interrupted: ['crashing'], crash: ['RangeError', 'unhandled'] },
  { ending: 'reject', endsWith: { exitCode: 1 }, crash: ['Error', 'unhandled'], stderr: /Error: unhandled\n\s+at / },
  { ending: 'reject with a string', endsWith: { exitCode: 1 }, crash: ['UnhandledPromiseRejection', /"just words"/], stderr: /ERR_UNHANDLED_REJECTION[^]*just words|just words[^]*ERR_UNHANDLED_REJECTION/ },
  { ending: 'own uncaughtException handler', endsWith: { exitCode: 7 } },
  { ending: 'wait', signal: 'SIGTERM', endsWith: { exitCode: null, signal: 'SIGTERM' } },
  { ending: 'signal at once', endsWith: { exitCode: null, signal: 'SIGTERM' } },
  { ending: 'wait', signal: 'SIGINT', endsWith: { exitCode: null, signal: 'SIGINT' } },
  { ending: 'wait', signal: 'SIGHUP', endsWith: { exitCode: null, signal: 'SIGHUP' } },
  { ending: 'drain with open spans', endsWith: { exitCode: 0 }, ...underWay },
  { ending: 'process.exit with open spans', endsWith: { exitCode: 3 }, ...underWay },
  { ending: 'throw with open spans', endsWith: { exitCode: 1 }, ...underWay, crash: ['Error', 'boom'], stderr: /Error: boom/ },
  { ending: 'wait with open spans', signal: 'SIGTERM', endsWith: { exitCode: null, signal: 'SIGTERM' }, ...underWay },
  { ending: 'own signal handler', signal: 'SIGTERM', endsWith: { exitCode: 5 }, spans: ['drained', 'last work'] },
  { ending: 'own signal handler that drains', signal: 'SIGTERM', endsWith: { exitCode: 0 }, spans: ['drained', 'last work'] },
  { ending: 'ignores the signal', signal: 'SIGTERM', endsWith: { exitCode: 0 } },
];

async function sendSignal(app: RunningApp, signal: NodeJS.Signals | undefined): Promise<void> {
  await app.waitForOutput(/ready/);
  if (signal !== undefined) app.process.kill(signal);
}

function assertDelivered(receiver: Receiver, row: Ending): void {
  const names = [...new Set(receiver.spans.map((span) => span.name))].sort();
  assert.deepEqual(names, row.spans ?? ['last work']);
  const interrupted = receiver.spans.filter((span) => span.attributes['otel_distro.interrupted'] === true);
  assert.deepEqual(interrupted.map((span) => span.name).sort(), row.interrupted ?? []);
  assert.ok(receiver.logs.some((record) => record.body === 'last words'), 'the log record is missing');
  assert.equal(lastCount(receiver), 1);
  assertCrashRecord(receiver, row);
}

/** What the app has counted, as told last. */
function lastCount(receiver: Receiver): number | undefined {
  const metric = receiver.metrics.findLast(({ name }) => name === 'endings.count');
  const point = metric?.points[0];
  return point && 'value' in point ? Number(point.value) : undefined;
}

function assertCrashRecord(receiver: Receiver, { crash }: Ending): void {
  const [record, ...others] = receiver.logs.filter(({ severityText }) => severityText === 'fatal');
  assert.deepEqual(others, []);
  if (crash === undefined) return assert.equal(record, undefined);
  const [type, message] = crash;
  assert.deepEqual([record?.severityNumber, record?.eventName, record?.attributes['exception.type']], [21, 'exception', type]);
  assert.match(String(record?.attributes['exception.message']), message instanceof RegExp ? message : new RegExp(`^${message}$`));
  assert.equal(record?.spanId, receiver.spansNamed('crashing')[0]?.spanId);
}

for (const node of nodeLines) {
  describe(`endings on ${node.name}`, () => {
    for (const row of rows) {
      const title = row.signal === undefined ? row.ending : `${row.ending}, ${row.signal}`;
      it(title, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const end = await runApp({ app: 'endings/app.cjs', args: [row.ending], node }, receiver, (app) => sendSignal(app, row.signal));
          const { exitCode, signal } = end;
          assert.deepEqual({ exitCode, signal, ...row.endsWith }, { exitCode, signal }, end.stderr);
          assert.doesNotMatch(end.stderr, /\[otel-distro\] (warn|error)/);
          if (row.stderr !== undefined) assert.match(end.stderr, row.stderr);
          assertDelivered(receiver, row);
        });
      });
    }
  });
}

describe('endings', () => {
  it('a crash inside a span ends the span with the exception', () =>
    withReceiver(async (receiver) => {
      await runApp({ app: 'endings/app.cjs', args: ['throw in span'] }, receiver);
      const [span] = receiver.spansNamed('crashing');
      assert.equal(span?.status.code, 'error');
      assert.equal(span.events[0]?.attributes['exception.type'], 'TypeError');
    }));

  it('a crash fails the spans under way, and what only ends them does not', () =>
    withReceiver(async (receiver) => {
      await runApp({ app: 'endings/app.cjs', args: ['throw with open spans'] }, receiver);
      await runApp({ app: 'endings/app.cjs', args: ['process.exit with open spans'] }, receiver);
      const codes = receiver.spans.filter((span) => span.name !== 'last work').map(({ name, status, attributes }) => [name, status.code, attributes['late']]);
      assert.deepEqual(codes, [['query', 'error', undefined], ['request', 'error', undefined], ['query', 'unset', undefined], ['request', 'unset', undefined]]);
    }));

  it('the log record of a crash is redacted', () =>
    withReceiver(async (receiver) => {
      await runApp({ app: 'endings/app.cjs', args: ['throw a secret'] }, receiver);
      const crash = receiver.logs.find((record) => record.severityText === 'fatal');
      assert.equal(crash?.attributes['exception.message'], 'login failed with password=[REDACTED]');
      assert.match(String(crash?.attributes['exception.stacktrace']), /\[cause\]: Error: not password=\[REDACTED\]/);
      assert.doesNotMatch(JSON.stringify([crash?.attributes, crash?.body]), /hunter2/);
    }));

  it('the crash of a worker thread whose error the main thread handles is no end of the process', () =>
    withReceiver(async (receiver) => {
      const end = await runApp({ app: 'endings/app.cjs', args: ['throw in worker thread'] }, receiver);
      assert.equal(end.exitCode, 0, end.stderr);
      const crash = receiver.logs.find((record) => record.eventName === 'exception');
      assert.deepEqual([crash?.severityText, crash?.body], ['error', 'A worker thread ended by an uncaught exception (TypeError).']);
    }));

  for (const [ending, counted] of [['drain', 1], ['process.exit', 1], ['process.exit while it flushes', 3], ['reject', 1]] as const) {
    it(`each count is told once by "${ending}" with delta temporality`, () =>
      withReceiver(async (receiver) => {
        await runApp({ app: 'endings/app.cjs', args: [ending], env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' } }, receiver);
        const points = receiver.metrics.filter(({ name }) => name === 'endings.count').flatMap((metric) => metric.points);
        assert.equal(points.reduce((sum, point) => sum + ('value' in point ? Number(point.value) : NaN), 0), counted);
      }));
  }

  for (const [exporter, ofSpan, ofLog, ofMetric] of [
    ['console', /name: 'last work'/, /body: 'last words'/, /name: 'endings.count'/],
    ['otlp/stdout', /^{"resourceSpans":.*"name":"last work".*}$/m, /^{"resourceLogs":.*"last words".*}$/m, /^{"resourceMetrics":.*"endings.count".*}$/m],
  ] as const) {
    for (const [ending, exitCode] of [['process.exit', 3], ['throw', 1], ['drain', 0]] as const) {
      it(`"${ending}" writes what waits for the exporter ${exporter}`, async () => {
        const env = { OTEL_TRACES_EXPORTER: exporter, OTEL_LOGS_EXPORTER: exporter, OTEL_METRICS_EXPORTER: exporter };
        const end = await runApp({ app: 'endings/app.cjs', args: [ending], env }, undefined);
        assert.equal(end.exitCode, exitCode);
        for (const pattern of [ofSpan, ofLog, ofMetric]) assert.match(end.stdout, pattern);
        assert.equal(end.stdout.match(/['"]last work['"]/g)?.length, 1);
      });
    }
  }

  for (const [ending, exitCode] of [['process.exit', 3], ['throw', 1]] as const) {
    it(`what a collector that is down does not take at the end by "${ending}" is said once`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await findFreePort()}` };
      const end = await runApp({ app: 'endings/app.cjs', args: [ending], env }, undefined);
      assert.equal(end.exitCode, exitCode);
      const lines = end.stderr.split('\n').filter((line) => line.startsWith('[otel-distro] warn'));
      assert.equal(lines.length, 1, end.stderr);
      assert.match(lines[0] ?? '', /warn export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/\w+ does not take \w+: nothing listens there \(ECONNREFUSED\); what is not delivered is lost\./);
    });
  }

  for (const when of ['at once', 'later']) {
    it(`the public shutdown, ${when}: delivers, then nothing of the distro is left`, () =>
      withReceiver(async (receiver) => {
        const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(await findFreePort()) };
        const end = await runApp({ app: 'endings/shutdown.cjs', args: [when], env }, receiver);
        assert.equal(end.stdout, 'answer 0 closed 0 0\n', end.stderr);
        assert.deepEqual(receiver.spans.map((span) => span.name), ['before']);
        assert.equal(end.stderr.trim().split('\n').length, 1, end.stderr);
      }));
  }

  for (const [ending, signal] of [['drain'], ['process.exit'], ['throw'], ['wait', 'SIGTERM']] as const) {
    it(`a collector that does not answer delays "${ending}" by the deadline at most`, () =>
      withReceiver(async (receiver) => {
        receiver.respondWith({ hang: true });
        const env = { OTEL_DISTRO_SHUTDOWN_TIMEOUT: '500' };
        let askedAtMs = 0;
        await runApp({ app: 'endings/app.cjs', args: [ending], env }, receiver, async (app) => {
          await sendSignal(app, signal);
          askedAtMs = performance.now();
        });
        const delayMs = performance.now() - askedAtMs;
        assert.ok(delayMs < 5000, `${Math.round(delayMs)} ms: upstream waits 8 to 30 s`);
      }));
  }
});
