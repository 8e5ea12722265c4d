/** pg, ioredis and redis against real servers: a span for each statement, without the values. */
import assert from 'node:assert/strict';
import { startPostgres, startRedis, type DatabaseServer, type MissingDatabase } from '../support/databases.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { drawTraces } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';

const pgTrace = [
  'internal working',
  '  client pg.connect',
  '  client pg.query:SELECT postgres',
  '  client pg.query:SELECT postgres !',
  '  client pg-pool.connect',
  '    client pg.connect',
  '  client pg.query:SELECT postgres',
].join('\n');

interface Row {
  readonly library: string;
  readonly server: 'postgres' | 'redis';
  readonly trace: string;
}

const rows: readonly Row[] = [
  { library: 'pg', server: 'postgres', trace: pgTrace },
  { library: 'ioredis', server: 'redis', trace: 'internal working\n  client set\n  client get' },
  { library: 'redis', server: 'redis', trace: 'internal working\n  client redis-SET\n  client redis-GET' },
];

describe('databases', () => {
  const servers: Record<string, DatabaseServer | MissingDatabase> = {};

  before(async () => {
    [servers['postgres'], servers['redis']] = await Promise.all([startPostgres(), startRedis()]);
  });

  after(() => Promise.all(Object.values(servers).map((server) => ('stop' in server ? server.stop() : undefined))));

  for (const node of mainNodeLines) {
    for (const { library, server, trace } of rows) {
      for (const app of ['instrumentations/databases.cjs', 'instrumentations/databases.mjs']) {
        it(`${library} on ${node.name}, ${app}`, async function () {
          const database = servers[server];
          skipUnless(this, node.missing ?? database?.missing);
          await withReceiver(async (receiver) => {
            const end = await runApp({ app, node, args: [library, database && 'url' in database ? database.url : ''] }, receiver);
            assert.equal(end.exitCode, 0, end.stderr);
            assert.deepEqual(drawTraces(receiver).filter((drawn) => drawn.startsWith('internal working')), [trace]);
            const attributes = JSON.stringify(receiver.spans.map((span) => span.attributes));
            assert.doesNotMatch(attributes, /canary/, 'values stay in the app');
            assert.match(attributes, /"db\.query\.text":"(SELECT \$1::text AS name|set cart \[1 other arguments\])"/i);
            assert.ok(receiver.metrics.some((metric) => metric.name === 'db.client.operation.duration') || library !== 'pg');
          });
        });
      }
    }
  }
});
