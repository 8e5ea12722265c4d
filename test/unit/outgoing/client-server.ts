/** A server that answers as the path asks, and keeps what it was sent. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

export interface SentRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

export interface ClientServer {
  readonly port: number;
  /** Emptied by who reads it. */
  readonly sent: SentRequest[];
  /** For agents that speak https without its cipher. */
  connect(): Socket;
  close(): void;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => unknown;

const answers: Readonly<Record<string, Answer>> = {
  status: (response, request) => response.writeHead(Number(request.url?.split('/')[2])).end(),
  never: () => undefined,
  reset: (response) => response.socket?.destroy(),
  cut(response) {
    response.writeHead(200, { 'content-length': 100 });
    response.write('part', () => setTimeout(() => response.socket?.destroy(), 20));
  },
  part: (response) => response.write('part'),
  chunks(response) {
    response.write('one');
    setTimeout(() => response.write('two'), 10);
    setTimeout(() => response.end('three'), 20);
  },
  hints(response) {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' });
    response.end('ok');
  },
  garbage: (response) => response.socket?.end('HTTP/9.9 nonsense\r\n\r\n'),
  old: (response) => response.socket?.end('HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  headers: (response) => response.writeHead(200, { 'x-one': 'a', 'set-cookie': ['b=1', 'c=2'], 'X-Tenant': 'blue' }).end('ok'),
};

export async function startClientServer(): Promise<ClientServer> {
  const sent: SentRequest[] = [];
  const server: Server = createServer((request, response) => {
    const { method, url, rawHeaders } = request;
    sent.push({ method, url, rawHeaders });
    request.resume();
    const answer = answers[new URL(url ?? '/', 'http://localhost').pathname.split('/')[1] ?? ''];
    if (answer === undefined) request.once('end', () => response.end('ok'));
    else answer(response, request);
  });
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: text\r\nconnection: upgrade\r\n\r\n'));
  server.on('connect', (_request, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sent,
    connect: () => connect(port, '127.0.0.1'),
    close: () => void server.close().closeAllConnections(),
  };
}
