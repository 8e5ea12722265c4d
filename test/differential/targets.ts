/** The servers that the app calls: what they answer is in the first segment of the path; each request is kept as it came. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { CertificateFiles } from '../collector/certificates.js';
import { caseIdIn } from './scenario.js';

export interface ReceivedCall {
  readonly caseId: string;
  readonly method: string;
  readonly url: string;
  /** Names and values as they came, in turn. */
  readonly rawHeaders: readonly string[];
}

export interface Targets {
  readonly ports: { readonly http: number; readonly https: number | undefined; readonly closed: number; readonly socketPath: string };
  readonly calls: readonly ReceivedCall[];
  close(): Promise<void>;
}

/** Nobody but root could listen there. */
const closedPort = 1;

const answers: Readonly<Record<string, (response: ServerResponse, argument: string) => void>> = {
  hang: (response) => response.writeEarlyHints({ link: '</got.css>; rel=preload' }),
  status(response, status) {
    response.statusCode = Number(status);
    response.end();
  },
  destroy: (response) => response.socket?.destroy(),
  'destroy-in-body'(response) {
    response.writeHead(200, { 'content-length': 100 });
    response.write('begun', () => response.socket?.destroy());
  },
  'destroy-in-chunks'(response) {
    response.write('begun', () => response.socket?.destroy());
  },
  nonsense: (response) => response.socket?.end('NONSENSE\r\n\r\n'),
  large: (response) => response.end(Buffer.alloc(500_000, 'x')),
  informational(response) {
    response.writeContinue();
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('ok');
  },
};

/** @param certificate for https, which is left out without it */
export async function startTargets(certificate: CertificateFiles | undefined): Promise<Targets> {
  const calls: ReceivedCall[] = [];
  const keep = ({ method = '', url = '', rawHeaders }: IncomingMessage): void => {
    calls.push({ caseId: caseIdIn(url) ?? caseIdIn(rawHeaders.join('\n')) ?? 'none', method, url, rawHeaders });
  };
  const answer: RequestListener = (request, response) => {
    keep(request);
    request.resume();
    const [, kind = '', argument = ''] = (request.url ?? '').split('/');
    const { [kind]: special = (other: ServerResponse) => void other.end('target') } = answers;
    special(response, argument);
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'differential-'));
  const socketPath = path.join(folder, 'target.sock');
  const plain = prepare(createServer(answer), keep);
  const onPath = prepare(createServer(answer), keep);
  const secure = certificate && prepare(createSecureServer({ key: readFileSync(certificate.key), cert: readFileSync(certificate.certificate) }, answer), keep);
  const [http, https] = await Promise.all([listen(plain), secure && listen(secure), new Promise<void>((resolve) => onPath.listen(socketPath, resolve))]);
  return {
    ports: { http, https, closed: closedPort, socketPath },
    calls,
    async close() {
      await Promise.all([plain, onPath, secure].map((server) => server && close(server)));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function prepare(server: Server, keep: (request: IncomingMessage) => void): Server {
  const tunnel = (head: string) => (request: IncomingMessage, socket: Socket) => {
    keep(request);
    socket.on('error', () => undefined);
    socket.end(request.url?.startsWith('/refuse') ? 'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' : head);
  };
  server.on('upgrade', tunnel('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'));
  server.on('connect', tunnel('HTTP/1.1 200 Connection Established\r\n\r\n'));
  return server;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
