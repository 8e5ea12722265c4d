/** OTLP clients that speak to a receiver without any SDK. */
import { connect } from 'node:http2';
import { gzipSync } from 'node:zlib';
import type { Signal } from '../../../src/otlp/decode/decode.js';

export const traceId = '0af7651916cd43dd8448eb211c80319c';

export interface JsonSpan {
  name: string;
  spanId?: string;
  traceId?: string;
  parentSpanId?: string;
  kind?: number;
  attributes?: { key: string; value: object }[];
}

export function traceRequest(...spans: JsonSpan[]): string {
  const complete = spans.map((span, index) => ({ traceId, spanId: String(index + 1).padStart(16, '0'), kind: 1, ...span }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'test' }, spans: complete }] }] });
}

export function logRequest(body: string, spanId = ''): string {
  const record = { timeUnixNano: '1', severityNumber: 9, severityText: 'INFO', body: { stringValue: body }, traceId: spanId && traceId, spanId };
  return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] });
}

export function post(url: string, signal: Signal, body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/v1/${signal}`, { method: 'POST', body: Buffer.from(body), headers: { 'content-type': 'application/json', ...headers } });
}

export interface GrpcAnswer {
  readonly grpcStatus: string | undefined;
  readonly grpcMessage: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly message: Buffer;
}

const services = { traces: 'trace.v1.TraceService', metrics: 'metrics.v1.MetricsService', logs: 'logs.v1.LogsService' };

/** One unary call of the Export service of the signal; `path` replaces its path. */
export async function grpcExport(url: string, signal: Signal, message: Uint8Array, options: { gzip?: boolean; path?: string } = {}): Promise<GrpcAnswer> {
  const session = connect(url);
  try {
    return await new Promise((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({
        ':method': 'POST',
        ':path': options.path ?? `/opentelemetry.proto.collector.${services[signal]}/Export`,
        'content-type': 'application/grpc',
        te: 'trailers',
        ...(options.gzip === true && { 'grpc-encoding': 'gzip' }),
      });
      const chunks: Buffer[] = [];
      let headers: Record<string, unknown> = {};
      stream.on('response', (responseHeaders) => (headers = { ...headers, ...responseHeaders }));
      stream.on('trailers', (trailers) => (headers = { ...headers, ...trailers }));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', reject);
      stream.on('close', () =>
        resolve({
          headers,
          grpcStatus: headers['grpc-status'] as string | undefined,
          grpcMessage: headers['grpc-message'] as string | undefined,
          message: Buffer.concat(chunks).subarray(5),
        }),
      );
      const payload = options.gzip === true ? gzipSync(message) : Buffer.from(message);
      const header = Buffer.alloc(5);
      header[0] = options.gzip === true ? 1 : 0;
      header.writeUInt32BE(payload.length, 1);
      stream.end(Buffer.concat([header, payload]));
    });
  } finally {
    session.destroy();
  }
}
