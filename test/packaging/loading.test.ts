/** The installed package: each way of loading × module system × Node.js line gives all three signals of a real service. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { startPostgres, startRedis, type DatabaseServer, type MissingDatabase } from '../support/databases.js';
import { nodeLines, thisNode, type NodeLine } from '../support/node-lines.js';
import { runApp, withReceiver, type Loading, type RunningApp } from '../support/run-app.js';
import { drawTraces } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';
import { useInstallation, type Installation } from './installation.js';

const firstLines = { mjs: "import '@org/otel-distro/register';", cjs: "require('@org/otel-distro/register');" } as const;

describe('the installed package', () => {
  let installation: Installation;
  let postgres: DatabaseServer | MissingDatabase;
  let redis: DatabaseServer | MissingDatabase;

  before(async function () {
    installation = await useInstallation(this);
    [postgres, redis] = [await startPostgres(), await startRedis()];
    for (const [extension, line] of Object.entries(firstLines)) {
      const app = readFileSync(path.join(installation.folder, `app.${extension}`), 'utf8');
      writeFileSync(path.join(installation.folder, `first-line.${extension}`), `${line}\n${app}`);
    }
  });

  after(async () => {
    // neither is there when all of this was skipped
    for (const database of [postgres, redis] as (typeof postgres | undefined)[]) if (database?.missing === undefined) await database?.stop();
  });

  it('has a PostgreSQL to talk to', function () {
    skipUnless(this, postgres.missing);
  });

  it('has a Redis to talk to', function () {
    skipUnless(this, redis.missing);
  });

  /** Databases that are not there leave no spans. */
  function expectedTrace(): string {
    const sql = ['client pg-pool.connect', '  client pg.connect', 'client pg.query:SELECT postgres'];
    const inHandler = [
      ...(postgres.missing === undefined ? sql : []),
      ...(redis.missing === undefined ? ['client set'] : []),
      'client GET',
      '  server GET /payments/:id',
      '    internal request handler - /payments/:id',
    ];
    return ['server GET /orders/:id', '  internal request handler', ...inHandler.map((line) => `    ${line}`)].join('\n');
  }

  function assertSignals(receiver: Receiver): void {
    const request = receiver.spans.find((span) => span.name === 'GET /orders/:id');
    assert.deepEqual(drawTraces(receiver).filter((trace) => trace.includes('GET /orders')), [expectedTrace()]);
    const logs = receiver.logs.filter((record) => record.traceId === request?.traceId).map((record) => record.body);
    assert.deepEqual(logs, ['order taken', 'order paid'], 'by winston and by pino, in the trace of the request');
    const metrics = new Set(receiver.metrics.map((metric) => metric.name));
    for (const name of ['http.server.request.duration', 'http.client.request.duration']) assert.ok(metrics.has(name), `no ${name} in ${[...metrics].join(', ')}`);
    assert.equal(request?.resource['service.name'], 'shop');
  }

  async function useApp(app: RunningApp): Promise<void> {
    const [, port] = await app.waitForOutput(/listening on (\d+)/);
    const answer = await fetch(`http://127.0.0.1:${port}/orders/7`);
    assert.deepEqual(await answer.json(), { id: '7' });
    const metricsUrl = /info \/metrics on (\S+)/.exec(app.output.stderr)?.[1];
    assert.match(await (await fetch(metricsUrl ?? 'no /metrics on stderr')).text(), /^http_server_request_duration(_seconds)?_count\{.*http_route="\/orders\/:id"/m);
    app.process.kill('SIGTERM');
  }

  function row(loading: Loading, extension: keyof typeof firstLines, node: NodeLine & { readonly missing?: string }): void {
    const app = `${loading === 'none' ? 'first-line' : 'app'}.${extension}`;
    it(`${loading === 'none' ? 'first line' : loading}, ${app}, ${node.name}`, async function () {
      skipUnless(this, node.missing);
      const env = { DATABASE_URL: postgres.missing === undefined ? postgres.url : '', REDIS_URL: redis.missing === undefined ? redis.url : '' };
      await withReceiver(async (receiver) => {
        const end = await runApp({ app, cwd: installation.folder, loading, node, env }, receiver, useApp);
        assert.equal(end.exitCode, 0, end.stderr);
        assertSignals(receiver);
      });
    });
  }

  const lines = [thisNode, ...nodeLines.filter(({ name }) => ['Node.js 20.19', 'Node.js 24'].includes(name))];
  for (const node of lines) {
    for (const loading of ['--import', '--require', 'NODE_OPTIONS', 'none'] as const) {
      row(loading, 'mjs', node);
      row(loading, 'cjs', node);
    }
  }
});
