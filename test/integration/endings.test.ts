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
  readonly spans?: readonly string[];
  readonly stderr?: RegExp;
}

const rows: readonly Ending[] = [
  { ending: 'drain', endsWith: { exitCode: 0 } },
  { ending: 'process.exitCode', endsWith: { exitCode: 4 } },
  { ending: 'own beforeExit listener', endsWith: { exitCode: 0 } },
  { ending: 'process.exit', endsWith: { exitCode: 3 } },
  { ending: 'throw', endsWith: { exitCode: 1 }, stderr: /app\.cjs:\d+\n.*throw new Error\('boom'\).*\n\s+\^\n\nError: boom\n\s+at [^]*Node\.js v/ },
  { ending: 'throw in span', endsWith: { exitCode: 1 }, spans: ['crashing', 'last work'], stderr: /TypeError: boom/ },
  { ending: 'reject', endsWith: { exitCode: 1 }, stderr: /Error: unhandled\n\s+at / },
  { ending: 'reject with a string', endsWith: { exitCode: 1 }, stderr: /ERR_UNHANDLED_REJECTION[^]*just words|just words[^]*ERR_UNHANDLED_REJECTION/ },
  { ending: 'own uncaughtException handler', endsWith: { exitCode: 7 } },
  { ending: 'wait', signal: 'SIGTERM', endsWith: { exitCode: null, signal: 'SIGTERM' } },
  { ending: 'wait', signal: 'SIGINT', endsWith: { exitCode: null, signal: 'SIGINT' } },
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
  assert.ok(receiver.logs.some((record) => record.body === 'last words'), 'the log record is missing');
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

  it('metrics of a short job are delivered at its end', () =>
    withReceiver(async (receiver) => {
      await runApp({ app: 'endings/app.cjs', args: ['drain'] }, receiver);
      assert.ok(receiver.metrics.some((metric) => metric.name === 'endings.count'));
    }));

  for (const [ending, exitCode] of [['process.exit', 3], ['throw', 1]] as const) {
    it(`what a collector that is down does not take at the end by "${ending}" is said once`, async () => {
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await findFreePort()}` };
      const end = await runApp({ app: 'endings/app.cjs', args: [ending], env }, undefined);
      assert.equal(end.exitCode, exitCode);
      const lines = end.stderr.split('\n').filter((line) => line.startsWith('[otel-distro] warn'));
      assert.equal(lines.length, 1, end.stderr);
      assert.match(lines[0] ?? '', /warn export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/traces does not take traces: nothing listens there \(ECONNREFUSED\); what is not delivered is lost\./);
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
