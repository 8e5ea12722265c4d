/** Turns a cart into a paid order: a flow whose steps say how far it got, and a counter of how it ended. */
import { randomUUID } from 'node:crypto';
import { counter, flow, flowStep, getLogger } from '@org/otel-distro';
import { carts } from './carts.js';
import { findPrices, insertOrder, returnToStock, takeFromStock } from './database.js';
import { PaymentDeclined, PaymentsBusy, ShopError } from './errors.js';
import { charge } from './payments-client.js';
import { sendReceipt } from './receipts.js';

const maxPaymentTries = 3;

const log = getLogger('shop.checkout');
const orders = counter('shop.orders', { unit: '{order}', description: 'Checkouts by outcome' });

/** Returns undefined where there is nothing to buy. */
export async function checkout(cartId, { cardToken, email }) {
  const items = [...(await carts.load(cartId))];
  if (items.length === 0) {
    // such as the second click of somebody in a hurry
    log.skip('checkout', 'cart_empty');
    return undefined;
  }
  try {
    // propagate: payments knows of which checkout a charge is a part
    const order = await flow('checkout', { timeoutMs: 3000, propagate: true }, async ({ step, skip, setAttributes }) => {
      const totalCents = await step('price_cart', () => priceCart(items));
      setAttributes({ 'order.total_cents': totalCents });
      await step('reserve_stock', () => reserveStock(items));
      const paymentId = await chargeCard({ items, totalCents, cardToken });
      const placed = await step('confirm_order', () => confirmOrder({ cartId, totalCents, paymentId }));
      if (email === undefined) skip('send_receipt', 'no_email');
      else step('send_receipt', () => sendReceipt(placed));
      return placed;
    });
    orders.add(1, { 'order.outcome': 'completed' });
    return order;
  } catch (error) {
    orders.add(1, { 'order.outcome': error instanceof PaymentDeclined ? 'declined' : 'failed' });
    throw error;
  }
}

async function priceCart(items) {
  const prices = await findPrices(items.map(([sku]) => sku));
  return items.reduce((total, [sku, quantity]) => total + prices.get(sku) * quantity, 0);
}

async function reserveStock(items) {
  const reserved = [];
  for (const [sku, quantity] of items) {
    if (!(await takeFromStock(sku, quantity))) {
      await releaseStock(reserved);
      throw new ShopError(409, `${sku} is sold out`);
    }
    reserved.push([sku, quantity]);
  }
}

async function releaseStock(items) {
  for (const [sku, quantity] of items) await returnToStock(sku, quantity);
}

/** A step that is run again gets `flow.step.attempt` by itself. */
async function chargeCard({ items, totalCents, cardToken }) {
  for (let tries = 1; ; tries++) {
    try {
      return await flowStep('charge_card', () => charge({ amountCents: totalCents, cardToken }));
    } catch (error) {
      if (error instanceof PaymentsBusy && tries < maxPaymentTries) continue;
      if (!(error instanceof PaymentDeclined)) log.error('payment_failed', error, { tries, totalCents });
      await releaseStock(items);
      throw error;
    }
  }
}

async function confirmOrder({ cartId, totalCents, paymentId }) {
  const order = { id: randomUUID(), totalCents };
  await insertOrder({ ...order, paymentId });
  await carts.remove(cartId);
  log.info('order_placed', { orderId: order.id, totalCents });
  return order;
}
