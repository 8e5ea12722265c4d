/** How the requests of one lane reach their collector: endpoint, encoding, compression; one attempt at a time, and what its answer means. */
import type { ExportResponse } from '@opentelemetry/otlp-exporter-base';
import { decodeRequest } from '../../otlp/decode/decode.js';
import { encodeJson } from '../../otlp/encode-json.js';
import { otlpEndpoint, readConnection, type ConnectionSettings } from '../connection-settings.js';
import { DeliveryError, refusalError, toDeliveryError } from '../delivery-error.js';
import type { Signal } from '../exporter.js';
import { createGrpcTransport } from '../grpc-transport.js';
import { createGzipTransport } from '../gzip-transport.js';
import { createHttpTransport } from '../http-transport.js';
import { otlpMethods } from '../otlp-methods.js';
import type { ProxySettings } from '../proxy.js';
import { readAnswer } from './answer.js';
import type { LaneOptions } from './messages.js';

export type SendOutcome =
  /** `refusal`: what the collector did not take of it. */
  | { readonly kind: 'delivered'; readonly refusal: { readonly items: number; readonly error: DeliveryError } | undefined }
  /** `waitMs`: what the collector asks for; `mayPass`: what is in the way may be gone in a moment, unlike a wrong certificate. */
  | { readonly kind: 'later'; readonly error: DeliveryError; readonly waitMs: number | undefined; readonly mayPass: boolean }
  /** `mayFit`: a part of the request may be taken. */
  | { readonly kind: 'refused'; readonly error: DeliveryError; readonly mayFit: boolean };

export interface LaneTransport {
  /** @param body a request in protobuf */
  send(body: Uint8Array): Promise<SendOutcome>;
  shutdown(): void;
}

/** The request is not understood, or too large. */
const partlyRefused: ReadonlySet<string> = new Set(['HTTP 400', 'HTTP 413', 'HTTP 422', 'gRPC INVALID_ARGUMENT', 'gRPC RESOURCE_EXHAUSTED']);
/** Said by the collector, or by our own settings; any other reason is one of the way there, which may be mended while the process lives. */
const isFinal = /^(?:HTTP |gRPC |not-otlp|not-grpc|response-too-large|ERR_INVALID_)/;

/** @throws DeliveryError when it cannot work with these settings */
export function createLaneTransport({ signal, exporter }: LaneOptions, proxies: ProxySettings): LaneTransport {
  const isGrpc = exporter.otlp_grpc !== undefined;
  const model = (isGrpc ? exporter.otlp_grpc : exporter.otlp_http) ?? {};
  const isJson = 'encoding' in model && model.encoding === 'json';
  const connection = readConnection(otlpEndpoint(signal, exporter), model, proxies);
  const transport = isGrpc ? createGrpcTransport({ ...connection, path: otlpMethods[signal] }) : createHttpTransport({ ...connection, contentType: isJson ? 'application/json' : 'application/x-protobuf' });
  const compressing = connection.isCompressed ? createGzipTransport(transport) : transport;
  const encode = isJson ? (body: Uint8Array) => toJson(signal, body) : (body: Uint8Array) => body;
  return {
    async send(body) {
      try {
        return interpret(await compressing.send(encode(body), connection.timeoutMs), connection, isJson);
      } catch (error) {
        return { kind: 'refused', error: toDeliveryError(error), mayFit: true };
      }
    },
    shutdown: () => compressing.shutdown(),
  };
}

function toJson(signal: Signal, body: Uint8Array): Uint8Array {
  return encodeJson(decodeRequest(signal, 'protobuf', body));
}

function interpret(response: ExportResponse, { headers }: ConnectionSettings, isJson: boolean): SendOutcome {
  if (response.status === 'success') {
    const { rejectedItems, errorMessage } = readAnswer(response.data, isJson);
    if (rejectedItems === 0 && errorMessage === '') return { kind: 'delivered', refusal: undefined };
    return { kind: 'delivered', refusal: { items: rejectedItems, error: refusalError(errorMessage, headers) } };
  }
  const error = toDeliveryError(response.error ?? new DeliveryError('unknown', 'the request failed'));
  if (response.status === 'failure' && isFinal.test(error.code)) return { kind: 'refused', error, mayFit: partlyRefused.has(error.code) };
  const isRetryable = response.status === 'retryable';
  return { kind: 'later', error, waitMs: isRetryable ? response.retryInMillis : undefined, mayPass: isRetryable };
}
