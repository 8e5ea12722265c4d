/** The shop's way to the payments service. */
import { PaymentDeclined, ShopError } from './errors.js';

const paymentsUrl = process.env.PAYMENTS_URL ?? 'http://127.0.0.1:6301';

/** Returns the id of the payment. */
export async function charge(charge) {
  const response = await fetch(`${paymentsUrl}/charges`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(charge),
    signal: AbortSignal.timeout(5000),
  });
  const answer = await response.json();
  if (response.status === 402) throw new PaymentDeclined(answer.reason);
  if (!response.ok) throw new ShopError(502, `payments answered ${response.status}`);
  return answer.paymentId;
}
