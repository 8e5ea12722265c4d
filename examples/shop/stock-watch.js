/** A job in the background, outside of every request: looks now and then which products run out. */
import { getLogger, traced, withContext } from '@org/otel-distro';
import { findScarceProducts } from './database.js';

const pauseMs = 5000;

const log = getLogger('shop.stock');

/** Returns what ends the job. */
export function startStockWatch() {
  // what it logs, and the spans of its queries, have the field `job`
  const timer = setInterval(() => withContext({ job: 'stock_watch' }, { spans: true }, watchStock), pauseMs);
  return () => clearInterval(timer);
}

/** A span each time that it runs. */
const watchStock = traced('stock_watch', async () => {
  try {
    const skus = await findScarceProducts();
    if (skus.length === 0) log.skip('stock_order', 'enough_in_stock');
    else log.warn('stock_low', { skus });
  } catch (error) {
    log.error('stock_watch_failed', error);
  }
});
