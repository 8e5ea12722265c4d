/** What the spans and log records of a flow tell of it: outcome, duration, tries, skipped steps, the flow around it, steps outside. */
import { SpanStatusCode, type Attributes } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { routeUpstreamDiagnostics } from '../../../src/diagnostics/upstream-diagnostics.js';
import type { Flow } from '../../../src/flow/flow-context.js';
import { currentFlow, flow, flowStep } from '../../../src/flow/flow.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

const failOnce = (): (() => string) => {
  let hasFailed = false;
  return () => {
    if (hasFailed) return 'done';
    hasFailed = true;
    throw new Error('busy');
  };
};

describe('the story of a flow', () => {
  let sdk: InMemorySdk;
  let lines: string[];
  let restoreSink: () => void;

  beforeEach(() => {
    sdk = startInMemorySdk();
    lines = [];
    restoreSink = setDiagnosticSink((line) => lines.push(line));
  });

  afterEach(() => {
    restoreSink();
    sdk.stop();
  });

  const bodies = (): unknown[] => sdk.finishedLogRecords().map(({ body }) => body);
  const attributesOf = (eventName: string): Attributes | undefined =>
    sdk.finishedLogRecords().find((record) => record.eventName === eventName)?.attributes as Attributes | undefined;

  it('has outcome and duration in seconds on span and event, of steps as well', async () => {
    await flow('checkout', async ({ step }) => {
      await step('charge', () => sleep(20));
      await step('decline', async () => { throw new Error('no'); }).catch(() => undefined);
    });
    const { attributes } = sdk.spanNamed('flow checkout');
    const seconds = Number(attributes['flow.duration']);
    assert.ok(seconds >= 0.018 && seconds < 5, `${seconds}`);
    assert.deepEqual([attributes['flow.outcome'], attributes['flow.failed_step']], ['completed', undefined]);
    const completed = attributesOf('flow.completed');
    assert.deepEqual([completed?.['flow.outcome'], completed?.['flow.duration']], ['completed', seconds]);
    const charge = sdk.spanNamed('step charge').attributes;
    assert.equal(charge['flow.step.outcome'], 'completed');
    assert.ok(Number(charge['flow.step.duration']) >= 0.018 && Number(charge['flow.step.duration']) <= seconds);
    assert.equal(sdk.spanNamed('step decline').attributes['flow.step.outcome'], 'failed');
  });

  it('tells duration and failed step on the event of a failure', () => {
    assert.throws(() => flow('checkout', ({ step }) => step('charge', () => { throw new Error('no'); })));
    const failed = attributesOf('flow.failed');
    assert.deepEqual([failed?.['flow.outcome'], failed?.['flow.failed_step'], typeof failed?.['flow.duration']], ['failed', 'charge', 'number']);
    assert.equal(failed?.['flow.duration'], sdk.spanNamed('flow checkout').attributes['flow.duration']);
  });

  it('counts the tries of a step from its first failure on, until it succeeds', () => {
    flow('checkout', ({ step }) => {
      const charge = failOnce();
      assert.throws(() => step('charge', charge));
      assert.equal(step('charge', charge), 'done');
      step('charge', () => undefined);
    });
    assert.deepEqual(bodies().slice(1, -1), ['flow checkout step charge', 'flow checkout step charge, attempt 2', 'flow checkout step charge']);
    const attempts = (attributes: readonly { 'flow.step.attempt'?: unknown }[]): unknown[] => attributes.map((each) => each['flow.step.attempt']);
    assert.deepEqual(attempts(sdk.finishedSpans().filter(({ name }) => name === 'step charge').map(({ attributes }) => attributes)), [undefined, 2, undefined]);
    assert.deepEqual(attempts(sdk.finishedLogRecords().map(({ attributes }) => attributes)), [undefined, undefined, 2, undefined, undefined]);
  });

  it('does not take the repeated steps of a loop for tries', () => {
    flow('import', ({ step }) => {
      for (let row = 0; row < 3; row++) step('row', () => undefined);
    });
    assert.ok(sdk.finishedSpans().every(({ attributes }) => attributes['flow.step.attempt'] === undefined));
  });

  it('tells of a skipped step and why, and is at the step before', () => {
    flow('checkout', ({ step, skip }) => {
      step('charge');
      skip('send_mail', 'no_address');
      skip('print');
    });
    const [mail, print] = sdk.finishedLogRecords().slice(2);
    assert.deepEqual([mail?.eventName, mail?.body], ['flow.step', 'flow checkout step send_mail skipped']);
    const { 'flow.id': _id, ...told } = mail?.attributes ?? {};
    assert.deepEqual(told, { 'flow.name': 'checkout', 'flow.step.name': 'send_mail', 'flow.step.outcome': 'skipped', 'flow.step.skip_reason': 'no_address' });
    assert.equal(print?.attributes['flow.step.skip_reason'], undefined);
    assert.equal(attributesOf('flow.completed')?.['flow.step.name'], 'charge');
    assert.deepEqual(sdk.spanNamed('flow checkout').events.map(({ attributes }) => attributes?.['flow.step.name']), ['charge', 'send_mail', 'print']);
  });

  it('names the flow around it on span and events', () => {
    let outerId = '';
    flow('retake', (outer) => {
      outerId = outer.id;
      flow('mail', ({ step }) => step('send', () => undefined));
    });
    const expected = [outerId, 'retake'];
    const { attributes } = sdk.spanNamed('flow mail');
    assert.deepEqual([attributes['flow.parent_id'], attributes['flow.parent_name']], expected);
    const inner = sdk.finishedLogRecords().filter((record) => record.attributes['flow.name'] === 'mail');
    assert.deepEqual(inner.map(({ eventName }) => eventName), ['flow.started', 'flow.step', 'flow.completed']);
    for (const record of inner) assert.deepEqual([record.attributes['flow.parent_id'], record.attributes['flow.parent_name']], expected);
    assert.equal(sdk.spanNamed('flow retake').attributes['flow.parent_id'], undefined);
  });

  it('flowStep is a step or a mark of the current flow', () => {
    const result = flow('checkout', () => {
      flowStep('mark');
      return flowStep('charge', (span) => {
        span.setAttribute('card', 'visa');
        return 42;
      });
    });
    assert.equal(result, 42);
    assert.equal(sdk.spanNamed('step charge').attributes['card'], 'visa');
    assert.deepEqual(bodies().slice(1, 3), ['flow checkout step mark', 'flow checkout step charge']);
    assert.deepEqual(lines, []);
  });

  it('a step outside of a flow runs, and is said once', () => {
    for (let time = 0; time < 2; time++) assert.equal(flowStep('charge', (span) => span.isRecording()), false);
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /^\[otel-distro\] warn flow-step-outside: the step "charge" outside of a flow: it is not recorded\. /);
    assert.deepEqual(sdk.finishedSpans(), []);
  });

  it('a step of a flow that has ended runs, and is said once', () => {
    const undo = routeUpstreamDiagnostics('warn');
    let kept: Flow | undefined;
    flow('checkout', (checkout) => {
      kept = checkout;
    });
    for (let time = 0; time < 2; time++) assert.equal(kept?.step('charge', () => 'ran'), 'ran');
    kept?.step('charge');
    kept?.skip('charge');
    kept?.setAttributes({ late: true });
    undo();
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /the step "charge" of a flow "checkout" that has ended: it is not recorded\./);
    assert.deepEqual(sdk.finishedSpans().map(({ name }) => name), ['flow checkout']);
    assert.deepEqual(bodies(), ['flow checkout started', 'flow checkout completed']);
  });

  it('a step that nobody waited for is recorded when it ends', async () => {
    let step: Promise<void> | undefined;
    flow('checkout', (checkout) => void (step = checkout.step('charge', () => sleep(5))));
    await step;
    assert.equal(sdk.spanNamed('step charge').attributes['flow.step.outcome'], 'completed');
  });

  it('takes the beginning of a name that is too long', () => {
    flow('x'.repeat(1_000_000), ({ name, step, skip }) => {
      assert.equal(name.length, 128);
      step('y'.repeat(1_000_000), () => assert.equal(currentFlow()?.name, name));
      skip('mail', 'z'.repeat(1_000_000));
    });
    assert.deepEqual(sdk.finishedSpans().map(({ name }) => name.length), [5 + 128, 5 + 128]);
    assert.ok(sdk.finishedLogRecords().every(({ body, attributes }) => JSON.stringify([body, attributes]).length < 1000));
    assert.equal(lines.length, 3, lines.join('\n'));
    for (const line of lines) assert.match(line, /warn span-invalid: .* is longer than 128 characters; its beginning is used\./);
  });

  it('fails its span when the function throws, and only then', () => {
    flow('fine', () => undefined);
    assert.throws(() => flow('bad', () => { throw new Error('x'); }));
    assert.deepEqual(['flow fine', 'flow bad'].map((name) => sdk.spanNamed(name).status.code), [SpanStatusCode.UNSET, SpanStatusCode.ERROR]);
  });

  for (const [what, options, says] of [
    ['a timeout that is a text', { timeoutMs: '5 s' }, 'options.timeoutMs is a string, expected milliseconds'],
    ['a negative heartbeat', { heartbeatMs: -1 }, 'options.heartbeatMs is negative or not a number, expected milliseconds'],
    ['a timeout that is no number', { timeoutMs: NaN }, 'options.timeoutMs is negative or not a number, expected milliseconds'],
  ] as const) {
    it(`${what} is said, and the flow runs with the other options`, () => {
      assert.equal(flow('checkout', { ...options, attributes: { kept: true } } as never, () => 'ran'), 'ran');
      assert.equal(lines.length, 1, lines.join('\n'));
      assert.ok(lines[0]?.includes(`warn span-invalid: flow(name, options?, fn): ${says}; its default is used.`), lines[0]);
      assert.equal(sdk.spanNamed('flow checkout').attributes['kept'], true);
    });
  }
});
