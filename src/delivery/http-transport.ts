/** One POST per request over HTTP/1.1 with kept-alive connections, a total deadline, and reasons in plain words. */
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import type { SecureContext } from 'node:tls';
import type { ExportResponse, IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { distroName, distroVersion } from '../support/version.js';
import { openConnection } from './connection.js';
import { startDeadline } from '../support/deadline.js';
import { DeliveryError, isRetryableConnectionError, timeoutError, toDeliveryError } from './delivery-error.js';
import { basicAuthorization, portOf, proxyHeaders } from './proxy.js';
import { runUntraced } from './untraced.js';

export interface HttpTransportOptions {
  readonly url: URL;
  /** The user's headers, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: 'application/x-protobuf' | 'application/json';
  /** The data is gzip already (createGzipTransport). */
  readonly isCompressed?: boolean;
  readonly secureContext?: SecureContext | undefined;
  readonly proxy?: URL | undefined;
}

/** The limit that the OTLP specification recommends. */
export const maxResponseBytes = 4 * 1024 * 1024;

const retryableStatuses = new Set([429, 502, 503, 504]);

/** `send` makes one attempt; its time limit covers connecting, sending and the whole answer, 0 = no limit. */
export function createHttpTransport(options: HttpTransportOptions): IExporterTransport {
  let agent: Agent | undefined;
  const send = (data: Uint8Array, timeoutMs: number): Promise<ExportResponse> =>
    new Promise((resolve) => {
      let request: ClientRequest | undefined;
      const settle = (response: ExportResponse): void => {
        stopDeadline();
        resolve(response);
      };
      const abort = (error: DeliveryError): void => {
        settle({ status: 'failure', error });
        request?.destroy();
      };
      const stopDeadline = startDeadline(timeoutMs, () => abort(timeoutError(timeoutMs)));
      try {
        agent ??= createAgent(options);
        request = openRequest(options, agent, data.length);
      } catch (error) {
        settle({ status: 'failure', error: toDeliveryError(error) });
        return;
      }
      // The agent refs a kept connection when it is used again.
      request.on('socket', (socket) => socket.unref());
      request.on('error', (error) => settle(responseToError(error, options.url, request?.reusedSocket === true)));
      request.on('response', (response) => {
        readBody(response, abort, (body) => {
          settle(interpret(response, body, options));
          // it wants no more of the data, which may be overwritten from now on
          if (request?.writableFinished !== true) request?.destroy();
        });
        response.on('close', () => {
          if (!response.complete) settle(responseToError(new DeliveryError('ECONNRESET', 'the answer broke off'), options.url, false));
        });
      });
      request.end(data);
    });
  return {
    send: (data, timeoutMs) => runUntraced(() => send(data, timeoutMs)),
    shutdown: () => agent?.destroy(),
  };
}

function createAgent({ url, secureContext, proxy }: HttpTransportOptions): Agent {
  const isForwarded = proxy !== undefined && url.protocol === 'http:';
  const connection = isForwarded ? { target: proxy } : { target: url, secureContext, tunnelProxy: proxy };
  const { Agent } = process.getBuiltinModule('node:http');
  return Object.assign(new Agent({ keepAlive: true, maxFreeSockets: 2 }), {
    createConnection(_options: unknown, callback: (error: unknown, socket?: unknown) => void): void {
      openConnection(connection).then((socket) => callback(null, socket), callback);
    },
  });
}

/** ClientRequest and not `http.request`, which instrumentations replace: they would count our requests in the app's metrics. */
function openRequest(options: HttpTransportOptions, agent: Agent, contentLength: number): ClientRequest {
  const { url, proxy } = options;
  const isForwarded = proxy !== undefined && url.protocol === 'http:';
  const path = url.pathname + url.search;
  const authorization = basicAuthorization(url);
  const { ClientRequest } = process.getBuiltinModule('node:http');
  return new ClientRequest({
    agent,
    method: 'POST',
    host: url.hostname,
    port: portOf(url),
    path: isForwarded ? `${url.origin}${path}` : path,
    headers: {
      'user-agent': `${distroName}/${distroVersion}`,
      ...(authorization !== undefined && { authorization }),
      ...options.headers,
      ...(isForwarded && proxyHeaders(proxy)),
      host: url.host,
      'content-type': options.contentType,
      'content-length': contentLength,
      ...(options.isCompressed === true && { 'content-encoding': 'gzip' }),
    },
  });
}

function readBody(response: IncomingMessage, abort: (error: DeliveryError) => void, done: (body: Uint8Array) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxResponseBytes) abort(responseTooLarge());
    else chunks.push(chunk);
  });
  response.on('end', () => done(Buffer.concat(chunks)));
  response.on('error', () => {});
}

export function responseTooLarge(): DeliveryError {
  return new DeliveryError('response-too-large', `the answer is larger than ${maxResponseBytes / 1024 / 1024} MiB`);
}

function responseToError(error: Error, url: URL, isReusedConnection: boolean): ExportResponse {
  const known = toDeliveryError(error);
  const isGrpcPort = known.code === 'ECONNRESET' && url.port === '4317';
  const reason = isGrpcPort
    ? new DeliveryError(known.code, `${known.message}; port 4317 is usually for gRPC, set the protocol to grpc or the port to 4318`)
    : known;
  if (!isRetryableConnectionError(known)) return { status: 'failure', error: reason };
  // The server closed a kept connection in the moment that we used it again: nothing is wrong with it, so no back-off.
  if (isReusedConnection) return { status: 'retryable', error: reason, retryInMillis: 0 };
  return { status: 'retryable', error: reason };
}

function interpret(response: IncomingMessage, body: Uint8Array, { url, contentType }: HttpTransportOptions): ExportResponse {
  const status = response.statusCode ?? 0;
  const answeredType = response.headers['content-type'] ?? '';
  if (status >= 200 && status < 300) {
    if (answeredType.startsWith('text/html')) {
      return failure('not-otlp', 'a web page answers there, not a collector; check host, port and path');
    }
    return body.length > 0 && answeredType.startsWith(contentType) ? { status: 'success', data: body } : { status: 'success' };
  }
  const error = new DeliveryError(status === 404 ? `HTTP 404 ${url.pathname}` : `HTTP ${status}`, statusReason(status, response, url));
  if (!retryableStatuses.has(status)) return { status: 'failure', error };
  const retryInMillis = parseRetryAfter(response.headers['retry-after']);
  return retryInMillis === undefined ? { status: 'retryable', error } : { status: 'retryable', error, retryInMillis };
}

function failure(code: string, reason: string): ExportResponse {
  return { status: 'failure', error: new DeliveryError(code, reason) };
}

function statusReason(status: number, response: IncomingMessage, url: URL): string {
  const answer = `it answered ${status}`;
  if (status >= 300 && status < 400) {
    const location = response.headers.location ?? '';
    const to = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    return `${answer}, a redirect${to === undefined ? '' : ` to ${to.origin}${to.pathname}`}, which is not followed; set the endpoint to where the collector is`;
  }
  if (status === 401 || status === 403) return `${answer}: access denied, check the headers (OTEL_EXPORTER_OTLP_HEADERS)`;
  if (status === 404 || status === 405) return `${answer}: nothing takes telemetry at ${url.pathname}, check the path of the endpoint`;
  if (status === 407) return `${answer}: the proxy wants other credentials`;
  if (status === 413) return `${answer}: the request is too large for it, lower the batch size`;
  if (status === 415) return `${answer}: it does not take this encoding, try the other one of http/protobuf and http/json, or no compression`;
  if (status === 400) return `${answer}: it did not understand the request`;
  if (status === 429) return `${answer}: it wants fewer requests`;
  return status >= 500 ? `${answer}: it has a fault or is overloaded` : answer;
}

/** Milliseconds of a Retry-After header, seconds or a date; undefined for no, an unusable or a past one: then the back-off holds. */
export function parseRetryAfter(value: string | undefined, nowMs = Date.now()): number | undefined {
  if (value === undefined) return undefined;
  const waitMs = /^\s*\d+\s*$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return waitMs > 0 ? waitMs : undefined;
}
