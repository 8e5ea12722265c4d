/** Turns a cart into a paid order: a flow of four steps, each with its own span, and a counter of how it went. */
import { randomUUID } from 'node:crypto';
import { counter, flow } from '@org/otel-distro';
import { carts } from './carts.js';
import { findPrices, insertOrder, returnToStock, takeFromStock } from './database.js';
import { PaymentDeclined, ShopError } from './errors.js';
import { logger } from './logger.js';
import { charge } from './payments-client.js';

const orders = counter('shop.orders', { unit: '{order}', description: 'Checkouts by outcome' });

export async function checkout(cartId, cardToken) {
  try {
    const order = await flow('checkout', async ({ step, setAttributes }) => {
      logger.info('checkout started', { cart_id: cartId, card_token: cardToken });
      const cart = await step('load_cart', () => loadCart(cartId));
      setAttributes({ 'order.total_cents': cart.totalCents });
      await step('reserve_stock', () => reserveStock(cart.items));
      const paymentId = await step('charge_card', () => chargeCard(cart, cardToken));
      return step('confirm_order', () => confirmOrder(cartId, cart, paymentId));
    });
    orders.add(1, { 'order.outcome': 'completed' });
    return order;
  } catch (error) {
    orders.add(1, { 'order.outcome': error instanceof PaymentDeclined ? 'declined' : 'failed' });
    throw error;
  }
}

async function loadCart(cartId) {
  const items = [...(await carts.load(cartId))];
  if (items.length === 0) throw new ShopError(409, 'the cart is empty');
  const prices = await findPrices(items.map(([sku]) => sku));
  const totalCents = items.reduce((total, [sku, quantity]) => total + prices.get(sku) * quantity, 0);
  return { items, totalCents };
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

async function chargeCard({ items, totalCents }, cardToken) {
  try {
    return await charge({ amountCents: totalCents, cardToken });
  } catch (error) {
    await releaseStock(items);
    throw error;
  }
}

async function confirmOrder(cartId, { totalCents }, paymentId) {
  const id = randomUUID();
  await insertOrder({ id, totalCents, paymentId });
  await carts.remove(cartId);
  logger.info('order confirmed', { order_id: id, total_cents: totalCents });
  return { id, totalCents };
}
