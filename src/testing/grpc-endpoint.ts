/** OTLP over gRPC: HTTP/2 without TLS, the three Export services, unary calls, gzip or deflate messages. */
import { constants, createServer, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Signal } from '../otlp/decode/decode.js';
import { hideFromInstrumentation } from '../support/untraced-server.js';
import { abortOnClose, countConnections, type Endpoint, type EndpointOptions, listen } from './endpoint.js';
import { protobufResponse } from './export-response.js';
import { messageOf } from './intake.js';
import type { PlayedResponse, ReceivedRequest } from './received-request.js';
import { decompress, readBody, RequestBodyError } from './request-body.js';

const signalsByPath = new Map<string, Signal>([
  ['/opentelemetry.proto.collector.trace.v1.TraceService/Export', 'traces'],
  ['/opentelemetry.proto.collector.metrics.v1.MetricsService/Export', 'metrics'],
  ['/opentelemetry.proto.collector.logs.v1.LogsService/Export', 'logs'],
]);

const grpcStatuses = { ok: 0, unknown: 2, deadlineExceeded: 4, resourceExhausted: 8, unimplemented: 12, internal: 13 } as const;
const grpcByHttpStatus = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [404, grpcStatuses.unimplemented],
  [413, grpcStatuses.resourceExhausted],
  [415, grpcStatuses.unimplemented],
  [429, grpcStatuses.resourceExhausted],
  [500, grpcStatuses.internal],
  [502, 14],
  [503, 14],
  [504, grpcStatuses.deadlineExceeded],
]);
const frameHeaderBytes = 5;

export async function startGrpcEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const server = createServer();
  hideFromInstrumentation(server);
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    answer(stream, headers, options).catch((error: unknown) => {
      const status = error instanceof RequestBodyError ? error.status : 500;
      sendStatus(stream, grpcStatusOf({ status }), messageOf(error));
    });
  });
  const url = await listen(server, options.host, options.port);
  return {
    url,
    connectionCount: () => countConnections(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
      }),
  };
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, { intake, maxBodyBytes }: EndpointOptions): Promise<void> {
  const path = String(headers[constants.HTTP2_HEADER_PATH]);
  const signal = signalsByPath.get(path);
  if (signal === undefined) return sendStatus(stream, grpcStatuses.unimplemented, `no method ${path.slice(0, 200)}`);
  const clientGone = abortOnClose(stream);
  const frame = await readBody(stream, maxBodyBytes + frameHeaderBytes);
  const body = await readMessage(frame, String(headers['grpc-encoding'] ?? ''), maxBodyBytes);
  const played = await intake.take({
    signal,
    protocol: 'grpc',
    path,
    headers: withoutPseudoHeaders(headers),
    body,
    wireByteLength: frame.length - frameHeaderBytes,
    clientGone,
  });
  if (played !== undefined) send(stream, played);
}

/** Takes the one message of a unary call out of its frame. */
async function readMessage(frame: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  if (frame.length < frameHeaderBytes || frame.readUInt32BE(1) !== frame.length - frameHeaderBytes) {
    throw new RequestBodyError(400, 'the call must hold exactly one message');
  }
  const message = frame.subarray(frameHeaderBytes);
  return frame[0] === 1 ? decompress(message, encoding, maxBytes) : message;
}

function withoutPseudoHeaders(headers: IncomingHttpHeaders): ReceivedRequest['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(':')));
}

function grpcStatusOf({ status = 200, grpcStatus }: PlayedResponse): number {
  if (grpcStatus !== undefined) return grpcStatus;
  return status >= 200 && status < 300 ? grpcStatuses.ok : (grpcByHttpStatus.get(status) ?? grpcStatuses.unknown);
}

function send(stream: ServerHttp2Stream, played: PlayedResponse): void {
  if (played.disconnect === true) {
    stream.session?.destroy();
    return;
  }
  const grpcStatus = grpcStatusOf(played);
  if (grpcStatus !== grpcStatuses.ok) {
    return sendStatus(stream, grpcStatus, typeof played.body === 'string' ? played.body : '', played.headers);
  }
  if (stream.destroyed) return;
  const message = protobufResponse(played.partialSuccess);
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32BE(message.length, 1);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...played.headers }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(grpcStatuses.ok) }));
  stream.end(Buffer.concat([header, message]));
}

/** An answer without a message: one block of headers. */
function sendStatus(stream: ServerHttp2Stream, grpcStatus: number, message: string, headers: Readonly<Record<string, string>> = {}): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(grpcStatus),
      'grpc-message': encodeURIComponent(message),
      ...headers,
    },
    { endStream: true },
  );
  // a client that still sends is told to stop
  if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
}
