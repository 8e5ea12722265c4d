/** Customers: about one request a second, and now and then one whose card makes trouble. */
import { setTimeout as delay } from 'node:timers/promises';

const pauseMs = 1000;
const cardTokens = ['tok_visa', 'tok_busy', 'tok_no_funds', 'tok_mastercard', 'tok_network_down', 'tok_slow'];

/** Resolves when the signal is aborted. */
export async function sendTraffic(shopUrl, signal) {
  for (let customer = 0; !signal.aborted; customer++) {
    for (const [path, body] of visit(customer)) {
      await send(shopUrl + path, `customer-${customer}`, body, signal);
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

function visit(customer) {
  const cart = `/carts/cart-${customer}`;
  const cardToken = cardTokens[customer % cardTokens.length];
  const checkout = [`${cart}/checkout`, customer % 3 === 0 ? { cardToken, email: `customer-${customer}@example.com` } : { cardToken }];
  return [
    ['/products'],
    [`${cart}/items`, { sku: customer % 2 === 0 ? 'mug' : 'pot', quantity: 1 + (customer % 3) }],
    checkout,
    // one in a hurry clicks twice
    ...(customer % cardTokens.length === 0 ? [checkout] : []),
  ];
}

/** A customer's requests have one correlation id: as a web page sends it that makes one for each visit. */
async function send(url, correlationId, body, signal) {
  const headers = { 'x-correlation-id': correlationId, ...(body && { 'content-type': 'application/json' }) };
  try {
    const response = await fetch(url, { method: body ? 'POST' : 'GET', headers, body: body && JSON.stringify(body), signal });
    await response.arrayBuffer();
  } catch {
    // a shop that does not answer loses a customer
  }
}
