/** What ours leaves of an outgoing request is what upstream's instrumentation leaves, and the app and the server see the same. */
import assert from 'node:assert/strict';
import { recordRow } from './client-recording.js';
import { clientRows } from './client-rows.js';
import { startClientServer, type ClientServer } from './client-server.js';

describe('outgoing requests, as upstream', () => {
  let server: ClientServer;

  before(async () => {
    server = await startClientServer();
  });

  after(() => server.close());

  for (const row of clientRows) {
    it(row.what, async () => {
      const expected = await recordRow('upstream', server, row);
      assert.deepEqual(await recordRow('ours', server, row), expected);
    });
  }
});
