/** The shop: an Express service with products, carts and a checkout. */
/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands what they throw to the error handler */
import { bindContext, getLogger, requestId } from '@org/otel-distro';
import express from 'express';
import { carts } from './carts.js';
import { checkout } from './checkout.js';
import { closeDatabase, findPrices, listProducts } from './database.js';
import { closeOnSignals } from './end-signals.js';
import { ShopError } from './errors.js';
import { startStockWatch } from './stock-watch.js';

const log = getLogger('shop');
const app = express();
app.use(express.json());

app.use('/carts/:cartId', function bindCart(request, response, next) {
  // from here on, each log record of the request has it
  bindContext({ cartId: request.params.cartId });
  next();
});

app.get('/products', async (request, response) => {
  response.json(await listProducts());
});

app.post('/carts/:cartId/items', async (request, response) => {
  const { sku, quantity } = request.body ?? {};
  if (!Number.isInteger(quantity) || quantity < 1) throw new ShopError(400, 'quantity must be a whole number above 0');
  if (!(await findPrices([sku])).has(sku)) throw new ShopError(404, `there is no product ${sku}`);
  await carts.add(request.params.cartId, sku, quantity);
  log.info('item_added', { sku, quantity });
  response.sendStatus(204);
});

app.post('/carts/:cartId/checkout', async (request, response) => {
  const order = await checkout(request.params.cartId, request.body ?? {});
  if (order === undefined) response.sendStatus(204);
  else response.status(201).json(order);
});

// Express knows an error handler by its four parameters
app.use((error, request, response, _next) => {
  const isExpected = error instanceof ShopError;
  if (isExpected) log.warn('request_refused', { status: error.status, reason: error.message });
  else log.error('request_failed', error);
  response.status(isExpected ? error.status : 500).json({ error: isExpected ? error.message : 'internal error', requestId: requestId() });
});

const server = app.listen(Number(process.env.SHOP_PORT ?? 6300), '127.0.0.1', (error) => {
  if (error) throw error;
  log.info('shop_listening', { port: server.address().port });
});
const stopStockWatch = startStockWatch();

server.once('close', async () => {
  await Promise.all([closeDatabase(), carts.close()]);
});
closeOnSignals(() => {
  stopStockWatch();
  server.close();
});
