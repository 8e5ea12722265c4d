/** Receipts by mail. Here they are rendered, and not sent. */
import { getLogger, startSpan } from '@org/otel-distro';

const log = getLogger('shop.receipts');

export function sendReceipt(order) {
  const orderLog = log.child({ orderId: order.id });
  const receipt = renderReceipt(order);
  if (receipt.length > 1000) orderLog.warn('receipt_long', { characters: receipt.length });
  orderLog.info('receipt_sent');
}

function renderReceipt({ id, totalCents }) {
  // with TypeScript, or Node.js 24: `using span = …`, and no `end()`
  const span = startSpan('render_receipt', { attributes: { 'receipt.format': 'text' } });
  try {
    return `Order ${id}: ${(totalCents / 100).toFixed(2)} EUR. Thank you!`;
  } finally {
    span.end();
  }
}
