/** The shop's way to the payments service. */
import { PaymentDeclined, PaymentsBusy, ShopError } from './errors.js';

const paymentsUrl = process.env.PAYMENTS_URL ?? 'http://127.0.0.1:6301';

/** Returns the id of the payment. */
export async function charge(charge) {
  const { status, answer } = await post('/charges', charge);
  if (status === 200) return answer.paymentId;
  if (status === 402) throw new PaymentDeclined(answer.reason);
  if (status === 503) throw new PaymentsBusy();
  throw failed(new Error(`payments answered ${status}: ${answer.message}`));
}

async function post(path, body) {
  try {
    const response = await fetch(paymentsUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    return { status: response.status, answer: await response.json() };
  } catch (error) {
    throw failed(error);
  }
}

/** The customer sees the message; the log has the cause as well. */
function failed(cause) {
  return new ShopError(502, 'the card could not be charged', { cause });
}
