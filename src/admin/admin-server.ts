/** One HTTP server for what operators ask a process: today `/metrics`. Never traced, never fatal, never the reason a process lives on. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { hideFromInstrumentation } from '../support/untraced-server.js';

export interface AdminResponse {
  readonly contentType: string;
  readonly body: string;
}

export interface AdminServerOptions {
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Makes the body of each path. */
  readonly routes: Readonly<Record<string, () => Promise<AdminResponse>>>;
  readonly onListening: (url: string) => void;
}

/** A scrape is short: nothing slower than this is a scraper. */
const requestTimeoutMs = 10_000;
const maxHeaderSizeBytes = 16 * 1024;

/** Opens the port; `close` resolves when it is shut. A port that cannot be opened is a problem in the log, not an error. */
export function startAdminServer(options: AdminServerOptions): { close(): Promise<void> } {
  const { host, port, routes, onListening } = options;
  const server = createServer({ maxHeaderSize: maxHeaderSizeBytes, requestTimeout: requestTimeoutMs }, (request, response) => {
    void answer(request, response, routes);
  });
  hideFromInstrumentation(server);
  server.on('error', (error) => {
    reportProblem('admin-port-unavailable', `${error.message}.`);
  });
  server.on('connection', (socket) => socket.unref());
  // in a cluster the primary would share the port out, and each answer would come from another worker
  server.listen({ host: addressOf(host), port, exclusive: true }, () => onListening(urlOf(server, host)));
  server.unref();
  return { close: () => closeServer(server) };
}

async function answer(request: IncomingMessage, response: ServerResponse, routes: AdminServerOptions['routes']): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const route = routes[path];
  if (route === undefined) return send(response, 404, { contentType: 'text/plain', body: `not found; there is ${Object.keys(routes).join(', ')}\n` });
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return send(response, 405, { contentType: 'text/plain', body: 'method not allowed\n' });
  }
  try {
    send(response, 200, await route());
  } catch (error) {
    // no message: anyone who reaches the port would read it
    send(response, 500, { contentType: 'text/plain', body: `failed: ${describeErrorWithoutMessage(error)}\n` });
  }
}

function send(response: ServerResponse, statusCode: number, { contentType, body }: AdminResponse): void {
  response.writeHead(statusCode, { 'content-type': contentType, 'content-length': Buffer.byteLength(body), 'cache-control': 'no-store' });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Looking `localhost` up costs 5 ms of the start; all that ask for it try 127.0.0.1 too. */
function addressOf(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
