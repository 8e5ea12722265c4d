/** Express 4 and 5 on the fast and on the slow path: the same apps and requests leave the same spans, metrics and log records. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as sendRequest } from 'node:http';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildTraceTree, type TraceNode } from '../../src/otlp/trace-tree.js';
import type { Receiver } from '../../src/testing/index.js';
import { root } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';

type Rows = Readonly<Record<string, { readonly port: number; readonly requests: readonly string[] }>>;

/** All of one path. */
interface Telemetry {
  /** By the name of the row: what was answered, and the traces. */
  readonly rows: ReadonlyMap<string, unknown>;
  readonly metrics: unknown;
  readonly logs: unknown;
}

const scope = '@opentelemetry/instrumentation-express';
const fixtures = path.join(root, 'test/fixtures/instrumentations');
const packageOf: Readonly<Record<string, string>> = { 'Express 4': 'express4', 'Express 5': 'express' };

const variants: readonly { readonly title: string; readonly versions: readonly string[]; readonly env: Readonly<Record<string, string>> }[] = [
  { title: 'as it comes', versions: ['Express 4', 'Express 5'], env: { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' } },
  {
    title: 'layers and types left out',
    versions: ['Express 4', 'Express 5'],
    env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"express":{"ignoreLayers":["middleware - one","middleware - passesLater","request handler","request handler - /a"],"ignoreLayersType":["router"]}}' },
  },
  { title: 'handlers left out', versions: ['Express 5'], env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"express":{"ignoreLayersType":["middleware","request_handler"]}}' } },
  { title: 'nothing sampled', versions: ['Express 5'], env: { OTEL_TRACES_SAMPLER: 'always_off', OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true' } },
  { title: 'no traces', versions: ['Express 5'], env: { OTEL_TRACES_EXPORTER: 'none' } },
  { title: 'no http instrumentation', versions: ['Express 5'], env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' } },
  { title: 'another sampler, few attributes, exceptions as logs', versions: ['Express 5'], env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3', OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'logs' } },
];

describe('Express on the fast and on the slow path', () => {
  let folders: ReadonlyMap<string, string>;

  before(() => {
    mkdirSync(path.join(root, '.cache'), { recursive: true });
    folders = new Map(Object.entries(packageOf).map(([version, packageName]) => {
      // packages are known by the name of their folder, which an npm alias changes
      const folder = mkdtempSync(path.join(root, '.cache', 'express-rows-'));
      cpSync(path.join(root, 'node_modules', packageName), path.join(folder, 'node_modules/express'), { recursive: true });
      for (const name of ['express-rows.cjs', 'express-rows']) cpSync(path.join(fixtures, name), path.join(folder, name), { recursive: true });
      return [version, folder];
    }));
  });

  after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  for (const { title, versions, env } of variants) for (const version of versions) compare(`${version}, ${title}`, () => folders.get(version)!, env);
});

function compare(title: string, folder: () => string, env: Readonly<Record<string, string>>): void {
  it(title, async function () {
    this.timeout(60_000);
    const run = (fastPath: string): Promise<Telemetry> => collect(path.join(folder(), 'express-rows.cjs'), { ...env, OTEL_DISTRO_FAST_PATH: fastPath });
    const [slow, fast] = [await run('off'), await run('on')];
    assert.ok(slow.rows.size >= 55, `${slow.rows.size} rows`);
    assert.deepEqual([...fast.rows.keys()], [...slow.rows.keys()]);
    for (const [name, expected] of slow.rows) assert.deepEqual(fast.rows.get(name), expected, name);
    assert.deepEqual(fast.metrics, slow.metrics);
    assert.deepEqual(fast.logs, slow.logs);
  });
}

function collect(app: string, env: Readonly<Record<string, string>>): Promise<Telemetry> {
  return withReceiver(async (receiver) => {
    const answers = new Map<string, string[]>();
    await runApp({ app, env: { ...env, NODE_ENV: 'production' } }, receiver, async (running) => {
      const [, listening = ''] = await running.waitForOutput(/listening (.*)\n/);
      for (const [name, { port, requests }] of Object.entries(JSON.parse(listening) as Rows)) {
        const answered: string[] = [];
        for (const [index, request] of requests.entries()) answered.push(await ask(port, request, `${name}#${index}`));
        answers.set(name, answered);
      }
      running.process.kill('SIGTERM');
    });
    const traces = tracesByRow(receiver);
    const rows = new Map([...answers].map(([name, answered]) => [name, { answered, traces: traces.get(name) ?? [] }]));
    return { rows, metrics: drawMetrics(receiver), logs: drawLogs(receiver) };
  });
}

/** Returns status and body. */
async function ask(port: number, line: string, title: string): Promise<string> {
  const [method = '', target = '/', ...body] = line.split(' ');
  if (method === 'MANY') return (await Promise.all(Array.from({ length: 20 }, (_, index) => ask(port, `GET ${target}${index}`, title)))).join('\n');
  const sent = body.length > 0 ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body.join(' ')) } : {};
  const request = sendRequest({ port, host: '127.0.0.1', path: target, method: method === 'ABORT' ? 'GET' : method, agent: false, headers: { 'user-agent': title, 'x-request-id': 'of-all', ...sent } });
  return new Promise((resolve, reject) => {
    request.on('error', reject).on('response', (response) => {
      if (method !== 'ABORT') return void text(response).then((received) => resolve(`${response.statusCode} ${received}`), reject);
      response.on('error', () => undefined).once('data', () => {
        request.destroy();
        resolve('aborted');
      });
    });
    request.end(body.join(' '));
  });
}

/** By the name of the row, which is the user agent of the requests; without their spans, all are in one. */
function tracesByRow({ spans }: Receiver): ReadonlyMap<string, readonly string[]> {
  const rows = new Map<string, string[]>();
  for (const tree of buildTraceTree(spans).roots) {
    const row = String(tree.span.attributes['user_agent.original'] ?? 'a route').split('#', 1)[0]!;
    const ends = spans.filter((span) => span.traceId === tree.span.traceId && span.scope.name === scope).map(({ name }) => name);
    rows.set(row, [...(rows.get(row) ?? []), `${draw(tree)}\nended: ${ends.join(', ')}`]);
  }
  for (const traces of rows.values()) traces.sort();
  return rows;
}

function draw({ span, children }: TraceNode): string {
  const { name, kind, status, events, links, flags, traceState, droppedAttributesCount } = span;
  const exceptions = events.map((event) => [event.name, withoutStack(event.attributes)]);
  const line = JSON.stringify([kind, name, stable(span.attributes), status, exceptions, links.length, flags, traceState, droppedAttributesCount, span.scope.name, span.scope.version]);
  // those that start in the same millisecond have no order on the slow path
  return [line, ...children.map((child) => draw(child).replaceAll(/^/gm, '  ')).sort()].join('\n');
}

function drawMetrics({ metrics }: Receiver): unknown {
  const drawn = metrics
    .filter(({ name }) => name === 'http.server.request.duration' || name.startsWith('otel.sdk.span.'))
    .flatMap(({ name, points }) => points.map((point) => `${name} ${JSON.stringify(stable(point.attributes))} ${point.count ?? point.value}`));
  return [...new Set(drawn)].sort();
}

function drawLogs({ logs }: Receiver): unknown {
  return logs.map(({ body, eventName, severityNumber, attributes, spanId }) => JSON.stringify([body, eventName, severityNumber, withoutStack(stable(attributes)), spanId !== undefined])).sort();
}

function withoutStack(attributes: Readonly<Record<string, unknown>>): unknown {
  const stack = attributes['exception.stacktrace'];
  return typeof stack === 'string' ? { ...attributes, 'exception.stacktrace': stack.split('\n', 1)[0] } : attributes;
}

/** Without ports, with sorted names. */
function stable(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.endsWith('.port')).sort(([a], [b]) => (a < b ? -1 : 1)));
}
