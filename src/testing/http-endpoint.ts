/** OTLP over HTTP: protobuf and JSON, plain, gzip or deflate, on `/v1/traces`, `/v1/metrics` and `/v1/logs`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Signal } from '../otlp/decode/decode.js';
import { hideFromInstrumentation } from '../support/untraced-server.js';
import { abortOnClose, countConnections, type Endpoint, type EndpointOptions, listen } from './endpoint.js';
import { jsonResponse, protobufResponse } from './export-response.js';
import { messageOf } from './intake.js';
import type { PlayedResponse } from './received-request.js';
import { decompress, readBody, RequestBodyError } from './request-body.js';

const signalsByPath = new Map<string, Signal>([
  ['/v1/traces', 'traces'],
  ['/v1/metrics', 'metrics'],
  ['/v1/logs', 'logs'],
]);

export async function startHttpEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createServer();
  hideFromInstrumentation(server);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response, options).catch((error: unknown) => {
      const status = error instanceof RequestBodyError ? error.status : 500;
      sendText(response, status, messageOf(error));
    });
  });
  const url = await listen(server, options.host, options.port);
  return {
    url,
    connectionCount: () => countConnections(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, { intake, maxBodyBytes }: EndpointOptions): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const signal = signalsByPath.get(path);
  if (signal === undefined) return sendText(response, 404, `nothing is served at ${path.slice(0, 200)}; use /v1/traces, /v1/metrics or /v1/logs`);
  if (request.method !== 'POST') return sendText(response, 405, 'use POST', { allow: 'POST' });
  const contentType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (contentType !== 'application/x-protobuf' && contentType !== 'application/json') {
    return sendText(response, 415, 'the content type must be application/x-protobuf or application/json');
  }
  const clientGone = abortOnClose(response);
  const wire = await readBody(request, maxBodyBytes);
  const body = await decompress(wire, request.headers['content-encoding'] ?? '', maxBodyBytes);
  const protocol = contentType === 'application/json' ? 'http/json' : 'http/protobuf';
  const played = await intake.take({ signal, protocol, path, headers: request.headers, body, wireByteLength: wire.length, clientGone });
  if (played !== undefined) send(response, signal, contentType, played);
}

function send(response: ServerResponse, signal: Signal, contentType: string, played: PlayedResponse): void {
  if (played.disconnect === true) {
    response.destroy();
    return;
  }
  const healthy = contentType === 'application/json' ? jsonResponse(signal, played.partialSuccess) : protobufResponse(played.partialSuccess);
  const status = played.status ?? 200;
  if (status !== 200 && played.body === undefined) return sendText(response, status, '', played.headers);
  response.writeHead(status, { 'content-type': status === 200 ? contentType : 'text/plain', ...played.headers });
  response.end(played.body ?? healthy);
}

function sendText(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(text);
}
