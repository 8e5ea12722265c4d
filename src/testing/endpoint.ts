/** What the HTTP and the gRPC endpoint have in common: where they listen, what they hand on, how they open. */
import type { Server } from 'node:net';
import type { Intake } from './intake.js';

export interface EndpointOptions {
  readonly host: string;
  readonly port: number;
  readonly maxBodyBytes: number;
  readonly intake: Intake;
}

export interface Endpoint {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  connectionCount(): Promise<number>;
  close(): Promise<void>;
}

/** Resolves to the URL. @throws what `listen` reports, for example EADDRINUSE */
export async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      // a server that listens reports only single failed connections, which are their clients' business
      server.on('error', () => undefined);
      resolve();
    });
  });
  const address = server.address();
  const boundPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${boundPort}`;
}

export function countConnections(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.getConnections((_error, count) => resolve(count ?? 0));
  });
}

export function abortOnClose(emitter: { once(event: 'close', listener: () => void): unknown }): AbortSignal {
  const controller = new AbortController();
  emitter.once('close', () => controller.abort());
  return controller.signal;
}
