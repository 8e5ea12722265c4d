/** Places an order in the fixture shop, and checks that a collector accepted all that it must leave. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import type { Found } from '../../src/testing/expectation.js';
import { runApp, type AppEnd, type RunningApp } from '../support/run-app.js';
import type { Collector } from './collector.js';

const app = 'collector/app.cjs';

export interface ShopEnvironment {
  readonly OTEL_SERVICE_NAME?: string;
  readonly [name: string]: string | undefined;
}

/** Runs the shop under our register; `drive` uses it before it is asked to close. */
export function runShop(env: ShopEnvironment, drive: (app: RunningApp, port: number) => Promise<void>): Promise<AppEnd> {
  return runApp({ app, env: { OTEL_SERVICE_NAME: 'shop', ...env } }, undefined, async (running) => {
    const [, port] = await running.waitForOutput(/listening on (\d+)/);
    await drive(running, Number(port));
    await request(Number(port), '/close');
  });
}

export function placeOrder(port: number): Promise<string> {
  return request(port, '/orders/7');
}

/** The whole of a simple row: one order, a natural end, everything accepted, nobody complains. */
export async function assertOrderArrives(collector: Collector, env: ShopEnvironment): Promise<void> {
  const end = await runShop(env, async (_running, port) => assert.equal(await placeOrder(port), 'placed'));
  assert.equal(end.exitCode, 0, end.stderr);
  assertSilent(end);
  const { metrics } = await waitForOrder(collector);
  const durations = metrics.find(({ name }) => name === 'http.server.request.duration')?.points ?? [];
  const requests = durations.reduce((sum, { count = 0 }) => sum + count, 0);
  assert.equal(requests, 3, '/orders, /stock and /close are measured');
}

/** On stderr there is the start line, and nothing else. */
export function assertSilent(end: AppEnd): void {
  assert.match(end.stderr, /^\[otel-distro\] info started \S+ for service "shop":.*\n(\[otel-distro\] info \/metrics on .*\n)?$/);
}

const stockAttributes = { 'url.path': '/stock', 'http.request.method': 'GET', 'http.response.status_code': 200 };

export async function waitForOrder(collector: Collector): Promise<Found> {
  const found = await collector.waitFor({
    spans: [
      {
        kind: 'server',
        name: 'GET',
        attributes: {
          'url.path': '/orders/7',
          'http.request.method': 'GET',
          'http.response.status_code': 200,
          'order.number': 2 ** 53 - 1,
          'order.weight': 0.5,
          'order.is_gift': true,
          'order.items': ['Käse', '☃'],
        },
      },
      { kind: 'client', name: 'GET', attributes: { 'url.full': /\/stock$/, 'http.request.method': 'GET', 'http.response.status_code': 200 } },
      { kind: 'server', name: 'GET', attributes: stockAttributes },
    ],
    logs: { body: 'order placed', severityText: 'info', severityNumber: 9, attributes: { number: '7', apiToken: '[REDACTED]' } },
    metrics: [
      {
        name: 'shop.orders',
        unit: '{order}',
        description: 'Orders that were placed',
        type: 'sum',
        temporality: 'cumulative',
        monotonic: true,
        scope: { name: 'shop', version: '1.2.3' },
        points: [{ value: 1, attributes: { country: 'ch' } }],
      },
      { name: 'shop.order.value', unit: 'CHF', type: 'histogram', points: [{ count: 1, sum: 12.5, min: 12.5, max: 12.5 }] },
      { name: 'http.server.request.duration', unit: 's', type: 'histogram' },
      { name: 'process.memory.usage', unit: 'By' },
    ],
  });
  assertOneTrace(collector, found);
  assertOneResource(found);
  return found;
}

function assertOneTrace(collector: Collector, { spans: [order, call, stock], logs: [record] }: Found): void {
  assert.ok(order && call && stock && record);
  assert.equal(order.parentSpanId, undefined);
  assert.deepEqual([call.parentSpanId, stock.parentSpanId, record.spanId], [order.spanId, call.spanId, order.spanId]);
  assert.deepEqual([call.traceId, stock.traceId, record.traceId], [order.traceId, order.traceId, order.traceId]);
  assert.ok(order.startTimeUnixNano <= call.startTimeUnixNano && call.endTimeUnixNano <= order.endTimeUnixNano, 'the call happens in the order');
  const accepted = collector.accepted();
  assert.equal(accepted.spans.filter((span) => span.traceId === order.traceId).length, 3, 'each span once');
  assert.equal(accepted.logs.length, 1, 'each log record once');
}

function assertOneResource({ spans, logs, metrics }: Found): void {
  const [resource, ...others] = [...spans, ...logs, ...metrics].map((record) => record.resource);
  assert.ok(resource);
  assert.equal(resource['service.name'], 'shop');
  assert.equal(resource['telemetry.sdk.language'], 'nodejs');
  assert.equal(resource['telemetry.distro.name'], '@org/otel-distro');
  assert.match(String(resource['service.instance.id']), /^[0-9a-f-]{36}$/);
  for (const other of others) assert.deepEqual(other, resource);
}

/** Without an agent, so that no idle connection keeps the shop from ending. */
function request(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve(text));
    }).on('error', reject);
  });
}
