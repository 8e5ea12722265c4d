/** Products, stock and orders in PostgreSQL. */
import { Pool } from 'pg';

const pool = new Pool({ connectionString: process.env.DATABASE_URL });

export async function listProducts() {
  const { rows } = await pool.query('SELECT sku, name, price_cents FROM shop_products WHERE stock > 0 ORDER BY sku');
  return rows;
}

export async function findPrices(skus) {
  const { rows } = await pool.query('SELECT sku, price_cents FROM shop_products WHERE sku = ANY($1)', [skus]);
  return new Map(rows.map((row) => [row.sku, row.price_cents]));
}

/** Returns their SKUs. */
export async function findScarceProducts() {
  const { rows } = await pool.query('SELECT sku FROM shop_products WHERE stock < 10 ORDER BY sku');
  return rows.map(({ sku }) => sku);
}

/** Returns whether there was enough. */
export async function takeFromStock(sku, quantity) {
  const { rowCount } = await pool.query('UPDATE shop_products SET stock = stock - $2 WHERE sku = $1 AND stock >= $2', [sku, quantity]);
  return rowCount === 1;
}

export async function returnToStock(sku, quantity) {
  await pool.query('UPDATE shop_products SET stock = stock + $2 WHERE sku = $1', [sku, quantity]);
}

export async function insertOrder({ id, totalCents, paymentId }) {
  await pool.query('INSERT INTO shop_orders (id, total_cents, payment_id) VALUES ($1, $2, $3)', [id, totalCents, paymentId]);
}

export const closeDatabase = () => pool.end();
