/** Reads what the models of all network exporters have in common: endpoint, headers, certificates, time limit, compression. */
import type { SecureContext } from 'node:tls';
import type { GrpcTlsConfigModel, HttpTlsConfigModel, NameStringValuePairConfigModel } from '@opentelemetry/configuration';
import { reportProblem } from '../diagnostics/log.js';
import { DeliveryError } from './delivery-error.js';
import type { Signal } from './exporter.js';
import { selectProxy, type ProxySettings } from './proxy.js';
import { readTlsFiles } from './tls-files.js';

interface NetworkExporterModel {
  readonly headers?: readonly NameStringValuePairConfigModel[];
  readonly tls?: HttpTlsConfigModel | GrpcTlsConfigModel;
  readonly timeout?: number | null;
  readonly compression?: string | null;
}

export interface ConnectionSettings {
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secureContext: SecureContext | undefined;
  readonly proxy: URL | undefined;
  /** 0 = no limit. */
  readonly timeoutMs: number;
  readonly isCompressed: boolean;
}

export const defaultExporterTimeoutMs = 10_000;

/** Headers that say how the request is written: HTTP does not work with other values, and HTTP/2 forbids most of them. */
const ownHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** @throws DeliveryError when an exporter cannot work with these settings; its message holds no secret */
export function readConnection(endpoint: string, model: NetworkExporterModel, proxies: ProxySettings = {}): ConnectionSettings {
  const url = readUrl(endpoint);
  return {
    url,
    headers: readHeaders(model.headers ?? []),
    secureContext: url.protocol === 'https:' ? readTlsFiles(model.tls) : undefined,
    proxy: selectProxy(url, proxies),
    timeoutMs: model.timeout ?? defaultExporterTimeoutMs,
    isCompressed: readCompression(model.compression ?? 'none'),
  };
}

interface OtlpExporterModels {
  readonly otlp_http?: { readonly endpoint?: string | null } | null;
  readonly otlp_grpc?: { readonly endpoint?: string | null; readonly tls?: GrpcTlsConfigModel } | null;
}

/** Where an OTLP exporter sends to. A gRPC endpoint may come as `host:port`: then `tls.insecure` decides, and the default is TLS. */
export function otlpEndpoint(signal: Signal, { otlp_http: http, otlp_grpc: grpc }: OtlpExporterModels): string {
  if (grpc === undefined) return http?.endpoint ?? `http://localhost:4318/v1/${signal}`;
  const endpoint = grpc?.endpoint ?? 'http://localhost:4317';
  if (endpoint.includes('://')) return endpoint;
  return `${grpc?.tls?.insecure === true ? 'http' : 'https'}://${endpoint}`;
}

/** The endpoint is not quoted: it may hold a password. */
function readUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new DeliveryError('endpoint', 'the endpoint is not an http:// or https:// address');
  }
  return url;
}

function readHeaders(pairs: readonly NameStringValuePairConfigModel[]): Record<string, string> {
  const headers = pairs.flatMap(({ name, value }) => (value === null ? [] : [[name.toLowerCase(), value] as const]));
  const refused = headers.filter(([name]) => ownHeaders.has(name)).map(([name]) => name);
  if (refused.length > 0) {
    reportProblem('setting-invalid', `the headers of an exporter (OTEL_EXPORTER_OTLP_HEADERS) hold ${refused.join(', ')}, which the exporter sets itself; left out.`);
  }
  return Object.fromEntries(headers.filter(([name]) => !ownHeaders.has(name)));
}

function readCompression(compression: string): boolean {
  if (compression !== 'gzip' && compression !== 'none') {
    reportProblem('setting-unsupported', `there is no compression "${compression}" (gzip, none); none is used.`);
  }
  return compression === 'gzip';
}
