/** The two services of the example shop with a receiver: their ids, what they log of errors, and a checkout whose process is killed in the middle. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import type { DecodedLogRecord, Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { root } from '../support/node-lines.js';
import { runApp, withReceiver, type RunningApp } from '../support/run-app.js';

const folder = path.join(root, 'examples/shop');

interface EmbeddedDatabase {
  readonly url: string;
  stop(): Promise<void>;
}

interface Shop {
  readonly receiver: Receiver;
  readonly process: RunningApp['process'];
  /** Fills the cart `cart-1`, and checks it out. */
  checkOut(cardToken: string, headers?: Record<string, string>): Promise<Response>;
}

describe('the services of examples/shop', () => {
  let database: EmbeddedDatabase | undefined;
  before(async () => {
    const { startEmbeddedDatabase } = (await import(pathToFileURL(path.join(folder, 'demo/embedded-database.mjs')).href)) as { startEmbeddedDatabase(): Promise<EmbeddedDatabase> };
    database = await startEmbeddedDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(readFileSync(path.join(folder, 'schema.sql'), 'utf8'));
    await client.end();
  });
  after(() => database?.stop());

  /** Ends both services, where `drive` has not ended the shop itself. */
  const withShop = (drive: (shop: Shop) => Promise<void>): Promise<void> =>
    withReceiver(async (receiver) => {
      const [shopPort, paymentsPort] = [await findFreePort(), await findFreePort()];
      const shopUrl = `http://127.0.0.1:${shopPort}`;
      const post = (resource: string, body: object, headers?: Record<string, string>): Promise<Response> =>
        fetch(`${shopUrl}/carts/cart-1/${resource}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
      const payments = { OTEL_SERVICE_NAME: 'payments', PAYMENTS_PORT: String(paymentsPort), OTEL_DISTRO_FLOW_PEERS: '127.0.0.1,::1' };
      const shop = { OTEL_SERVICE_NAME: 'shop', SHOP_PORT: String(shopPort), PAYMENTS_URL: `http://127.0.0.1:${paymentsPort}`, DATABASE_URL: database?.url, REDIS_URL: undefined };
      await runApp({ app: path.join(folder, 'payments.js'), env: payments }, receiver, async (runningPayments) => {
        await runningPayments.waitForOutput(/Server listening/);
        await runApp({ app: path.join(folder, 'shop.js'), env: shop }, receiver, async (runningShop) => {
          await runningShop.waitForOutput(/shop_listening/);
          await drive({
            receiver,
            process: runningShop.process,
            checkOut: async (cardToken, headers) => {
              await post('items', { sku: 'mug', quantity: 1 });
              return post('checkout', { cardToken }, headers);
            },
          });
          runningShop.process.kill('SIGTERM');
        });
        runningPayments.process.kill('SIGTERM');
      });
    });

  it('the correlation id and the id of the flow are the same on all lines of both, the request id is one of each', () =>
    withShop(async ({ receiver, checkOut }) => {
      const response = await checkOut('tok_visa', { 'x-request-id': 'request-1', 'x-correlation-id': 'customer-1' });
      const answered = ['x-request-id', 'x-correlation-id'].map((name) => response.headers.get(name));
      assert.deepEqual([response.status, ...answered], [201, 'request-1', 'customer-1']);
      await receiver.waitFor({ logs: ['flow checkout completed', 'card_charged', 'request completed'], spans: 'POST /charges' });

      const { shop, payments } = idsByService(receiver.logs.filter(({ attributes }) => attributes['correlation.id'] === 'customer-1'));
      const [flowId] = receiver.spansNamed('flow checkout').map(({ attributes }) => attributes['flow.id']);
      assert.match(String(flowId), /^checkout-[0-9a-f]{8}$/);
      assert.deepEqual(shop, [{ requestId: 'request-1', flowId, cartId: 'cart-1' }], 'of the shop');
      const [charge, ...others] = payments ?? [];
      assert.deepEqual([charge?.flowId, charge?.cartId, others], [flowId, undefined, []]);
      assert.match(String(charge?.requestId), /^[0-9a-f-]{36}$/);
      assert.equal(receiver.logs.find(({ eventName }) => eventName === 'item_added')?.attributes['cartId'], 'cart-1');
      const [span] = receiver.spansNamed('POST /charges');
      assert.deepEqual(['correlation.id', 'flow.id', 'request.id'].map((name) => span?.attributes[name]), ['customer-1', flowId, charge?.requestId]);
    }));

  it('a payment that failed is logged once with its cause, and the checkout names the step', () =>
    withShop(async ({ receiver, checkOut }) => {
      assert.equal((await checkOut('tok_network_down')).status, 502);
      await receiver.waitFor({ logs: ['flow checkout failed', 'request_refused'] });
      const [failed, ...others] = receiver.logs.filter(({ eventName }) => eventName === 'payment_failed');
      assert.deepEqual([failed?.severityText, failed?.attributes['exception.type'], failed?.attributes['totalCents'], others], ['error', 'ShopError', 1250, []]);
      assert.match(String(failed?.attributes['exception.stacktrace']), /^ShopError: the card could not be charged\n[^]*\[cause\]: Error: payments answered 500: the card network did not answer\n/);
      const flow = receiver.logs.find(({ eventName }) => eventName === 'flow.failed');
      assert.equal(flow?.attributes['flow.failed_step'], 'charge_card');
    }));

  it('killed by SIGTERM in the middle of a checkout: flow.abandoned names the step', () =>
    withShop(async ({ receiver, process, checkOut }) => {
      const lost = assert.rejects(checkOut('tok_slow'));
      await receiver.waitFor({ logs: 'flow checkout step charge_card' });
      process.kill('SIGTERM');
      await lost;
      await receiver.waitFor({ logs: /abandoned/ });
      assert.deepEqual(flowEvents(receiver), [...untilCharge, ['flow.abandoned', 'charge_card']]);
      const abandoned = receiver.logs.find(({ eventName }) => eventName === 'flow.abandoned');
      assert.deepEqual([abandoned?.attributes['flow.abandoned_by'], abandoned?.attributes['cartId']], ['process_end', 'cart-1']);
    }));

  it('killed by SIGKILL in the middle of a checkout: flow.started and the steps, the last of which has no end', () =>
    withShop(async ({ receiver, process, checkOut }) => {
      const lost = assert.rejects(checkOut('tok_slow'));
      await receiver.waitFor({ logs: 'flow checkout step charge_card' });
      process.kill('SIGKILL');
      await lost;
      await receiver.waitFor({ logs: 'card_charged' });
      assert.deepEqual(flowEvents(receiver), untilCharge);
      assert.deepEqual(receiver.spansNamed(/^(flow checkout|step charge_card)$/), []);
    }));
});

const untilCharge = [
  ['flow.started', undefined],
  ['flow.step', 'price_cart'],
  ['flow.step', 'reserve_stock'],
  ['flow.step', 'charge_card'],
];

function flowEvents({ logs }: Receiver): unknown[] {
  return logs.filter(({ eventName }) => eventName.startsWith('flow.')).map(({ eventName, attributes }) => [eventName, attributes['flow.step.name']]);
}

interface Ids {
  readonly requestId: unknown;
  readonly flowId: unknown;
  readonly cartId: unknown;
}

/** The different ones of each service. */
function idsByService(logs: readonly DecodedLogRecord[]): Record<string, Ids[]> {
  const found: Record<string, Ids[]> = {};
  for (const { resource, attributes } of logs) {
    const ids = { requestId: attributes['request.id'], flowId: attributes['flow.id'], cartId: attributes['cartId'] };
    const known = (found[String(resource['service.name'])] ??= []);
    if (!known.some((each) => JSON.stringify(each) === JSON.stringify(ids))) known.push(ids);
  }
  return found;
}
