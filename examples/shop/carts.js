/** Carts: in Redis when REDIS_URL is set, else in memory. A cart maps SKU to quantity. */
import { Redis } from 'ioredis';

export const carts = process.env.REDIS_URL ? redisCarts(new Redis(process.env.REDIS_URL)) : memoryCarts();

const keyOf = (cartId) => `shop:cart:${cartId}`;

function redisCarts(redis) {
  return {
    add: (cartId, sku, quantity) => redis.hincrby(keyOf(cartId), sku, quantity),
    async load(cartId) {
      const entries = Object.entries(await redis.hgetall(keyOf(cartId)));
      return new Map(entries.map(([sku, quantity]) => [sku, Number(quantity)]));
    },
    remove: (cartId) => redis.del(keyOf(cartId)),
    close: () => redis.quit(),
  };
}

function memoryCarts() {
  const contents = new Map();
  return {
    async add(cartId, sku, quantity) {
      const cart = contents.get(cartId) ?? new Map();
      contents.set(cartId, cart.set(sku, (cart.get(sku) ?? 0) + quantity));
    },
    load: async (cartId) => contents.get(cartId) ?? new Map(),
    remove: async (cartId) => contents.delete(cartId),
    close: async () => contents.clear(),
  };
}
