/** Customers: about one request a second, and now and then one whose card does not work. */
import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 1000;
const cardTokens = ['tok_visa', 'tok_no_funds', 'tok_mastercard', 'tok_visa', 'tok_network_down'];

/** Resolves when the signal is aborted. */
export async function sendTraffic(shopUrl, signal) {
  for (let customer = 0; !signal.aborted; customer++) {
    for (const [path, body] of visit(customer)) {
      await send(shopUrl + path, body, signal);
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function visit(customer) {
  const cart = `/carts/cart-${customer}`;
  return [
    ['/products'],
    [`${cart}/items`, { sku: customer % 2 === 0 ? 'mug' : 'pot', quantity: 1 + (customer % 3) }],
    [`${cart}/checkout`, { cardToken: cardTokens[customer % cardTokens.length] }],
  ];
}

async function send(url, body, signal) {
  const content = body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    const response = await fetch(url, { signal, ...content });
    await response.arrayBuffer();
  } catch {
    // a shop that does not answer loses a customer
  }
}
