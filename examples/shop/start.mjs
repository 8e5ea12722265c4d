/**
 * `npm start`: a database, the two services under `otel-distro dev`, and some customers, until Ctrl-C.
 *
 * DATABASE_URL and REDIS_URL choose real servers; SHOP_PORT, PAYMENTS_PORT and OTEL_DEV_PORT other ports;
 * SHOP_VERBOSE=1 also shows what the services write to stdout.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { startEmbeddedDatabase } from './demo/embedded-database.mjs';
import { requireFreePort, untilListening } from './demo/ports.mjs';
import { startServices } from './demo/services.mjs';
import { sendTraffic } from './demo/traffic.mjs';

const { SHOP_PORT = '6300', PAYMENTS_PORT = '6301', OTEL_DEV_PORT = '4318', DATABASE_URL, SHOP_VERBOSE } = process.env;

const ending = new AbortController();
let services;

function end(signal) {
  if (services === undefined) process.exit();
  ending.abort();
  services.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
// a reader that went away (npm start | head) is an end as well
process.stdout.on('error', () => end('SIGTERM'));

try {
  for (const [name, port] of Object.entries({ SHOP_PORT, PAYMENTS_PORT, OTEL_DEV_PORT })) await requireFreePort(name, port);
  process.exitCode = DATABASE_URL ? await runShop(DATABASE_URL) : await runShopWithEmbeddedDatabase();
} catch (error) {
  console.error(`shop: ${error.message || error.code}`);
  process.exitCode = 1;
  end('SIGTERM');
}

async function runShopWithEmbeddedDatabase() {
  console.log('shop: starting an embedded PostgreSQL (DATABASE_URL would choose a real one)');
  const database = await startEmbeddedDatabase();
  try {
    return await runShop(database.url);
  } finally {
    await database.stop();
  }
}

/** Resolves to the exit code, once both services have ended. */
async function runShop(databaseUrl) {
  await createTables(databaseUrl);
  const shopUrl = `http://127.0.0.1:${SHOP_PORT}`;
  services = startServices({
    receiverPort: OTEL_DEV_PORT,
    verbose: SHOP_VERBOSE === '1',
    environment: {
      SHOP_PORT,
      PAYMENTS_PORT,
      PAYMENTS_URL: `http://127.0.0.1:${PAYMENTS_PORT}`,
      DATABASE_URL: databaseUrl,
      // payments takes the shop's flows from here, and would take them from nobody else
      OTEL_DISTRO_FLOW_PEERS: '127.0.0.1,::1',
    },
  });
  const ended = once(services, 'close');
  services.once('close', () => ending.abort());
  await untilListening([PAYMENTS_PORT, SHOP_PORT], ending.signal);
  if (!ending.signal.aborted) console.log(`shop: customers come to ${shopUrl}, about one request a second; Ctrl-C ends all of it`);
  await sendTraffic(shopUrl, ending.signal);
  const [exitCode] = await ended;
  return exitCode ?? 1;
}

async function createTables(databaseUrl) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(await readFile(new URL('schema.sql', import.meta.url), 'utf8'));
  await client.end();
}
