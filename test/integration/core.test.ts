/** The core rows: each way of loading × module system × Node.js line gives the same spans, logs and metrics. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { nodeLines, type NodeLine } from '../support/node-lines.js';
import { uuid } from '../support/request-service.js';
import { runApp, withReceiver, type AppEnd, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

/** Express 5 names its handler span without the route, as upstream does. */
const expectedTrace = ['client GET', '  server GET /orders/:id', '    internal request handler'];

function drawTrace(receiver: Receiver, traceId: string): string[] {
  const spans = receiver.spans.filter((span) => span.traceId === traceId);
  const draw = (parentSpanId: string | undefined, depth: number): string[] =>
    spans
      .filter((span) => (span.parentSpanId || undefined) === parentSpanId)
      .flatMap((span) => [`${'  '.repeat(depth)}${span.kind} ${span.name}`, ...draw(span.spanId, depth + 1)]);
  return draw(undefined, 0);
}

function assertCore(receiver: Receiver, end: AppEnd): void {
  assert.equal(end.exitCode, 0, end.stderr);
  const traceIds = [...new Set(receiver.spans.map((span) => span.traceId))];
  assert.equal(traceIds.length, 2, 'one trace by http.get, one by fetch');
  for (const traceId of traceIds) {
    assert.deepEqual(drawTrace(receiver, traceId), expectedTrace);
    const records = receiver.logs.filter((record) => record.traceId === traceId);
    assert.deepEqual(records.map((record) => `${record.severityText} ${String(record.body)}`).sort(), ['info order read', 'warn order seen']);
    const handler = receiver.spans.find((span) => span.traceId === traceId && span.name === 'request handler');
    for (const record of records) assert.equal(record.spanId, handler?.spanId, 'logged in the handler');
  }
  const winstonRecord = receiver.logs.find((record) => record.body === 'order read');
  const { 'request.id': requestId, 'correlation.id': correlationId, ...attributes } = winstonRecord?.attributes ?? {};
  assert.deepEqual(attributes, { orderId: '1', apiToken: '[REDACTED]', 'request.method': 'GET', 'request.route': '/orders/:id' });
  assert.match(String(requestId), uuid);
  assert.equal(correlationId, requestId);
  const metricNames = new Set(receiver.metrics.map((metric) => metric.name));
  for (const name of ['http.server.request.duration', 'http.client.request.duration', 'nodejs.eventloop.utilization', 'v8js.memory.heap.used', 'process.memory.usage']) {
    assert.ok(metricNames.has(name), `${name} is missing in ${[...metricNames].join(', ')}`);
  }
  assert.match(end.stdout, /"trace_id":"[0-9a-f]{32}"/, 'console lines carry the trace id');
  assert.deepEqual(end.stderr.split('\n').filter((line) => line !== '' && !line.includes(' info ')), [], 'silent while healthy');
}

function coreRow(title: string, options: AppOptions & { readonly node: NodeLine }): void {
  it(title, async function () {
    skipUnless(this, options.node.missing);
    await withReceiver(async (receiver) => assertCore(receiver, await runApp(options, receiver)));
  });
}

const stripsTypes = (name: string): boolean => ['22', '24', '26'].includes(name.replace('Node.js ', ''));

for (const node of nodeLines) {
  describe(`core rows on ${node.name}`, () => {
    for (const app of ['core/app.mjs', 'core/app.cjs']) {
      for (const loading of ['--import', '--require'] as const) coreRow(`${loading}, ${app}`, { app, loading, node });
    }
    for (const app of ['core/app.mjs', 'core/app.cjs']) coreRow(`OTEL_DISTRO_FAST_PATH=off, ${app}`, { app, loading: '--import', node, env: { OTEL_DISTRO_FAST_PATH: 'off' } });
    coreRow('NODE_OPTIONS, core/app.mjs', { app: 'core/app.mjs', loading: 'NODE_OPTIONS', node });
    for (const app of ['core/first-line.mjs', 'core/first-line.cjs']) coreRow(`first line, ${app}`, { app, loading: 'none', node });
    it('first line, core/first-line-imports.mjs: a library that is imported beside it is not taken for one that came before', async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const { exitCode, stderr } = await runApp({ app: 'core/first-line-imports.mjs', loading: 'none', node }, receiver);
        assert.equal(exitCode, 0, stderr);
        assert.doesNotMatch(stderr, /\[otel-distro\] (?:warn|error)/);
        assert.ok(receiver.spans.some(({ name }) => name === 'GET /orders/:id'), 'express says the route');
      });
    });
    for (const app of ['core/app-typed.mts', 'core/app-typed.cts']) {
      // Node.js 22 itself fails on a `.cts` app after any --import, of an empty module too (ERR_VM_MODULE_LINK_FAILURE)
      const loading = app.endsWith('.cts') && node.name === 'Node.js 22' ? '--require' : '--import';
      if (stripsTypes(node.name)) coreRow(`type stripping, ${loading}, ${app}`, { app, loading, node, nodeFlags: ['--disable-warning=ExperimentalWarning'] });
      // tsx itself cannot run CommonJS TypeScript on Node.js 20 when it imports from node_modules, with or without us
      const tsxWorks = app.endsWith('.mts') || !node.name.startsWith('Node.js 20');
      if (tsxWorks) coreRow(`tsx, ${app}`, { app, loading: '--import', node, nodeFlags: ['--import', 'tsx'] });
    }
  });
}

