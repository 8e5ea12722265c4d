/** A server that gives the same JSON to every request of a suite. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Call it in a `describe`; the returned function gives the address while its tests run. */
export function serveJson(answer: unknown): () => string {
  let server: Server;

  before(async () => {
    server = createServer((_request, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  after(() => server.close());

  return () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
