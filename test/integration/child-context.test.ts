/** Trace context on its way into child processes and workers, and what becomes of it there. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { mainNodeLines, nodeLines, thisNode, type NodeLine } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

interface Seen {
  readonly TRACEPARENT?: string;
  readonly TRACESTATE?: string;
  readonly BAGGAGE?: string;
}
interface Printed {
  readonly children: Readonly<Record<string, { readonly spanId: string; readonly seen: Seen }>>;
  /** By a child that was started in no span. */
  readonly outside: Seen;
  /** The environment of the parent. */
  readonly isUntouched: boolean;
}

const callerTrace = '0af7651916cd43dd8448eb211c80319c';
const inherited = { traceId: 'a3ce929d0e0e4736b7ad6b7169203331', spanId: '00f067aa0ba902b7' };
const inheritedEnvironment = { TRACEPARENT: `00-${inherited.traceId}-${inherited.spanId}-01`, TRACESTATE: 'old=1', BAGGAGE: 'started=by' };

const parentOf = (receiver: Receiver, name: string): string => {
  const [span, ...more] = receiver.spansNamed(name);
  assert.ok(span !== undefined && more.length === 0, `one span "${name}"`);
  return span.parentSpanId ?? '';
};

function assertChildren({ children, isUntouched }: Printed, receiver: Receiver): void {
  assert.ok(isUntouched, 'the environment of the parent is as it was');
  for (const [way, { spanId, seen }] of Object.entries(children)) {
    const expected: Seen = { TRACEPARENT: `00-${callerTrace}-${spanId}-01`, TRACESTATE: 'vendor=1', BAGGAGE: 'tenant=a' };
    if (way.startsWith('own value')) assert.deepEqual(seen, { TRACEPARENT: 'own' }, way);
    else if (way !== 'Worker SHARE_ENV') assert.deepEqual(seen, expected, way);
  }
  // those that run the distro too, and have the address of the receiver
  for (const way of ['fork', 'Worker', 'Worker subclass']) assert.equal(parentOf(receiver, `child ${way}`), children[way]?.spanId, way);
  assert.equal(parentOf(receiver, 'child cluster'), '', 'cluster listens for messages of the primary');
}

async function printedBy(app: string, env: Readonly<Record<string, string>>, { node }: { readonly node: NodeLine }, receiver: Receiver): Promise<Printed> {
  const { exitCode, stdout, stderr } = await runApp({ app: `processes/${app}`, env: { OTEL_METRICS_EXPORTER: 'none', ...env }, node }, receiver);
  assert.equal(exitCode, 0, stderr);
  return JSON.parse(stdout) as Printed;
}

describe('trace context for children', () => {
  for (const node of nodeLines) {
    it(`${node.name}, required: each way hands it on, redacted; what the app set stays, what this process was started with does not`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const printed = await printedBy('ways-required.cjs', inheritedEnvironment, { node }, receiver);
        assertChildren(printed, receiver);
        assert.deepEqual([printed.outside, printed.children['Worker SHARE_ENV']?.seen], [inheritedEnvironment, inheritedEnvironment]);
        assert.equal(parentOf(receiver, 'child Worker SHARE_ENV'), inherited.spanId);
      });
    });

    it(`${node.name}, imported by name: the same, in a process that was started with none`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const printed = await printedBy('ways-imported.mjs', {}, { node }, receiver);
        assertChildren(printed, receiver);
        assert.deepEqual([printed.outside, printed.children['Worker SHARE_ENV']?.seen], [{}, {}]);
        assert.equal(parentOf(receiver, 'child Worker SHARE_ENV'), '');
      });
    });
  }

  it('OTEL_DISTRO_CHILD_CONTEXT=off: children get what this process got, and nobody reads it', () =>
    withReceiver(async (receiver) => {
      const { children } = await printedBy('ways-required.cjs', { ...inheritedEnvironment, OTEL_DISTRO_CHILD_CONTEXT: 'off' }, { node: thisNode }, receiver);
      for (const way of ['spawn', 'fork', 'cluster', 'spawnSync', 'Worker', 'Worker SHARE_ENV']) assert.deepEqual(children[way]?.seen, inheritedEnvironment, way);
      for (const way of ['fork', 'cluster', 'Worker']) assert.equal(parentOf(receiver, `child ${way}`), '', way);
    }));
});

describe('trace context of a child', () => {
  for (const node of mainNodeLines) {
    it(`${node.name}: stands at the top level, until it serves`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const { exitCode, stdout, stderr } = await runApp({ app: 'processes/inherits.cjs', env: inheritedEnvironment, node }, receiver);
        assert.equal(exitCode, 0, stderr);
        for (const name of ['in the script', 'top level', 'later', 'before the first request']) {
          assert.equal(parentOf(receiver, name), inherited.spanId, name);
          assert.equal(receiver.spansNamed(name)[0]?.traceId, inherited.traceId);
        }
        for (const name of ['root by with', 'root by bind', 'root by option', 'after the first request']) assert.equal(parentOf(receiver, name), '', name);
        const server = receiver.spans.find(({ kind }) => kind === 'server');
        assert.equal(server?.parentSpanId ?? '', '');
        assert.equal(parentOf(receiver, 'in the request'), server?.spanId);
        assert.deepEqual(stdout.trim().split('\n').map((line) => JSON.parse(line) as unknown), [{ baggage: 1 }, { baggage: 0 }]);
      });
    });

    for (const kind of ['Worker', 'fork']) {
      it(`${node.name}: ${kind}: what it does for messages is not the work of who started it`, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const { exitCode, stderr } = await runApp({ app: 'processes/pool.cjs', args: [kind], node }, receiver);
          assert.equal(exitCode, 0, stderr);
          assert.equal(parentOf(receiver, 'when it starts'), receiver.spansNamed('request')[0]?.spanId);
          assert.equal(parentOf(receiver, 'on work'), '');
          assert.equal(parentOf(receiver, 'on end'), '');
        });
      });
    }
  }
});
