/** Unary gRPC calls over one HTTP/2 connection of node:http2, opened when needed and again after it ended. */
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { distroName, distroVersion } from '../support/version.js';
import { openConnection } from './connection.js';
import { startDeadline } from '../support/deadline.js';
import { DeliveryError, isRetryableConnectionError, quoteServerText, timeoutError, toDeliveryError } from './delivery-error.js';
import {
  decodeGrpcMessage,
  formatGrpcTimeout,
  frameHeaderBytes,
  frameMessage,
  grpcStatusNames,
  isRetryableStatus,
  parseRetryDelayMs,
  statusOfHttp,
  type GrpcStatusName,
} from './grpc-status.js';
import { maxResponseBytes, responseTooLarge } from './http-transport.js';
import { runUntraced } from './untraced.js';

export interface GrpcTransportOptions {
  readonly url: URL;
  /** Full method name, `/package.Service/Method`. */
  readonly path: string;
  /** The user's headers, names in lower case; the values of names that end in `-bin` are sent in base64. */
  readonly headers: Readonly<Record<string, string>>;
  /** The data is gzip already (createGzipTransport). */
  readonly isCompressed?: boolean;
  readonly secureContext?: SecureContext | undefined;
  readonly proxy?: URL | undefined;
}

interface Connection {
  readonly session: ClientHttp2Session;
  /** The peer has spoken HTTP/2. */
  isConfirmed: boolean;
  /** What the socket said when it ended; the session and its calls say less. */
  socketError?: unknown;
}

/** `send` makes one attempt; its time limit covers connecting, sending and the whole answer, 0 = no limit. */
export function createGrpcTransport(options: GrpcTransportOptions): IExporterTransport {
  let current: Promise<Connection> | undefined;

  function connect(): Promise<Connection> {
    const opening: Promise<Connection> = openSession(options, () => {
      if (current === opening) current = undefined;
    });
    opening.catch(() => {
      if (current === opening) current = undefined;
    });
    return opening;
  }

  function send(data: Uint8Array, timeoutMs: number): Promise<ExportResponse> {
    return new Promise((resolve) => {
      let stream: ClientHttp2Stream | undefined;
      let isSettled = false;
      const settle = (response: ExportResponse): void => {
        isSettled = true;
        stopDeadline();
        resolve(response);
      };
      const stopDeadline = startDeadline(timeoutMs, () => {
        settle({ status: 'failure', error: timeoutError(timeoutMs) });
        // The connection may be dead without a sign; calls that still run on it may end, new ones get another.
        void current?.then(({ session }) => session.close(), () => {});
        current = undefined;
        stream?.close(process.getBuiltinModule('node:http2').constants.NGHTTP2_CANCEL);
      });
      current ??= connect();
      let opened: Connection | undefined;
      current
        .then((connection) => {
          if (isSettled) return;
          opened = connection;
          stream = connection.session.request(requestHeaders(options, timeoutMs));
          readAnswer(stream, connection, options, settle);
          stream.end(frameMessage(data, options.isCompressed === true));
        })
        .catch((error: unknown) => settle(connectionFailure(opened?.socketError ?? error)));
    });
  }

  return {
    send: (data, timeoutMs) => runUntraced(() => send(data, timeoutMs)),
    shutdown() {
      void current?.then(({ session }) => session.destroy(), () => {});
      current = undefined;
    },
  };
}

async function openSession(options: GrpcTransportOptions, onEnded: () => void): Promise<Connection> {
  const { url, secureContext, proxy } = options;
  const socket = await openConnection({ target: url, secureContext, tunnelProxy: proxy, alpnProtocols: ['h2'] });
  if (url.protocol === 'https:' && (socket as TLSSocket).alpnProtocol !== 'h2') {
    socket.destroy();
    throw notGrpc();
  }
  // HTTP/2 reads below the stream and would miss what the server said together with the proxy's answer.
  const isPlainTunnel = proxy !== undefined && url.protocol === 'http:';
  const channel = isPlainTunnel ? process.getBuiltinModule('node:stream').Duplex.from({ readable: socket, writable: socket }) : socket;
  const session = process.getBuiltinModule('node:http2').connect(url.origin, { createConnection: () => channel });
  const connection: Connection = { session, isConfirmed: false };
  // with TLS 1.3 a client certificate is refused only after the handshake
  socket.on('error', (error) => {
    connection.socketError ??= error;
  });
  session.once('remoteSettings', () => {
    connection.isConfirmed = true;
  });
  session.once('goaway', onEnded);
  session.once('close', onEnded);
  // The calls on the session get the error as well.
  session.on('error', onEnded);
  return connection;
}

function requestHeaders(options: GrpcTransportOptions, timeoutMs: number): OutgoingHttpHeaders {
  const metadata = Object.entries(options.headers).map(([name, value]) =>
    name.endsWith('-bin') ? [name, Buffer.from(value).toString('base64')] : [name, value],
  );
  return {
    'user-agent': `${distroName}/${distroVersion}`,
    ...Object.fromEntries(metadata),
    ':method': 'POST',
    ':path': options.path,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-accept-encoding': 'identity,gzip',
    ...(options.isCompressed === true && { 'grpc-encoding': 'gzip' }),
    ...(timeoutMs !== 0 && { 'grpc-timeout': formatGrpcTimeout(timeoutMs) }),
  };
}

function readAnswer(
  stream: ClientHttp2Stream,
  connection: Connection,
  options: GrpcTransportOptions,
  settle: (response: ExportResponse) => void,
): void {
  let headers: IncomingHttpHeaders & { readonly ':status'?: number | undefined } = {};
  let trailers: IncomingHttpHeaders = {};
  let streamError: Error | undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('response', (received) => {
    headers = received;
  });
  stream.on('trailers', (received) => {
    trailers = received;
  });
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxResponseBytes) return void chunks.push(chunk);
    settle({ status: 'failure', error: responseTooLarge() });
    return stream.close(process.getBuiltinModule('node:http2').constants.NGHTTP2_CANCEL);
  });
  stream.on('error', (error) => {
    streamError = error;
  });
  stream.on('close', () => {
    const status = trailers['grpc-status'] ?? headers['grpc-status'];
    if (status !== undefined || headers[':status'] !== undefined) {
      settle(interpret({ ...headers, ...trailers }, headers[':status'] ?? 0, Buffer.concat(chunks), options));
    } else settle(brokenCall(streamError, connection, stream.rstCode));
  });
}

function interpret(headers: IncomingHttpHeaders, httpStatus: number, body: Buffer, options: GrpcTransportOptions): ExportResponse {
  const code = headers['grpc-status'];
  if (code === undefined && httpStatus === 200) return { status: 'failure', error: notGrpc() };
  const status = code === undefined ? statusOfHttp(httpStatus) : (grpcStatusNames[Number(code)] ?? 'UNKNOWN');
  if (status === 'OK') return readMessage(body, headers['grpc-encoding']);
  const message = headers['grpc-message'];
  const text = typeof message === 'string' ? `, "${quoteServerText(decodeGrpcMessage(message), Object.values(options.headers))}"` : '';
  const http = code === undefined ? ` (HTTP ${httpStatus})` : '';
  const error = new DeliveryError(
    status === 'UNIMPLEMENTED' ? `gRPC UNIMPLEMENTED ${options.path}` : `gRPC ${status}`,
    `it answered ${status}${http}${text}${statusHint(status, options.path)}`,
  );
  const details = headers['grpc-status-details-bin'];
  const retryDelayMs = typeof details === 'string' ? parseRetryDelayMs(details) : undefined;
  if (!isRetryableStatus(status, retryDelayMs)) return { status: 'failure', error };
  return retryDelayMs === undefined || retryDelayMs <= 0
    ? { status: 'retryable', error }
    : { status: 'retryable', error, retryInMillis: retryDelayMs };
}

function statusHint(status: GrpcStatusName, path: string): string {
  if (status === 'UNAUTHENTICATED' || status === 'PERMISSION_DENIED') return '; check the headers (OTEL_EXPORTER_OTLP_HEADERS)';
  if (status === 'UNIMPLEMENTED') return `; nothing takes telemetry at ${path}`;
  if (status === 'RESOURCE_EXHAUSTED') return '; the request is too large for it, or it is overloaded';
  return '';
}

/** The message of the answer, for its partial_success; one that cannot be read does not undo the delivery. */
function readMessage(body: Buffer, encoding: string | string[] | undefined): ExportResponse {
  if (body.length <= frameHeaderBytes) return { status: 'success' };
  const message = body.subarray(frameHeaderBytes, frameHeaderBytes + body.readUInt32BE(1));
  if (body.readUInt8(0) === 0) return { status: 'success', data: message };
  if (encoding !== 'gzip') return { status: 'success' };
  try {
    return { status: 'success', data: process.getBuiltinModule('node:zlib').gunzipSync(message, { maxOutputLength: maxResponseBytes }) };
  } catch {
    return { status: 'success' };
  }
}

/** A call that ended without any answer. */
function brokenCall(error: Error | undefined, connection: Connection, resetCode: number | undefined): ExportResponse {
  if (connection.socketError !== undefined) return connectionFailure(connection.socketError);
  if (!connection.isConfirmed) {
    const isOtherProtocol = error !== undefined && 'code' in error && error.code === 'ERR_HTTP2_ERROR';
    return { status: isOtherProtocol ? 'failure' : 'retryable', error: notGrpc() };
  }
  const { NGHTTP2_REFUSED_STREAM } = process.getBuiltinModule('node:http2').constants;
  const reason = new DeliveryError('ECONNRESET', 'the connection was cut before the answer', { cause: error });
  // Refused = not processed, as after a GOAWAY: it goes to a new connection without a back-off.
  if (resetCode === NGHTTP2_REFUSED_STREAM) return { status: 'retryable', error: reason, retryInMillis: 0 };
  return { status: 'retryable', error: reason };
}

function connectionFailure(error: unknown): ExportResponse {
  const reason = toDeliveryError(error);
  // A session that ended between two calls: the next attempt opens another one.
  const isEndedSession = /^ERR_HTTP2_(INVALID_SESSION|GOAWAY_SESSION)$/.test(reason.code);
  return { status: isEndedSession || isRetryableConnectionError(reason) ? 'retryable' : 'failure', error: reason };
}

function notGrpc(): DeliveryError {
  return new DeliveryError(
    'not-grpc',
    'what answers there does not speak gRPC; OTLP over gRPC is usually on port 4317, over HTTP on 4318 (OTEL_EXPORTER_OTLP_PROTOCOL)',
  );
}
