/** The context of a request wherever its code runs: each span has its own request as parent, and nothing is active outside of requests. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const awaits = ['after child', 'await', 'child', 'immediate', 'timer'];
const endings = ['finish', 'request close', 'request end', 'response close'];
const body = ['chunk one\n', 'chunk three\n', 'chunk two\n', 'end'];
const expectedPoints: Readonly<Record<string, readonly string[]>> = {
  '/awaits/1': awaits,
  '/awaits/2': awaits,
  '/awaits/3': awaits,
  '/endings/1': endings,
  '/endings/2': endings,
  '/body-by-events/1': body,
  '/body-by-iteration/1': body,
  '/aborted/1': ['aborted', 'error', 'request close', 'response close'],
  '/emitters/1': ['message', 'paid', 'resource'],
};
const mixedCount = 1000;

function mixedPoints(number: number): readonly string[] {
  if (number % 7 === 0) return ['nested', 'waited'];
  return ['nested', number % 5 === 0 ? 'caught' : 'piped', 'waited'].sort();
}

/** The names of the spans in each request, by the path of the parent. */
function pointsByPath(receiver: Receiver): Map<unknown, string[]> {
  const requests = receiver.spans.filter((span) => span.kind === 'server');
  const outgoing = receiver.spans.filter((span) => span.kind === 'client');
  const possibleParents = new Set([undefined, ...outgoing.map((span) => span.spanId)]);
  assert.ok(requests.every((span) => possibleParents.has(span.parentSpanId || undefined)), 'no request is in another');
  assert.ok(outgoing.every((span) => !span.parentSpanId), 'what is sent outside of requests is in none');
  const pathOf = new Map(requests.map((span) => [span.spanId, span.attributes['url.path']]));
  const points = new Map<unknown, string[]>(requests.map((span) => [span.attributes['url.path'], []]));
  assert.equal(points.size, requests.length);
  for (const span of receiver.spans.filter(({ kind }) => kind === 'internal')) {
    const { path } = span.attributes;
    assert.equal(pathOf.get(span.parentSpanId ?? ''), path, `parent of ${span.name} in ${String(path)}`);
    points.get(path)?.push(span.name);
  }
  return points;
}

async function assertKept(options: Partial<AppOptions>): Promise<void> {
  await withReceiver(async (receiver) => {
    const env = { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'net', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', OTEL_BSP_MAX_QUEUE_SIZE: '20000' };
    const end = await runApp({ app: 'context/service.cjs', env, ...options }, receiver);
    assert.equal(end.exitCode, 0, end.stderr);
    assert.deepEqual(JSON.parse(end.stdout), []);
    const points = pointsByPath(receiver);
    for (const [path, expected] of Object.entries(expectedPoints)) assert.deepEqual(points.get(path)?.sort(), expected, path);
    for (let number = 0; number < mixedCount; number++) assert.deepEqual(points.get(`/mixed/${number}`)?.sort(), mixedPoints(number), `/mixed/${number}`);
  });
}

describe('context of a request', () => {
  for (const node of mainNodeLines) {
    it(`is kept to its last event: ${node.name}`, async function () {
      skipUnless(this, node.missing);
      await assertKept({ node });
    });
  }

  it("these rows hold for upstream's context manager too", () => assertKept({ register: '@opentelemetry/auto-instrumentations-node/register' }));

  for (const node of mainNodeLines.filter(({ name }) => name.startsWith('this') || name === 'Node.js 24')) {
    it(`is not kept in memory: ${node.name}`, async function () {
      skipUnless(this, node.missing);
      const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
      const end = await runApp({ app: 'context/heap.cjs', node, nodeFlags: ['--expose-gc'], env }, undefined);
      assert.equal(end.exitCode, 0, end.stderr);
      // 18,000 contexts that are held, each with its span, are over 20 MB
      assert.ok(Number(end.stdout) < 4_000, `${end.stdout.trim()} KiB more after 18,000 requests`);
    });
  }
});
