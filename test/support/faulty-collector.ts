/** A collector that misbehaves on demand, and counts by name how often it took each span and each log record. */
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { decodeRecords, type Signal } from '../../src/otlp/decode/decode.js';
import { listen } from '../../src/testing/endpoint.js';
import { decompress, readBody } from '../../src/testing/request-body.js';

/** What one request holds. */
export interface Batch {
  readonly spanNames: readonly string[];
  readonly logBodies: readonly string[];
  readonly byteLength: number;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  read(): Promise<Batch>;
  /** From now on the collector has it. */
  take(batch: Batch): void;
}

/** What the collector makes of one request. */
export type Behaviour = (exchange: Exchange) => unknown;

export interface Identity {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export interface FaultyCollector {
  readonly port: number;
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** How often each one was taken, by the name of the span and by the body of the log record. */
  readonly spans: ReadonlyMap<string, number>;
  readonly logs: ReadonlyMap<string, number>;
  /** All that came, also what was refused. */
  readonly requests: readonly { readonly path: string; readonly atMs: number }[];
  /** How often somebody connected, also in vain, as who does not trust the certificate. */
  connectionCount(): number;
  /** The requests that it could not read, of which there should be none. */
  readonly problems: readonly string[];
  behave(behaviour: Behaviour): void;
  /** Closes the port and every connection. */
  goDown(): Promise<void>;
  /** Opens the same port again, for TLS as somebody else if told so. */
  comeBack(identity?: Identity): Promise<void>;
  close(): Promise<void>;
}

const signals = new Map<string, Signal>([['/v1/traces', 'traces'], ['/v1/logs', 'logs'], ['/v1/metrics', 'metrics']]);
const maxBodyBytes = 64 * 1024 * 1024;
const protobuf = { 'content-type': 'application/x-protobuf' };

export const takes: Behaviour = async ({ read, take, response }) => {
  take(await read());
  response.writeHead(200, protobuf).end();
};

export function answers(status: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return async ({ read, response }) => {
    await read();
    response.writeHead(status, headers).end();
  };
}

export const hangs: Behaviour = ({ request }) => request.resume();

export const resets: Behaviour = ({ request }) => request.socket.resetAndDestroy();

export const closesWhileReading: Behaviour = ({ request }) => request.once('data', () => request.socket.destroy());

/** It has taken the request, which nobody can know who did not get the whole answer. */
export const closesWhileAnswering: Behaviour = async ({ read, take, request, response }) => {
  take(await read());
  response.writeHead(200, { ...protobuf, 'content-length': '100' }).write('x', () => request.socket.destroy());
};

/** A byte of the answer per second. */
export const drips: Behaviour = ({ request }) => {
  request.resume();
  const rest = [...'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'];
  const timer = setInterval(() => request.socket.write(rest.shift() ?? ''), 1000);
  request.socket.once('close', () => clearInterval(timer));
};

export const speaksNoHttp: Behaviour = ({ request }) => request.socket.end('\u0000\u0001 not a collector\r\n');

export const answersNoProtobuf: Behaviour = async ({ read, take, response }) => {
  take(await read());
  response.writeHead(200, protobuf).end(Buffer.from('\xff\xff\xff\xff\xff not a message', 'latin1'));
};

export const refusesPoison: Behaviour = async (exchange) => {
  const batch = await exchange.read();
  return (batch.spanNames.includes('poison') ? answers(400) : takes)({ ...exchange, read: async () => batch });
};

export const cutsOnPoison: Behaviour = async (exchange) => {
  const batch = await exchange.read();
  if (batch.spanNames.includes('poison')) exchange.request.socket.resetAndDestroy();
  else await takes({ ...exchange, read: async () => batch });
};

export function refusesAbove(maxBytes: number): Behaviour {
  return async (exchange) => {
    const batch = await exchange.read();
    return (batch.byteLength > maxBytes ? answers(413) : takes)({ ...exchange, read: async () => batch });
  };
}

export async function startFaultyCollector(behaviour: Behaviour = takes, identity?: Identity): Promise<FaultyCollector> {
  const spans = new Map<string, number>();
  const logs = new Map<string, number>();
  const requests: { path: string; atMs: number }[] = [];
  const problems: string[] = [];
  let current = behaviour;
  let connectionCount = 0;

  const take = ({ spanNames, logBodies }: Batch): void => {
    for (const name of spanNames) spans.set(name, (spans.get(name) ?? 0) + 1);
    for (const body of logBodies) logs.set(body, (logs.get(body) ?? 0) + 1);
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push({ path: request.url ?? '', atMs: Date.now() });
    const closed = new Promise<never>((_resolve, reject) => request.once('error', reject));
    const read = (): Promise<Batch> => Promise.race([readBatch(request), closed]);
    await current({ request, response, read, take });
  };
  const open = async (port: number, tls: Identity | undefined): Promise<OpenServer> =>
    openServer(port, tls, () => void (connectionCount += 1), (request, response) => {
      serve(request, response).catch((error: unknown) => {
        // a client that goes away in the middle is no fault of what it sent
        if (!request.socket.destroyed) problems.push(String(error));
        request.socket.destroy();
      });
    });

  let server: OpenServer | undefined = await open(0, identity);
  const { port } = server;
  const goDown = async (): Promise<void> => {
    const closing = server?.close();
    server = undefined;
    await closing;
  };
  return {
    port,
    url: `${identity === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    spans,
    logs,
    requests,
    problems,
    connectionCount: () => connectionCount,
    behave: (next) => void (current = next),
    goDown,
    comeBack: async (next = identity) => void (server ??= await open(port, next)),
    close: goDown,
  };
}

async function readBatch(request: IncomingMessage): Promise<Batch> {
  const wire = await readBody(request, maxBodyBytes);
  const body = await decompress(wire, request.headers['content-encoding'] ?? '', maxBodyBytes);
  const signal = signals.get(request.url ?? '');
  if (signal === undefined) throw new Error(`no signal has the path ${request.url}`);
  const encoding = request.headers['content-type']?.startsWith('application/json') === true ? 'json' : 'protobuf';
  const records = decodeRecords(signal, encoding, body);
  return { spanNames: records.spans.map(({ name }) => name), logBodies: records.logs.map((record) => String(record.body)), byteLength: body.length };
}

interface OpenServer {
  readonly port: number;
  close(): Promise<void>;
}

async function openServer(port: number, identity: Identity | undefined, connected: () => void, listener: RequestListener): Promise<OpenServer> {
  const server = identity === undefined ? createHttpServer(listener) : createHttpsServer(identity, listener);
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    connected();
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  const url = await listen(server, '127.0.0.1', port);
  return {
    port: Number(new URL(url).port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
