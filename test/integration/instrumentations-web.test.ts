/** Web frameworks under register: the spans of a request, with route names, none of them twice. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { mainNodeLines, root, thisNode, type NodeLine } from '../support/node-lines.js';
import { withReceiver, type AppEnd, type AppOptions } from '../support/run-app.js';
import { drawTraces, runService } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';

type Row = Partial<AppOptions> & { readonly app: string; readonly requests: readonly string[]; readonly traces: readonly string[] };

const fastifyTrace = (request: string, handler: string): string => `server ${request}\n  internal request handler - ${handler}`;
const expressTrace = (name: string, ...layers: readonly string[]): string => [`server ${name}`, '  internal middleware - authenticate', ...layers.map((layer) => `  internal ${layer}`)].join('\n');

const fastifyRow: Row = {
  app: 'instrumentations/fastify.cjs',
  requests: ['/shop/carts/1', '/sync', '/later', '/value', '/awaited', '/throws', '/rejects', 'HEAD /sync', '/nowhere'],
  traces: [
    fastifyTrace('GET /shop/carts/:id', '/shop/carts/:id'),
    fastifyTrace('GET /sync', '/sync'),
    fastifyTrace('GET /later', '/later'),
    fastifyTrace('GET /value', '/value'),
    fastifyTrace('GET /awaited', '/awaited'),
    fastifyTrace('GET /throws !', '/throws !'),
    fastifyTrace('GET /rejects !', '/rejects !'),
    fastifyTrace('HEAD /sync', '/sync'),
    'server GET',
  ],
};

/** Express 5 names its layers without the route, as upstream does; the server span has it. */
const mainRows: readonly Row[] = [
  fastifyRow,
  { app: 'instrumentations/fastify.mjs', requests: ['/carts/1'], traces: [fastifyTrace('GET /carts/:id', '/carts/:id')] },
  {
    app: 'instrumentations/express.cjs',
    requests: ['/orders/1', '/carts/1', '/throws', '/nowhere'],
    traces: [
      expressTrace('GET /orders/:id', 'request handler'),
      expressTrace('GET /carts/:cart', 'router - /:cart', 'request handler'),
      expressTrace('GET /throws !', 'request handler !'),
      expressTrace('GET'),
    ],
  },
  { app: 'instrumentations/koa.cjs', requests: ['/'], traces: ['server GET\n  internal middleware - answer'] },
  { app: 'instrumentations/koa.mjs', requests: ['/'], traces: ['server GET\n  internal middleware - answer'] },
];

const rows: readonly Row[] = [
  { ...fastifyRow, env: { OTEL_DISTRO_FAST_PATH: 'off' } },
  {
    app: 'instrumentations/router-first.cjs',
    requests: ['/orders/1'],
    traces: [expressTrace('GET /orders/:id', 'request handler')],
  },
  { app: 'instrumentations/router.cjs', requests: ['/orders/1'], traces: ['server GET\n  internal request handler - /orders/:id'] },
  {
    app: 'instrumentations/router.cjs',
    env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'router' },
    requests: ['/orders/1'],
    traces: ['server GET'],
  },
  { app: 'instrumentations/connect.mjs', requests: ['/'], traces: ['server GET\n  internal middleware - answer'] },
  {
    app: 'instrumentations/graphql.mjs',
    requests: ['/'],
    traces: ['internal graphql.parseSchema', 'server GET\n  internal graphql.parse\n  internal graphql.validate\n  internal query\n    internal graphql.resolve hello'],
  },
];

function row({ requests, traces, ...options }: Row, node: NodeLine & { readonly missing?: string }): void {
  const variables = Object.entries(options.env ?? {}).map(([name, value]) => `, ${name}=${value}`);
  it(`${options.app}${variables.join('')}`, async function () {
    skipUnless(this, node.missing);
    await withReceiver(async (receiver) => {
      const end = await runService({ ...options, node }, receiver, requests);
      assert.deepEqual(drawTraces(receiver), traces);
      assertSilent(end);
    });
  });
}

function assertSilent({ stderr }: AppEnd): void {
  assert.deepEqual(stderr.split('\n').filter((line) => line.includes('[otel-distro]') && !line.includes(' info ')), [], stderr);
}

for (const node of mainNodeLines) {
  describe(`web frameworks on ${node.name}`, () => {
    for (const main of mainRows) row(main, node);
  });
}

describe('web frameworks', () => {
  for (const other of rows) row(other, thisNode);

  it('fastify: route and error are attributes of the spans', () =>
    withReceiver(async (receiver) => {
      await runService({ app: 'instrumentations/fastify.cjs' }, receiver, ['/shop/carts/1', '/rejects']);
      const handler = receiver.spans.find((span) => span.name === 'request handler - /shop/carts/:id');
      const server = receiver.spans.find((span) => span.name === 'GET /shop/carts/:id');
      assert.equal(handler?.attributes['http.route'], '/shop/carts/:id');
      assert.equal(server?.attributes['http.route'], '/shop/carts/:id');
      const failed = receiver.spans.find((span) => span.name === 'request handler - /rejects');
      assert.deepEqual([failed?.attributes['error.type'], failed?.events[0]?.attributes['exception.message']], ['RangeError', 'too far']);
      const duration = receiver.metrics.find((metric) => metric.name === 'http.server.request.duration');
      assert.deepEqual(duration?.points.map((point) => point.attributes['http.route']).sort(), ['/rejects', '/shop/carts/:id']);
    }));

  it('fastify: a span lasts until the answer is sent', () =>
    withReceiver(async (receiver) => {
      await runService({ app: 'instrumentations/fastify.cjs' }, receiver, ['/later', '/awaited']);
      for (const name of ['/later', '/awaited']) {
        const span = receiver.spans.find((candidate) => candidate.name === `request handler - ${name}`);
        const durationMs = span === undefined ? 0 : Number(span.endTimeUnixNano - span.startTimeUnixNano) / 1e6;
        assert.ok(durationMs >= 18, `${name}: ${durationMs} ms`);
      }
    }));

  describe('express 4', () => {
    let folder: string;

    before(() => {
      // packages are known by the name of their folder, which an npm alias changes
      mkdirSync(path.join(root, '.cache'), { recursive: true });
      folder = mkdtempSync(path.join(root, '.cache', 'express4-'));
      cpSync(path.join(root, 'node_modules/express4'), path.join(folder, 'node_modules/express'), { recursive: true });
      for (const file of ['express.cjs', 'listen.cjs']) cpSync(path.join(root, 'test/fixtures/instrumentations', file), path.join(folder, file));
    });

    after(() => rmSync(folder, { recursive: true, force: true }));

    it('has the spans of Express 5, and those of its own middleware', () =>
      withReceiver(async (receiver) => {
        const end = await runService({ app: path.join(folder, 'express.cjs') }, receiver, ['/orders/1']);
        const layers = ['query', 'expressInit', 'authenticate'].map((name) => `  internal middleware - ${name}`);
        assert.deepEqual(drawTraces(receiver), [['server GET /orders/:id', ...layers, '  internal request handler - /orders/:id'].join('\n')]);
        assertSilent(end);
      }));
  });
});
