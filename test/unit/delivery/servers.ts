/** Real servers for the tests of this folder: HTTP, HTTPS, gRPC over HTTP/2, a CONNECT proxy, and certificates made by openssl. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
  readonly clientPort: number;
}

export interface TestServer {
  readonly url: URL;
  readonly port: number;
  readonly requests: ReceivedRequest[];
  /** Connections that were opened so far. */
  readonly opened: { count: number };
  onConnectionClosed(listener: () => void): void;
  close(): Promise<void>;
}

export interface ListenAddress {
  readonly port?: number;
  readonly host?: string;
}

export type Answer = (response: http.ServerResponse, request: ReceivedRequest, attempt: number) => void;

const running = new Set<() => Promise<void>>();

/** For `afterEach`. */
export async function closeServers(): Promise<void> {
  await Promise.all([...running].map((close) => close()));
}

export async function startHttpServer(answer: Answer, tls?: https.ServerOptions, address: ListenAddress = {}): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const onRequest = (incoming: http.IncomingMessage, response: http.ServerResponse): void => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', () => {});
    incoming.on('end', () => {
      const { method = '', url = '', headers, socket } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks), clientPort: socket.remotePort ?? 0 };
      requests.push(request);
      answer(response, request, requests.length);
    });
  };
  const server = tls === undefined ? http.createServer(onRequest) : https.createServer(tls, onRequest);
  return listen(server, requests, tls === undefined ? 'http' : 'https', address);
}

export type GrpcAnswer = (stream: http2.ServerHttp2Stream, request: ReceivedRequest, attempt: number) => void;

export async function startGrpcServer(answer: GrpcAnswer, tls?: http2.SecureServerOptions): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = tls === undefined ? http2.createServer() : http2.createSecureServer(tls);
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('end', () => {
      const request = {
        method: String(headers[':method']),
        url: String(headers[':path']),
        headers: headers as http.IncomingHttpHeaders,
        body: Buffer.concat(chunks),
        clientPort: stream.session?.socket.remotePort ?? 0,
      };
      requests.push(request);
      answer(stream, request, requests.length);
    });
  });
  return listen(server, requests, tls === undefined ? 'http' : 'https', {}, () => {
    for (const session of sessions) session.destroy();
  });
}

/** Ends a gRPC call with a message (without one: trailers only). */
export function answerGrpc(
  stream: http2.ServerHttp2Stream,
  status: number,
  trailers: Record<string, string> = {},
  message?: Buffer,
  headers: Record<string, string> = {},
): void {
  const ending = { 'grpc-status': String(status), ...trailers };
  if (message === undefined) {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers, ...ending }, { endStream: true });
    return;
  }
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...headers }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(ending));
  stream.end(message);
}

export interface TestProxy extends TestServer {
  /** `host:port` of each tunnel that was asked for. */
  readonly tunnels: string[];
}

/** Forwards absolute URIs and opens tunnels; all of them to `upstreamPort` here, whatever host was asked for. */
export async function startProxy(upstreamPort: number, credentials?: string): Promise<TestProxy> {
  const requests: ReceivedRequest[] = [];
  const tunnels: string[] = [];
  const isAllowed = (headers: http.IncomingHttpHeaders): boolean =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;
  const server = http.createServer((incoming, response) => {
    const { method = '', url = '', headers } = incoming;
    requests.push({ method, url, headers, body: Buffer.alloc(0), clientPort: 0 });
    if (!isAllowed(headers)) return void response.writeHead(407).end();
    const { pathname } = new URL(url);
    const forwarded = http.request({ port: upstreamPort, host: '127.0.0.1', method, path: pathname, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    return void incoming.pipe(forwarded);
  });
  server.on('connect', (request: http.IncomingMessage, client: net.Socket) => {
    tunnels.push(request.url ?? '');
    if (!isAllowed(request.headers)) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const upstream = net.connect(upstreamPort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const [one, other] of [[client, upstream], [upstream, client]] as const) one.on('error', () => other.destroy());
    return undefined;
  });
  return { ...(await listen(server, requests, 'http', {})), tunnels };
}

/** A server that takes connections and does with them what the test says. */
export async function startRawServer(onConnection: (socket: net.Socket) => void): Promise<TestServer> {
  return listen(net.createServer(onConnection), [], 'http', {});
}

async function listen(
  server: net.Server,
  requests: ReceivedRequest[],
  scheme: string,
  { port = 0, host = '127.0.0.1' }: ListenAddress,
  beforeClose: () => void = () => {},
): Promise<TestServer> {
  const sockets = new Set<net.Socket>();
  const listeners = new Set<() => void>();
  const opened = { count: 0 };
  server.on('connection', (socket: net.Socket) => {
    opened.count++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      for (const listener of listeners) listener();
    });
  });
  await new Promise<void>((resolve) => void server.listen(port, host, resolve));
  const { port: boundPort } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      running.delete(close);
      beforeClose();
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  running.add(close);
  return { url: new URL(`${scheme}://localhost:${boundPort}/v1/traces`), port: boundPort, requests, opened, onConnectionClosed: (listener) => void listeners.add(listener), close };
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  const server = await startRawServer(() => {});
  await server.close();
  return server.port;
}

export interface Certificates {
  readonly folder: string;
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly cert: Buffer;
  readonly key: Buffer;
}

let certificates: Certificates | undefined;

/** A self-signed certificate for localhost, made once; undefined where there is no openssl. */
export function createCertificates(): Certificates | undefined {
  if (certificates !== undefined) return certificates;
  const folder = mkdtempSync(path.join(tmpdir(), 'delivery-test-'));
  const certificateFile = path.join(folder, 'certificate.pem');
  const keyFile = path.join(folder, 'key.pem');
  const request = ['req', '-x509', '-nodes', '-days', '2', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:collector.test,IP:127.0.0.1'];
  try {
    execFileSync('openssl', [...request, ...subject, '-keyout', keyFile, '-out', certificateFile], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  certificates = { folder, certificateFile, keyFile, cert: readFileSync(certificateFile), key: readFileSync(keyFile) };
  return certificates;
}

/** Skips the test, with its reason, where there is no openssl. */
export function requireCertificates(test: Mocha.Context): Certificates {
  const made = createCertificates();
  if (made === undefined) {
    if (test.test !== undefined) test.test.title += ' (skipped: openssl is not installed)';
    test.skip();
  }
  return made;
}
