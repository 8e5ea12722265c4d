/** The other service that `http-client.cjs` asks, a process of its own without telemetry. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BackendAnswers {
  readonly ready: { readonly port: number };
}

const server = createServer((_request, response) => response.end('{"stock":7}'));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ port } satisfies BackendAnswers['ready']);
});
