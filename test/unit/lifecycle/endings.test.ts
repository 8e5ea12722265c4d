/** What each ending asks of the pipeline, and that the process ends as it would without us. */
import assert from 'node:assert/strict';
import type { EventEmitter } from 'node:events';
import { trace } from '@opentelemetry/api';
import { watchEndings } from '../../../src/lifecycle/endings.js';
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
  { situation: 'drain', calls: ['flush', 'deliverNow with time'], exitCode: 0 },
  { situation: 'drain', pipeline: 'hanging', calls: ['flush'], exitCode: 0, isLate: true },
  { situation: 'work after beforeExit', calls: ['more work', 'deliverNow with time'], exitCode: 0 },
  { situation: 'exit', calls: ['deliverNow with time'], exitCode: 3 },
  { situation: 'exit', pipeline: 'hanging', calls: ['deliverNow with time'], exitCode: 3, isLate: true },
  { situation: 'throw', calls: ['deliverNow with time'], exitCode: 1 },
  { situation: 'wait', signals: ['SIGTERM'], calls: ['shutdown'], signal: 'SIGTERM' },
  { situation: 'wait', signals: ['SIGINT'], calls: ['shutdown'], signal: 'SIGINT' },
  { situation: 'wait', signals: ['SIGINT', 'SIGINT'], pipeline: 'hanging', calls: ['shutdown'], signal: 'SIGINT', isLate: true },
  { situation: 'worker', signals: ['SIGTERM'], calls: [], signal: 'SIGTERM' },
  { situation: 'undone', signals: ['SIGTERM'], calls: [], signal: 'SIGTERM' },
  { situation: 'own handler', signals: ['SIGTERM'], calls: ['flush', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own once handler', signals: ['SIGTERM'], calls: ['flush', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own once handler that came first', signals: ['SIGTERM'], calls: ['flush', 'deliverNow with time'], exitCode: 5 },
  { situation: 'own handler that stays', signals: ['SIGTERM'], calls: ['flush', 'flush', 'deliverNow with time'], exitCode: 0 },
];

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

  describe('a crash', () => {
    let sdk: InMemorySdk;
    let undo: () => void;

    beforeEach(() => {
      sdk = startInMemorySdk();
      undo = watchEndings({ flush: async () => undefined, shutdown: async () => undefined, deliverNow: () => true, describeTrouble: () => undefined }, { timeoutMs: 100, ownsSignals: false });
    });

    afterEach(() => {
      undo();
      sdk.stop();
    });

    /** As Node.js does before it ends; mocha's own listener stands for that of an app unless it is taken off. */
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

    it('ends the active span with the error', () => {
      trace.getTracer('test').startActiveSpan('crashing', () => crash(new TypeError('boom'), false));
      const span = sdk.spanNamed('crashing');
      assert.deepEqual([span.status.message, span.attributes['error.type'], span.events[0]?.attributes?.['exception.type']], ['boom', 'TypeError', 'TypeError']);
    });

    it('may be anything that can be thrown', () => {
      trace.getTracer('test').startActiveSpan('crashing', () => crash('just words', false));
      assert.equal(sdk.spanNamed('crashing').events[0]?.attributes?.['exception.message'], 'just words');
    });

    it('leaves the span open for an app that handles the error', () => {
      trace.getTracer('test').startActiveSpan('handled', (span) => {
        crash(new TypeError('boom'), true);
        assert.equal(span.isRecording(), true);
        span.end();
      });
      assert.equal(sdk.spanNamed('handled').events.length, 1);
    });

    it('does not end a span twice', () => {
      trace.getTracer('test').startActiveSpan('over', (span) => {
        span.end();
        crash(new Error('boom'), false);
      });
      assert.equal(sdk.spanNamed('over').events.length, 0);
    });
  });
});
