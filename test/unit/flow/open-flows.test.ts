/** Flows that take long or never end: heartbeats, time-outs, and the end of telemetry before them. */
import { context, logs, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import assert from 'node:assert/strict';
import { createHook } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { currentFlow, flow } from '../../../src/flow/flow.js';
import { runEndingTasks } from '../../../src/support/ending-tasks.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';
import { waitUntil } from '../../support/wait-until.js';

interface Held {
  release(): void;
  fail(error: Error): void;
  readonly promise: Promise<void>;
}

function hold(): Held {
  let release = (): void => undefined;
  let fail = (_error: Error): void => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    release = resolve;
    fail = reject;
  });
  return { promise, release, fail };
}

const endTelemetry = (): void => runEndingTasks((error) => { throw error; });

describe('open flows', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });

  afterEach(() => {
    endTelemetry();
    sdk.stop();
  });

  const recordsOf = (eventName: string): ReadableLogRecord[] => sdk.finishedLogRecords().filter((record) => record.eventName === eventName);

  it('tell that they run and at which step, until they end', async () => {
    const held = hold();
    const running = flow('retake', { heartbeatMs: 20 }, async ({ step }) => {
      step('load');
      await step('grade', () => held.promise);
    });
    await waitUntil(() => recordsOf('flow.heartbeat').length >= 2);
    held.release();
    await running;
    const [beat] = recordsOf('flow.heartbeat');
    assert.equal(beat?.body, 'flow retake is running, step grade');
    assert.equal(beat.attributes['flow.step.name'], 'grade');
    assert.ok(Number(beat.attributes['flow.duration']) >= 0.018);
    assert.equal(beat.spanContext?.spanId, sdk.spanNamed('flow retake').spanContext().spanId);
    const beats = recordsOf('flow.heartbeat').length;
    await sleep(150);
    assert.equal(recordsOf('flow.heartbeat').length, beats);
  });

  it('have no heartbeat for 0', async () => {
    await flow('quick', { heartbeatMs: 0 }, () => flow('beating', { heartbeatMs: 20 }, () => waitUntil(() => recordsOf('flow.heartbeat').length >= 1)));
    assert.ok(recordsOf('flow.heartbeat').every(({ attributes }) => attributes['flow.name'] === 'beating'));
  });

  it('have one timer, which belongs to no flow and keeps no process alive', async () => {
    const timers: { readonly resource: NodeJS.Timeout; readonly flow: string | undefined }[] = [];
    // the timer of the test before may still wait
    await sleep(150);
    const hook = createHook({
      init(_id, type, _trigger, resource) {
        if (type === 'Timeout') timers.push({ resource: resource as NodeJS.Timeout, flow: currentFlow()?.name });
      },
    }).enable();
    const held = hold();
    // inside a flow, and earlier than any heartbeat for which a timer may wait
    const all = flow('outer', { heartbeatMs: 0 }, () => Array.from({ length: 50 }, () => flow('many', { timeoutMs: 5_000 }, () => held.promise)));
    hook.disable();
    held.release();
    await Promise.all(all);
    assert.deepEqual(timers.filter(({ resource }) => !resource.hasRef()).map(({ flow }) => flow), [undefined]);
  });

  it('that take longer than their time-out are abandoned at their step, once', async () => {
    const held = hold();
    const running = flow('retake', { timeoutMs: 20 }, async ({ step, setAttributes }) => {
      await step('grade', () => held.promise);
      setAttributes({ late: true });
      step('mail', () => undefined);
      return 'finished';
    });
    await waitUntil(() => recordsOf('flow.abandoned').length > 0);
    const span = sdk.spanNamed('flow retake');
    assert.deepEqual([span.attributes['flow.outcome'], span.attributes['flow.failed_step']], ['abandoned', 'grade']);
    assert.deepEqual(span.status, { code: SpanStatusCode.ERROR, message: 'the flow took longer than 20 ms' });
    held.release();
    assert.equal(await running, 'finished');
    const [record, ...others] = recordsOf('flow.abandoned');
    assert.deepEqual([record?.body, record?.severityText, others.length], ['flow retake abandoned, step grade', 'warn', 0]);
    assert.deepEqual([record?.attributes['flow.abandoned_by'], record?.attributes['flow.step.name']], ['timeout', 'grade']);
    assert.deepEqual(recordsOf('flow.completed'), []);
    assert.equal(sdk.spanNamed('step grade').attributes['flow.step.outcome'], 'completed');
    assert.equal(sdk.spanNamed('step mail').attributes['flow.id'], span.attributes['flow.id']);
  });

  it('that fail after their time-out have no second end', async () => {
    const held = hold();
    const running = flow('retake', { timeoutMs: 1 }, () => held.promise);
    await waitUntil(() => recordsOf('flow.abandoned').length > 0);
    held.fail(new Error('late'));
    await assert.rejects(running, /late/);
    assert.deepEqual(recordsOf('flow.failed'), []);
    assert.equal(sdk.spanNamed('flow retake').attributes['flow.outcome'], 'abandoned');
  });

  it('are abandoned when telemetry ends, with the step that runs; those that have ended are not', async () => {
    const held = hold();
    flow('over', () => undefined);
    const running = flow('checkout', async ({ step }) => {
      const slow = step('charge', () => held.promise);
      await step('reserve', async () => undefined);
      await slow;
    });
    await sleep(1);
    endTelemetry();
    endTelemetry();
    const [record, ...others] = recordsOf('flow.abandoned');
    assert.deepEqual([record?.body, record?.attributes['flow.abandoned_by'], others.length], ['flow checkout abandoned, step charge', 'process_end', 0]);
    assert.equal(record?.attributes['flow.failed_step'], 'charge');
    // the spans are ended by what ends all that are open
    assert.deepEqual(sdk.finishedSpans().map(({ name }) => name), ['flow over', 'step reserve']);
    held.release();
    await running;
    assert.equal(sdk.spanNamed('flow checkout').attributes['flow.outcome'], 'abandoned');
    assert.equal(sdk.spanNamed('step charge').attributes['flow.step.outcome'], 'abandoned');
    assert.deepEqual(recordsOf('flow.completed').map(({ attributes }) => attributes['flow.name']), ['over']);
  });

  for (const [where, begin, step] of [
    ['before any step', () => undefined, undefined],
    ['at a mark', () => currentFlow()?.step('loaded'), 'loaded'],
    ['after a step', () => currentFlow()?.step('loaded', () => undefined), 'loaded'],
    ['at a mark inside a step', () => currentFlow()?.step('grade', async () => { currentFlow()?.step('half'); await hold().promise; }), 'half'],
  ] as const) {
    it(`name the last step: ${where}`, () => {
      void flow('checkout', () => {
        begin();
        return hold().promise;
      });
      endTelemetry();
      assert.equal(recordsOf('flow.abandoned')[0]?.attributes['flow.step.name'], step);
    });
  }

  it('are heard of although a heartbeat throws', async () => {
    const restoreSink = setDiagnosticSink((line) => lines.push(line));
    const lines: string[] = [];
    const global = logs.getLoggerProvider();
    const held = hold();
    const failing = flow('failing', { heartbeatMs: 5, timeoutMs: 60 }, () => held.promise);
    logs.disable();
    logs.setGlobalLoggerProvider({ getLogger: () => ({ enabled: () => true, emit: () => { throw new Error('processor'); } }) });
    await sleep(30);
    logs.disable();
    logs.setGlobalLoggerProvider(global);
    await waitUntil(() => recordsOf('flow.abandoned').length > 0);
    held.release();
    await failing;
    restoreSink();
    assert.match(lines[0] ?? '', /warn processor-failed: /);
  });

  it('leave no context behind', async () => {
    await flow('checkout', { timeoutMs: 5 }, () => sleep(1));
    assert.equal(trace.getSpan(context.active()), undefined);
  });
});
