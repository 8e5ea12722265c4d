/** Flows in real processes: what is seen of one whose process ends in the middle, of one that goes on in another service, and at /metrics. */
import assert from 'node:assert/strict';
import type { DecodedSpan, Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { nodeLines, thisNode, type NodeLine } from '../support/node-lines.js';
import { runApp, withReceiver, type AppEnd, type RunningApp } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const app = 'flows/checkout.mjs';

function eventsOf({ logs }: Receiver, flowName: string): unknown[] {
  return logs.filter(({ attributes }) => attributes['flow.name'] === flowName).map(({ body }) => body);
}

function assertAbandoned(receiver: Receiver, by = 'process_end'): void {
  const records = receiver.logs.filter(({ eventName }) => eventName === 'flow.abandoned');
  assert.equal(records.length, 1, JSON.stringify(receiver.logs.map(({ body }) => body)));
  const { body, attributes, severityText } = records[0]!;
  assert.deepEqual([body, severityText, attributes['flow.abandoned_by']], ['flow checkout abandoned, step charge_card', 'warn', by]);
  assert.deepEqual([attributes['flow.step.name'], attributes['flow.failed_step'], attributes['flow.outcome']], ['charge_card', 'charge_card', 'abandoned']);
  assert.deepEqual(eventsOf(receiver, 'checkout').slice(0, 3), ['flow checkout started', 'flow checkout step load_cart', 'flow checkout step charge_card']);
}

function assertSpansAbandoned(receiver: Receiver): void {
  const [flowSpan, ...others] = receiver.spansNamed('flow checkout');
  assert.deepEqual([flowSpan?.attributes['flow.outcome'], flowSpan?.attributes['otel_distro.interrupted'], others.length], ['abandoned', true, 0]);
  const step = receiver.spansNamed('step charge_card').find(({ attributes }) => attributes['flow.name'] === 'checkout');
  assert.deepEqual([step?.attributes['flow.step.outcome'], step?.attributes['otel_distro.interrupted']], ['abandoned', true]);
}

const run = (ending: string, receiver: Receiver, drive?: (running: RunningApp) => Promise<void>, node: NodeLine = thisNode): Promise<AppEnd> =>
  runApp({ app, args: [ending], node }, receiver, drive);

describe('a flow whose process ends', () => {
  for (const [ending, signal, expected] of [
    ['process.exit', undefined, { exitCode: 3, signal: null }],
    ['throw', undefined, { exitCode: 1, signal: null }],
    ['drain', undefined, { exitCode: 0, signal: null }],
    ['wait', 'SIGTERM', { exitCode: null, signal: 'SIGTERM' }],
    ['wait', 'SIGINT', { exitCode: null, signal: 'SIGINT' }],
  ] as const) {
    const lines = ending === 'process.exit' ? nodeLines : [thisNode];
    for (const node of lines) {
      it(`${signal ?? ending}, ${node.name}: is abandoned at its step`, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const { exitCode, signal: endedBy, stderr } = await run(ending, receiver, async (running) => {
            if (signal === undefined) return;
            await running.waitForOutput(/charging/);
            running.process.kill(signal);
          }, node);
          assert.deepEqual({ exitCode, signal: endedBy }, expected, stderr);
          assert.doesNotMatch(stderr, /\[otel-distro\] (warn (?!span-open)|error)/);
          // nothing is left that could end the flow and its step
          assert.equal(stderr.match(/warn span-open/g)?.length ?? 0, ending === 'drain' ? 2 : 0, stderr);
          assertAbandoned(receiver);
          assertSpansAbandoned(receiver);
          assert.deepEqual(eventsOf(receiver, 'over').at(-1), 'flow over completed');
        });
      });
    }
  }

  it('SIGTERM: its metric says so as well', () =>
    withReceiver(async (receiver) => {
      await run('wait', receiver, async (running) => {
        await running.waitForOutput(/charging/);
        running.process.kill('SIGTERM');
      });
      const points = receiver.metrics.filter(({ name }) => name === 'flow.duration').flatMap(({ points }) => points).map(({ attributes }) => attributes);
      assert.ok(points.some((labels) => labels['flow.name'] === 'checkout' && labels['flow.outcome'] === 'abandoned' && labels['flow.failed_step'] === 'charge_card'), JSON.stringify(points));
    }));

  it('SIGKILL: has started and come to its step, and has no end', () =>
    withReceiver(async (receiver) => {
      const end = await run('wait', receiver, async (running) => {
        await receiver.waitFor({ logs: 'flow checkout step charge_card' });
        running.process.kill('SIGKILL');
      });
      assert.equal(end.signal, 'SIGKILL');
      assert.deepEqual(eventsOf(receiver, 'checkout'), ['flow checkout started', 'flow checkout step load_cart', 'flow checkout step charge_card']);
    }));

  it('by its own handler, which calls shutdown: is abandoned at its step', () =>
    withReceiver(async (receiver) => {
      const end = await run('own handler that calls shutdown', receiver, async (running) => {
        await running.waitForOutput(/charging/);
        running.process.kill('SIGTERM');
      });
      assert.equal(end.exitCode, 5, end.stderr);
      assertAbandoned(receiver);
    }));
});

const serviceOf = ({ resource }: DecodedSpan): unknown => resource['service.name'];

describe('a flow that goes on in another service', () => {
  interface Answer {
    readonly id: string;
    readonly flowId?: string;
    readonly baggage?: string;
  }

  async function call(role: string, peers: string | undefined, receiver: Receiver): Promise<{ answer: Answer; callee: AppEnd }> {
    let answer: Answer | undefined;
    const env = { OTEL_DISTRO_FLOW_PEERS: peers, OTEL_SERVICE_NAME: 'mail' };
    const callee = await runApp({ app: 'flows/service.mjs', args: ['callee'], env }, receiver, async (running) => {
      const [, port = ''] = await running.waitForOutput(/listening on (\d+)/);
      const caller = await runApp({ app: 'flows/service.mjs', args: [role, port], env: { OTEL_SERVICE_NAME: 'shop' } }, receiver);
      const [, text = 'null'] = /answer (.*)/.exec(caller.stdout) ?? [];
      answer = JSON.parse(text) as Answer;
      running.process.kill('SIGTERM');
    });
    if (answer === undefined) throw new Error('no answer');
    return { answer, callee };
  }

  for (const peers of ['127.0.0.1', '10.0.0.0/8, 127.0.0.0/8', '*']) {
    it(`is taken from a peer (${peers}): its id is on spans and logs there, and goes further`, () =>
      withReceiver(async (receiver) => {
        const { answer, callee } = await call('caller', peers, receiver);
        assert.equal(answer.flowId, answer.id);
        assert.equal(answer.baggage, `tenant=blue,flow.id=${answer.id},flow.name=retake`);
        assert.doesNotMatch(callee.stderr, /\[otel-distro\] (warn|error)/);
        const inMail = receiver.spans.filter((span) => serviceOf(span) === 'mail');
        assert.deepEqual(inMail.map(({ name, attributes }) => [name, attributes['flow.id'], attributes['flow.name']]).sort(), [
          ['GET', answer.id, 'retake'],
          ['step render_mail', answer.id, 'retake'],
        ]);
        const record = receiver.logs.find(({ body }) => body === 'mail rendered');
        assert.deepEqual([record?.attributes['flow.id'], record?.attributes['flow.step.name']], [answer.id, 'render_mail']);
        assert.deepEqual(receiver.logs.filter(({ eventName }) => eventName === 'flow.completed').length, 1);
      }));
  }

  for (const [what, role, peers] of [
    ['is not taken from anybody else', 'caller', '10.0.0.0/8'],
    ['is not taken where nobody is a peer', 'caller', undefined],
    ['is not sent where it is not asked for', 'silent caller', '*'],
  ] as const) {
    it(`${what}, nor sent further`, () =>
      withReceiver(async (receiver) => {
        const { answer, callee } = await call(role, peers, receiver);
        assert.deepEqual([answer.flowId, answer.baggage], [undefined, 'tenant=blue']);
        const inMail = receiver.spans.filter((span) => serviceOf(span) === 'mail');
        assert.deepEqual(inMail.map(({ name, attributes }) => [name, attributes['flow.id']]), [['GET', undefined]]);
        assert.match(callee.stderr, /warn flow-step-outside: the step "render-mail" outside of a flow: it is not recorded\./);
      }));
  }
});

describe('flows at /metrics', () => {
  it('show how many run, and how long they and their steps took', () =>
    withReceiver(async (receiver) => {
      const port = await findFreePort();
      const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
      await runApp({ app, args: ['wait'], env }, receiver, async (running) => {
        await running.waitForOutput(/charging/);
        const page = (await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).replaceAll(/^(?!flow_).*\n/gm, '');
        for (const line of [
          /^flow_active\{.*flow_name="checkout".*\} 1$/m,
          /^flow_active\{.*flow_name="over".*\} 0$/m,
          /^flow_duration_count\{.*flow_name="over",flow_outcome="completed".*\} 1$/m,
          /^flow_step_duration_count\{.*flow_name="checkout",flow_step_name="load_cart",flow_step_outcome="completed".*\} 1$/m,
        ]) assert.match(page, line);
        running.process.kill('SIGTERM');
      });
    }));
});
