/** What each ending asks of the pipeline, and that the process ends as it would without us. */
import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { watchEndings, type Pipeline } from '../../../src/lifecycle/endings.js';
import { OpenSpans } from '../../../src/lifecycle/open-spans.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';
import { runModule } from '../../support/run-module.js';

const fixture = new URL('ending-process.ts', import.meta.url);

interface Row {
  readonly situation: string;
  readonly signals?: readonly NodeJS.Signals[];
  readonly pipeline?: 'hanging';
  readonly calls: readonly string[];
  readonly exitCode?: number;
  readonly signal?: NodeJS.Signals;
  readonly isLate?: true;
}

const rows: readonly Row[] = [
  { situation: 'drain', calls: ['flush', 'interrupt', 'deliverNow with time'], exitCode: 0 },
  { situation: 'drain', pipeline: 'hanging', calls: ['flush', 'interrupt', 'deliverNow with little time'], exitCode: 0, isLate: true },
  { situation: 'work after beforeExit', calls: ['more work', 'interrupt', 'deliverNow with time'], exitCode: 0 },
  { situation: 'exit', calls: ['interrupt', 'deliverNow with time'], exitCode: 3 },
  { situation: 'exit', pipeline: 'hanging', calls: ['interrupt', 'deliverNow with time'], exitCode: 3, isLate: true },
  { situation: 'throw', calls: ['interrupt by a crash', 'deliverNow with time'], exitCode: 1 },
  { situation: 'throw in exit listener', calls: ['interrupt', 'deliverNow with time', 'interrupt by a crash', 'deliverNow with time'], exitCode: 3 },
  { situation: 'own uncaughtException handler', calls: ['interrupt', 'deliverNow with time'], exitCode: 6 },
  { situation: 'own capture callback', calls: ['interrupt', 'deliverNow with time'], exitCode: 6 },
  { situation: 'wait', signals: ['SIGTERM'], calls: ['interrupt', 'flush', 'deliverNow with time'], signal: 'SIGTERM' },
  { situation: 'wait', signals: ['SIGINT'], calls: ['interrupt', 'flush', 'deliverNow with time'], signal: 'SIGINT' },
  { situation: 'wait', signals: ['SIGHUP'], calls: ['interrupt', 'flush', 'deliverNow with time'], signal: 'SIGHUP' },
  { situation: 'wait', signals: ['SIGINT', 'SIGINT'], pipeline: 'hanging', calls: ['interrupt', 'flush', 'deliverNow with little time'], signal: 'SIGINT', isLate: true },
  { situation: 'worker', signals: ['SIGTERM'], calls: [], signal: 'SIGTERM' },
  { situation: 'undone', signals: ['SIGTERM'], calls: [], signal: 'SIGTERM' },
  { situation: 'own handler', signals: ['SIGTERM'], calls: ['flush', 'interrupt', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own handler of SIGHUP', signals: ['SIGHUP'], calls: ['flush', 'flush', 'interrupt', 'deliverNow with time'], exitCode: 0 },
  { situation: 'own once handler', signals: ['SIGTERM'], calls: ['flush', 'interrupt', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own once handler that came first', signals: ['SIGTERM'], calls: ['flush', 'interrupt', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own handler that stays', signals: ['SIGTERM'], calls: ['flush', 'flush', 'interrupt', 'deliverNow with time'], exitCode: 0 },
];

const idlePipeline: Pipeline = { flush: async () => undefined, deliverNow: () => true, describeTrouble: () => undefined };

describe('endings', () => {
  for (const row of rows) {
    const title = [row.situation, ...(row.signals ?? []), ...(row.pipeline === undefined ? [] : ['pipeline hangs'])].join(', ');
    it(`${title}: ${row.calls.join(', ') || 'nothing'}`, async () => {
      const waiting = [...(row.signals ?? [])];
      const end = await runModule(fixture, [row.situation, row.pipeline ?? 'quick'], (stdout, kill) => {
        if (!stdout.includes('ready')) return;
        // each one when the one before has had its effect
        const next = waiting.shift();
        if (next !== undefined) kill(next);
      });
      assert.deepEqual(end.stdout.trim().split('\n').filter((line) => line !== 'ready'), row.calls, end.stderr);
      assert.deepEqual([end.exitCode, end.signal], [row.exitCode ?? null, row.signal ?? null], end.stderr);
      assert.equal(end.stderr.includes('shutdown-deadline: telemetry was not delivered within 200 ms: nothing listens there.'), row.isLate === true, end.stderr);
    });
  }

  it('leave no listener behind when they are undone', () => {
    const events = ['exit', 'beforeExit', 'uncaughtExceptionMonitor', 'SIGTERM', 'SIGINT', 'SIGHUP'];
    const counts = (): number[] => events.map((event) => process.listenerCount(event));
    const before = counts();
    const undo = watchEndings(idlePipeline, { timeoutMs: 100, ownsSignals: true });
    assert.deepEqual(counts(), before.map((count) => count + 1));
    undo();
    assert.deepEqual(counts(), before);
  });

  describe('a crash', () => {
    let sdk: InMemorySdk;
    let undo: () => void;
    /** What the `exit` event does, in a process that goes on. */
    let exit: () => void;

    beforeEach(() => {
      const openSpans = new OpenSpans();
      sdk = startInMemorySdk({ spanProcessors: [openSpans] });
      const others = process.listeners('exit');
      undo = watchEndings(idlePipeline, { timeoutMs: 100, ownsSignals: false, openSpans });
      const [onExit] = process.listeners('exit').filter((listener) => !others.includes(listener));
      exit = () => onExit?.(1);
    });

    afterEach(() => {
      undo();
      sdk.stop();
    });

    /** As Node.js does; mocha's own listener stands for that of an app unless it is taken off. */
    function crash(error: unknown, isHandled: boolean): void {
      const listeners = process.listeners('uncaughtException');
      if (!isHandled) process.removeAllListeners('uncaughtException');
      try {
        // the types of Node.js know it as an event to listen to alone
        (process as EventEmitter).emit('uncaughtExceptionMonitor', error, 'uncaughtException');
      } finally {
        if (!isHandled) for (const listener of listeners) process.on('uncaughtException', listener);
      }
    }

    it('is a log record, and on the span that it ends', () => {
      trace.getTracer('test').startActiveSpan('crashing', () => crash(new TypeError('boom'), false));
      exit();
      const span = sdk.spanNamed('crashing');
      assert.deepEqual([span.status.message, span.attributes['error.type'], span.events[0]?.attributes?.['exception.type']], ['boom', 'TypeError', 'TypeError']);
      assert.equal(span.attributes['otel_distro.interrupted'], true);
      const [record] = sdk.finishedLogRecords();
      assert.deepEqual([record?.severityText, record?.attributes['exception.message'], record?.spanContext?.spanId], ['fatal', 'boom', span.spanContext().spanId]);
    });

    it('may be anything that can be thrown', () => {
      trace.getTracer('test').startActiveSpan('crashing', () => crash('just words', false));
      exit();
      assert.equal(sdk.spanNamed('crashing').events[0]?.attributes?.['exception.message'], 'just words');
      assert.equal(sdk.finishedLogRecords()[0]?.attributes['exception.message'], 'just words');
    });

    it('is none for an app that handles the error, which ends its span itself', () => {
      trace.getTracer('test').startActiveSpan('handled', (span) => {
        crash(new TypeError('boom'), true);
        assert.equal(span.isRecording(), true);
        span.end();
      });
      exit();
      assert.equal(sdk.spanNamed('handled').events.length, 1);
      assert.deepEqual(sdk.finishedLogRecords(), []);
    });

    it('is none where the process lives on after all', async () => {
      trace.getTracer('test').startSpan('open');
      crash(new TypeError('boom'), false);
      await Promise.resolve();
      exit();
      assert.deepEqual(sdk.finishedLogRecords(), []);
      assert.equal(sdk.spanNamed('open').status.code, SpanStatusCode.UNSET);
    });

    it('is a log record when a listener of `exit` throws too', () => {
      exit();
      crash(new TypeError('boom'), false);
      assert.equal(sdk.finishedLogRecords()[0]?.severityText, 'fatal');
    });

    it('does not end a span twice', () => {
      trace.getTracer('test').startActiveSpan('over', (span) => {
        span.end();
        crash(new Error('boom'), false);
      });
      exit();
      assert.equal(sdk.spanNamed('over').events.length, 0);
    });
  });
});
