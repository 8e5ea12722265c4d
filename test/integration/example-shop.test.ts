/** The example shop, started as `npm start` starts it: what it prints, what /metrics has, and how it ends. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { type DatabaseServer, startPostgres, startRedis } from '../support/databases.js';
import { findFreePort } from '../support/free-port.js';
import { root } from '../support/node-lines.js';
import { type AppEnd, runApp, type RunningApp } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

const embedded = { DATABASE_URL: undefined, REDIS_URL: undefined };
/** Some 6 seconds on a quiet machine. */
const traceTimeoutMs = 20_000;
const customersCome = /customers come to (http:\/\/\S+),/;

describe('examples/shop', () => {
  it('prints traces of both services, with an embedded PostgreSQL, and ends on SIGINT', async () => {
    const end = await runShop(embedded, async (shop) => {
      await assertCheckout(shop, checkoutTree({ redis: false }));
      await assertTelemetry(shop);
      await assertEndsWithAllChildren(shop, 'SIGINT');
    });
    assertCleanEnd(end);
    assert.match(end.stdout, /embedded PostgreSQL/);
  });

  it('uses DATABASE_URL and REDIS_URL, and ends on SIGTERM', async function () {
    const servers = [await startPostgres(), await startRedis()];
    try {
      for (const { missing } of servers) skipUnless(this, missing);
      const [postgres, redis] = servers as DatabaseServer[];
      const end = await runShop({ DATABASE_URL: postgres?.url, REDIS_URL: redis?.url }, async (shop) => {
        await assertCheckout(shop, checkoutTree({ redis: true }));
        await assertTelemetry(shop);
        await assertEndsWithAllChildren(shop, 'SIGTERM');
      });
      assertCleanEnd(end);
      assert.doesNotMatch(end.stdout, /embedded PostgreSQL/);
      assert.ok((await countOrders(postgres?.url)) >= 1, 'the order is in the real database');
    } finally {
      for (const server of servers) if ('stop' in server) await server.stop();
    }
  });

  it('ends while it is still starting', async () => {
    const end = await runShop(embedded, async (shop) => {
      await shop.waitForOutput(/embedded PostgreSQL/);
      shop.process.kill('SIGINT');
    });
    assertCleanEnd(end);
  });

  for (const variable of ['SHOP_PORT', 'PAYMENTS_PORT', 'OTEL_DEV_PORT']) {
    it(`says that the port of ${variable} is taken`, async () => {
      const port = await findFreePort();
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      try {
        const end = await runShop({ ...embedded, [variable]: String(port) }, async () => undefined);
        assert.equal(end.exitCode, 1);
        assert.equal(end.stderr.trim(), `shop: port ${port} is taken. ${variable} chooses another one, for example: ${variable}=7311 npm start`);
      } finally {
        server.close();
      }
    });
  }
});

async function runShop(env: Record<string, string | undefined>, drive: (shop: RunningApp) => Promise<void>): Promise<AppEnd> {
  const ports = { SHOP_PORT: String(await findFreePort()), PAYMENTS_PORT: String(await findFreePort()), OTEL_DEV_PORT: '0' };
  const options = { app: path.join(root, 'examples/shop/start.mjs'), loading: 'none', env: { ...ports, SHOP_VERBOSE: undefined, ...env } } as const;
  return runApp(options, undefined, async (shop) => {
    try {
      await drive(shop);
    } catch (error) {
      // it has children, which a kill would leave behind
      shop.process.kill('SIGTERM');
      await shop.ended;
      throw error;
    }
  });
}

/** The first printed trace in which all of the patterns are found. */
async function untilTrace(shop: RunningApp, ...patterns: readonly RegExp[]): Promise<string> {
  for (const deadlineMs = Date.now() + traceTimeoutMs; ; await delay(50)) {
    // a trace is whole once another line follows it
    const traces = shop.output.stdout.split(/^(?![ │├└])/m).slice(0, -1).filter((text) => text.startsWith('trace '));
    const found = traces.find((trace) => patterns.every((pattern) => pattern.test(trace)));
    if (found !== undefined) return found;
    if (Date.now() > deadlineMs) throw new Error(`no trace with ${patterns.join(' and ')} within ${traceTimeoutMs} ms`);
  }
}

/** Names of the spans as a tree, with the service where it changes; times and details left out. */
function drawSpans(trace: string): string[] {
  return trace
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, indent = '', text = ''] = /^([ │├└─]*)(.*)$/.exec(line) ?? [];
      if (text === '' || text.startsWith('·')) return [];
      const [name = '', next = ''] = text.split('  ');
      return `${'  '.repeat(indent.length / 3 - 1)}${name}${['shop', 'payments'].includes(next) ? ` (${next})` : ''}`;
    });
}

const query = (kind: string): string[] => ['        pg-pool.connect', `        pg.query:${kind} postgres`];

function checkoutTree({ redis }: { readonly redis: boolean }): string[] {
  return [
    'POST /carts/:cartId/checkout (shop)',
    '  middleware - jsonParser',
    '  middleware - bindCart',
    '  request handler',
    ...(redis ? ['    hgetall'] : []),
    '    flow checkout',
    '      step price_cart',
    ...query('SELECT'),
    '      step reserve_stock',
    ...query('UPDATE'),
    '      step charge_card',
    '        POST',
    '          POST /charges (payments)',
    '            request handler - /charges',
    '              assess_risk',
    '      step confirm_order',
    ...query('INSERT'),
    ...(redis ? ['        del'] : []),
    '      step send_receipt',
    '        render_receipt',
  ];
}

async function assertCheckout(shop: RunningApp, tree: readonly string[]): Promise<void> {
  const [, shopUrl = ''] = await shop.waitForOutput(customersCome);
  assert.equal(await checkOut(shopUrl, { cardToken: 'tok_visa', email: 'customer@example.com' }), 201);
  const checkout = await untilTrace(shop, /flow checkout {2}/, /receipt_sent/);
  assert.deepEqual(drawSpans(checkout), tree);
  const logLines = checkout.split('\n').filter((line) => line.includes('─ · '));
  for (const line of [
    /INFO flow checkout started cartId=\S+$/,
    /INFO card_charged .*cardToken=\[REDACTED\]/,
    /INFO order_placed orderId=\S+ totalCents=\d+ cartId=\S+$/,
    /INFO receipt_sent orderId=\S+ cartId=\S+$/,
    /INFO flow checkout completed/,
  ]) assert.ok(logLines.some((logLine) => line.test(logLine)), `${line} in\n${logLines.join('\n')}`);
  const [flowId] = /flow\.id=checkout-[0-9a-f]{8}/.exec(checkout) ?? [];
  assert.match(checkout, new RegExp(`POST /charges  payments .* request\\.id=\\S+ correlation\\.id=customer-\\S+ ${flowId}$`, 'm'));
}

async function assertTelemetry(shop: RunningApp): Promise<void> {
  assert.doesNotMatch(shop.output.stdout, /^\[(shop|payments)\]/m, 'the stdout of the services is left out');

  const [, shopUrl = ''] = await shop.waitForOutput(customersCome);
  assert.equal(await checkOut(shopUrl, { cardToken: 'tok_no_funds' }), 402);
  await untilTrace(shop, /flow checkout {2}.*ERROR payment declined: insufficient funds/, /WARN charge_declined/, /WARN request_refused status=402/);
  assert.equal(await checkOut(shopUrl, { cardToken: 'tok_network_down' }), 502);
  await untilTrace(shop, /ERROR payment_failed tries=1/, /ERROR flow checkout failed flow\.failed_step=charge_card/, /ERROR the card network did not answer/);
  assert.equal(await checkOut(shopUrl, { cardToken: 'tok_busy' }), 201);
  await untilTrace(shop, /step charge_card {2}.*ERROR payments are busy/, /flow checkout step charge_card, attempt 2/, /send_receipt skipped flow\.step\.skip_reason=no_email/);
  await untilTrace(shop, /INFO checkout skip\.reason=cart_empty cartId=/);
  await untilTrace(shop, /stock_watch {2}shop/, /stock_order skip\.reason=enough_in_stock job=stock_watch/);

  const [, metricsUrl = ''] = await shop.waitForOutput(/metrics of shop at (http:\/\/\S+)/);
  const metrics = await (await fetch(metricsUrl)).text();
  const outcomes = Array.from(metrics.matchAll(/^shop_orders_total\{order_outcome="(\w+)".*\} [1-9]/gm), ([, outcome]) => outcome);
  assert.deepEqual(outcomes.sort(), ['completed', 'declined', 'failed']);
  for (const line of [
    /^flow_duration_count\{.*flow_name="checkout",flow_outcome="failed",flow_failed_step="charge_card".*\} [1-9]/m,
    /^flow_step_duration_count\{.*flow_step_name="send_receipt",flow_step_outcome="skipped".*\} [1-9]/m,
    /^flow_active\{.*flow_name="checkout".*\} \d/m,
    /^log_skip_count_total\{.*event_name="checkout",skip_reason="cart_empty".*\} [1-9]/m,
  ]) assert.match(metrics, line);
}

/** Buys a mug; returns the HTTP status of the checkout. */
async function checkOut(shopUrl: string, payment: { readonly cardToken: string; readonly email?: string }): Promise<number> {
  const headers = { 'content-type': 'application/json', 'x-correlation-id': 'customer-of-test' };
  const post = (resource: string, body: object): Promise<Response> =>
    fetch(`${shopUrl}/carts/${payment.cardToken}/${resource}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await post('items', { sku: 'mug', quantity: 1 });
  return (await post('checkout', payment)).status;
}

async function assertEndsWithAllChildren(shop: RunningApp, signal: NodeJS.Signals): Promise<void> {
  const children = listDescendants(shop.process.pid ?? 0);
  assert.equal(children.length, 3, 'otel-distro dev and two services');
  shop.process.kill(signal);
  await shop.ended;
  for (const child of children) assert.throws(() => process.kill(child, 0), { code: 'ESRCH' });
}

function listDescendants(parent: number): number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  const childrenOf = (pid: number): number[] => rows.flatMap(([child = 0, parentOfChild]) => (parentOfChild === pid ? [child, ...childrenOf(child)] : []));
  return childrenOf(parent);
}

function assertCleanEnd(end: AppEnd): void {
  assert.equal(end.signal, null);
  assert.equal(end.exitCode, 0, end.stderr);
  assert.deepEqual(end.stderr.split('\n').filter((line) => line !== '' && !line.includes('[otel-distro] info started')), [], 'nothing else on stderr');
}

async function countOrders(databaseUrl: string | undefined): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query('SELECT count(*)::int AS count FROM shop_orders');
    return (rows as { count: number }[])[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}
