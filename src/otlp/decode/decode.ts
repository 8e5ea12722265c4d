/** Decodes whole OTLP export requests, of any signal and encoding. */
import { decodeJson } from './decode-json.js';
import type { DecodeLimits } from './decode-limits.js';
import { decodeProtobuf } from './decode-protobuf.js';
import type { DecodedRecords } from '../records.js';
import type { Message, MessageName } from '../schema.js';
import { toLogRecords, toMetrics, toSpans } from '../to-records.js';

export type Signal = 'traces' | 'metrics' | 'logs';
export type OtlpEncoding = 'protobuf' | 'json';

const requestNames = {
  traces: 'ExportTraceServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
  logs: 'ExportLogsServiceRequest',
} as const satisfies Record<Signal, MessageName>;

type RequestName<S extends Signal> = (typeof requestNames)[S];
export type ExportRequest<S extends Signal> = Message<RequestName<S>>;

/**
 * Decodes to the exact model, in which nothing is lost: both encodings of one request give equal models.
 * @throws {OtlpDecodeError} malformed input, or input beyond a limit
 */
export function decodeRequest<S extends Signal>(signal: S, encoding: OtlpEncoding, bytes: Uint8Array, limits?: DecodeLimits): ExportRequest<S> {
  const decode = encoding === 'json' ? decodeJson : decodeProtobuf;
  return decode<RequestName<S>>(requestNames[signal], bytes, limits);
}

/**
 * Decodes to flat, friendly records.
 * @throws {OtlpDecodeError} malformed input, or input beyond a limit
 */
export function decodeRecords(signal: Signal, encoding: OtlpEncoding, bytes: Uint8Array, limits?: DecodeLimits): DecodedRecords {
  const records: DecodedRecords = { spans: [], logs: [], metrics: [] };
  if (signal === 'traces') records.spans = toSpans(decodeRequest(signal, encoding, bytes, limits));
  else if (signal === 'logs') records.logs = toLogRecords(decodeRequest(signal, encoding, bytes, limits));
  else records.metrics = toMetrics(decodeRequest(signal, encoding, bytes, limits));
  return records;
}
