/**
 * Where a running process loses telemetry, or is disturbed by it, under upstream: the collector that is down, the port, threads and
 * child processes, and what is made before the start. How processes end is in endings.test.ts, `import { get } from 'node:http'` in
 * core.test.ts, the case of names in settings*.test.ts.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { nodeLines, root } from '../support/node-lines.js';
import { problemsIn, processRows, type ProcessRow, type ProcessRun } from '../support/process-rows.js';
import { findFreePort } from '../support/free-port.js';

const fixture = (name: string, ...args: string[]) => ({ app: `failure-modes/${name}`, args });
const spanNames = (receiver: Receiver): string[] => receiver.spans.map(({ name }) => name).sort();
const logBodies = (receiver: Receiver): unknown[] => receiver.logs.map(({ body }) => body).sort();

describe('failure modes: a collector that is down', () => {
  const fast = { OTEL_BSP_SCHEDULE_DELAY: '30', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
  const tick = (receiver: Receiver, count: number) => receiver.waitFor(({ requests }) => requests.length >= count);
  processRows([
    {
      title: 'is said once, with what to do, and the app works and ends as ever',
      env: async () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await findFreePort()}` }),
      says: /warn export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/\w+ does not take \w+: nothing listens there \(ECONNREFUSED\); what is not delivered is lost\. Check that .* \[docs\/reference\/problems\.md#export-failed\]$/,
      options: { app: 'settings/app.cjs' },
      expect: ({ exitCode, stdout }) => {
        assert.equal(exitCode, 0);
        assert.match(stdout, /^done$/m);
      },
    },
    {
      title: 'is said once by a service that lives on',
      env: async () => ({ ...fast, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${await findFreePort()}`, OTEL_EXPORTER_OTLP_TIMEOUT: '300' }),
      options: fixture('busy.cjs'),
      ready: /listening/,
      says: /warn export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/traces does not take traces: nothing listens there \(ECONNREFUSED\); .* set OTEL_EXPORTER_OTLP_ENDPOINT, .* \[docs\/reference\/problems\.md#export-failed\]$/,
      drive: (receiver, app) => receiver.waitFor(() => app.output.stderr.includes('export-failed')),
    },
    {
      title: 'is said once while it lasts, and once when it is over',
      env: fast,
      options: fixture('busy.cjs'),
      prepare: (receiver) => receiver.respondWith({ status: 500 }),
      ready: /listening/,
      says: /warn export-failed: .* does not take traces: it answered 500/,
      async drive(receiver, app) {
        const { length } = receiver.requests;
        await tick(receiver, length + 10);
        assert.equal(problemsIn(app.output.stderr).length, 1);
        receiver.respondWith();
        await receiver.waitFor({ spans: ['tick'] });
        await receiver.waitFor(() => app.output.stderr.includes('export-recovered'));
        await tick(receiver, receiver.requests.length + 10);
      },
      expect: ({ stderr }) => assert.equal(stderr.match(/info export-recovered: http:\/\/127\.0\.0\.1:\d+ takes telemetry again\. Not delivered meanwhile: \d+ spans\./g)?.length, 1),
    },
    {
      title: 'that turns everything away: each signal that loses something is named, once',
      prepare: (receiver) => receiver.respondWith({ status: 401 }),
      options: { app: 'settings/app.cjs' },
      says: 'anything',
      expect: ({ stderr }) => assert.deepEqual(problemsIn(stderr).map((line) => /v1\/(\w+) does not take \1: it answered 401.*is lost/.exec(line)?.[1]).sort(), ['logs', 'metrics', 'traces']),
    },
    {
      title: 'does not end an app whose stderr nobody reads any more',
      env: fast,
      options: fixture('busy.cjs'),
      ready: /listening/,
      says: 'anything',
      async drive(receiver, app) {
        app.process.stderr?.destroy();
        receiver.respondWith({ status: 500 });
        await tick(receiver, receiver.requests.length + 10);
      },
      expect: ({ signal }) => assert.equal(signal, 'SIGTERM'),
    },
    {
      title: 'leaves the answers of the app as fast as they are',
      env: fast,
      options: fixture('busy.cjs'),
      prepare: (receiver) => receiver.respondWith({ hang: true }),
      ready: /listening on (\d+)/,
      says: 'anything',
      async drive(receiver, app) {
        await tick(receiver, 1);
        const [, port] = await app.waitForOutput(/listening on (\d+)/);
        for (let count = 0; count < 20; count++) assert.equal(await (await fetch(`http://127.0.0.1:${port}`)).text(), 'ok');
      },
    },
  ]);
});

describe('failure modes: the start', () => {
  const watched = { ...fixture('wait-a-moment.cjs'), nodeFlags: ['--require', './test/fixtures/failure-modes/network-watch.cjs'] };
  // 127.0.0.1 is where /metrics listens
  const takesNoNetwork = ({ stdout, stderr }: ProcessRun): void => {
    assert.match(stderr, / info started /);
    assert.deepEqual(stdout.match(/^network: (?!lookup 127\.0\.0\.1$).*$/gm), null);
  };
  const nothingSent = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_LOGS_EXPORTER: 'none' };
  processRows([
    {
      title: 'needs no working folder',
      options: {
        ...fixture('plain.cjs'),
        loading: '--require',
        register: path.join(root, 'dist/register.cjs'),
        nodeFlags: ['--require', './test/fixtures/failure-modes/lose-folder.cjs'],
      },
      expect: ({ stderr }) => assert.match(stderr, / info started /),
    },
    { title: 'takes no network, and no cloud is looked for where none is', env: nothingSent, options: watched, expect: takesNoNetwork },
    { title: 'nor with every detector by name', env: { ...nothingSent, OTEL_NODE_RESOURCE_DETECTORS: 'all' }, options: watched, expect: takesNoNetwork },
  ]);
});

describe('failure modes: the port of /metrics', () => {
  const occupant = createServer();
  before(() => once(occupant.listen(0, '127.0.0.1'), 'listening'));
  after(() => occupant.close());
  const isTaken = () => ({ OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1', OTEL_EXPORTER_PROMETHEUS_PORT: String((occupant.address() as AddressInfo).port) });
  processRows([
    {
      title: 'is taken: one problem, and all else works',
      env: isTaken,
      options: { app: 'settings/app.cjs' },
      says: /warn admin-port-unavailable: .*EADDRINUSE.*127\.0\.0\.1:\d+.* Set OTEL_EXPORTER_PROMETHEUS_PORT to a free port/,
      expect: ({ receiver, exitCode }) => assert.deepEqual([receiver.spans.length, receiver.metrics.some(({ name }) => name === 'work.count'), exitCode], [6, true, 0]),
    },
    { title: 'cannot be opened at such an address', env: { OTEL_EXPORTER_PROMETHEUS_HOST: '192.0.2.1' }, options: { app: 'settings/app.cjs' }, says: /admin-port-unavailable: .*EADDRNOTAVAIL/ },
    { title: 'is opened by the first process and not shared out by cluster', env: async () => ({ OTEL_EXPORTER_PROMETHEUS_PORT: String(await findFreePort()) }), options: fixture('cluster.cjs'), ready: /2 workers/, says: [/admin-port-unavailable/, /admin-port-unavailable/], drive: async (_receiver, _app, env) => {
      const page = await (await fetch(`http://localhost:${env['OTEL_EXPORTER_PROMETHEUS_PORT']}/metrics`)).text();
      assert.match(page, /^cluster_count_total\{.*process="primary".*\} 1/m);
    } },
  ]);
});

describe('failure modes: threads and child processes', () => {
  const threads = (stderr: string): number => stderr.match(/info started /g)?.length ?? 0;
  for (const node of nodeLines) {
    for (const loading of ['--import', '--require'] as const) {
      const row: ProcessRow = {
        title: `${node.name}, ${loading}: a worker gives its telemetry, and opens no port, takes no signals, ends`,
        options: { ...fixture('threads.cjs'), node, loading },
        expect({ receiver, stdout, stderr, exitCode }: ProcessRun) {
          assert.equal(exitCode, 0);
          assert.deepEqual(spanNames(receiver), ['main', 'worker']);
          assert.deepEqual([...new Set(receiver.spans.map(({ resource }) => resource['service.name']))], ['@org/otel-distro']);
          assert.ok(receiver.metrics.some(({ name }) => name === 'worker.count'));
          assert.match(stdout, /^worker: 0 signal handlers, servers: false\n/m);
          assert.match(stdout, /^worker ended with 0$/m);
          assert.equal(threads(stderr), 1, 'one start line');
        },
      };
      processRows([row]);
    }
  }
  for (const way of ['fork', 'cluster']) {
    processRows([{
      title: `${way}: parent and child give their telemetry`,
      env: { OTEL_METRICS_EXPORTER: 'otlp' },
      options: fixture('processes.cjs', way),
      expect({ receiver, stdout }) {
        assert.deepEqual(spanNames(receiver), ['child', 'parent']);
        assert.match(stdout, /^child ended with 0$/m);
      },
    }]);
  }
});

describe('failure modes: what is made before the start, or by the app itself', () => {
  const itself = { loading: 'none' as const };
  processRows([
    { title: 'winston: a logger made before', options: { ...fixture('winston-before.cjs'), ...itself }, expect({ receiver }) {
      assert.deepEqual(logBodies(receiver), ['made after', 'made before']);
      assert.deepEqual([...new Set(receiver.logs.map(({ traceId }) => traceId))], [receiver.spansNamed('work')[0]?.traceId]);
    } },
    { title: 'the winston transport of upstream: each record once, with its trace', options: fixture('winston-transport.cjs'), expect({ receiver }) {
      assert.deepEqual(logBodies(receiver), ['by a child', 'by the transport']);
      assert.deepEqual([...new Set(receiver.logs.map(({ spanId }) => spanId))], [receiver.spansNamed('work')[0]?.spanId]);
    } },
    { title: 'instruments made before, by the helper API', options: { ...fixture('early-instruments.cjs'), ...itself }, expect({ receiver }) {
      const value = (name: string) => receiver.metrics.find((metric) => metric.name === name)?.points[0];
      assert.equal(value('early.orders')?.value, 2);
      assert.equal(value('early.duration')?.count, 1);
    } },
    { title: 'Express loaded before: said, and winston and http work all the same', options: { ...fixture('express-before.cjs'), ...itself }, says: /warn loaded-too-late: loaded before the distro: express, router\. Start with node --import/, expect({ receiver }) {
      assert.deepEqual(receiver.spans.map(({ kind }) => kind).filter((kind) => kind !== 'internal').sort(), ['client', 'server']);
      assert.deepEqual(logBodies(receiver), ['asked']);
    } },
    ...['api-1-4', 'api-1-9'].map((name): ProcessRow => ({
      title: `an older copy of the API (${name})`,
      options: fixture('older-api.cjs', name),
      expect({ receiver }) {
        assert.deepEqual(spanNames(receiver), ['child', 'grandchild', 'parent']);
        const [child] = receiver.spansNamed('child');
        assert.equal(receiver.spansNamed('grandchild')[0]?.parentSpanId, child?.spanId);
        assert.equal(child?.parentSpanId, receiver.spansNamed('parent')[0]?.spanId);
        assert.ok(receiver.metrics.some((metric) => metric.name === 'older.count'));
      },
    })),
  ]);
});
