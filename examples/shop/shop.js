/** The shop: an Express service with products, carts and a checkout. */
/* oxlint-disable oxc/no-async-endpoint-handlers -- Express 5 hands what they throw to the error handler */
import express from 'express';
import { carts } from './carts.js';
import { checkout } from './checkout.js';
import { closeDatabase, findPrices, listProducts } from './database.js';
import { ShopError } from './errors.js';
import { logger } from './logger.js';

const app = express();
app.use(express.json());

app.get('/products', async (request, response) => {
  response.json(await listProducts());
});

app.post('/carts/:cartId/items', async (request, response) => {
  const { sku, quantity } = request.body ?? {};
  if (!Number.isInteger(quantity) || quantity < 1) throw new ShopError(400, 'quantity must be a whole number above 0');
  if (!(await findPrices([sku])).has(sku)) throw new ShopError(404, `there is no product ${sku}`);
  await carts.add(request.params.cartId, sku, quantity);
  response.sendStatus(204);
});

app.post('/carts/:cartId/checkout', async (request, response) => {
  response.status(201).json(await checkout(request.params.cartId, request.body?.cardToken));
});

// Express knows an error handler by its four parameters
app.use((error, request, response, _next) => {
  const status = error.status ?? 500;
  if (status < 500) logger.warn(error.message, { error_name: error.name });
  else logger.error(error);
  response.status(status).json({ error: status === 500 ? 'internal error' : error.message });
});

const server = app.listen(Number(process.env.SHOP_PORT ?? 6300), '127.0.0.1', (error) => {
  if (error) throw error;
  logger.info('shop is listening', server.address());
});

server.once('close', async () => {
  await Promise.all([closeDatabase(), carts.close()]);
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.close());
