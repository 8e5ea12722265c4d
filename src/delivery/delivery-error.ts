/** The one kind of error that exporters report, and the plain words for what can go wrong on the way. */

import { describeError } from '../diagnostics/describe-error.js';

const errorName = 'DeliveryError';

/** Its message is a reason in plain words, free of credentials and of header values. */
export class DeliveryError extends Error {
  override readonly name = errorName;
  /** One of few: `ECONNREFUSED`, `HTTP 503`, `gRPC UNAVAILABLE`, `timeout` … Lines are throttled by it. */
  readonly code: string;

  constructor(code: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.code = code;
  }
}

/**
 * True for failures that the ExportReporter has already counted and reported: the SDK passes them on to its global error
 * handler, the metric reader as text inside an error of its own.
 */
export function isReportedFailure(error: unknown): boolean {
  if (error instanceof DeliveryError) return true;
  const text = error instanceof Error ? error.message : error;
  return typeof text === 'string' && text.includes(`${errorName}: `);
}

const notHttp1 = 'what answers there does not speak HTTP/1.1; OTLP over HTTP is usually on port 4318, gRPC on 4317';
const unknownIssuer = 'its certificate is not signed by an authority that is trusted here; set the CA certificate (OTEL_EXPORTER_OTLP_CERTIFICATE)';
const noRoute = 'there is no network route to the host';
const connectionCut = 'the connection was cut';
const noTls = 'the server does not speak TLS there; use http:// instead of https://';

const connectionReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known to DNS',
  EAI_AGAIN: 'DNS did not answer',
  ETIMEDOUT: 'the connection could not be opened in time',
  ECONNRESET: connectionCut,
  EPIPE: connectionCut,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  EPROTO: noTls,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'it asks for a client certificate (OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and _CLIENT_KEY)',
  ERR_INVALID_CHAR: 'a header has characters that HTTP does not allow',
  ERR_INVALID_HTTP_TOKEN: 'a header name has characters that HTTP does not allow',
  HPE_INVALID_CONSTANT: notHttp1,
  HPE_INVALID_VERSION: notHttp1,
};

const retryableCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** True for errors of a connection that another attempt may not meet. */
export function isRetryableConnectionError(error: unknown): boolean {
  return retryableCodes.has(codeOf(error));
}

export function toDeliveryError(error: unknown): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const code = codeOf(error);
  const reason = connectionReasons[code] ?? describeError(error);
  return new DeliveryError(code, code === '' ? reason : `${reason} (${code})`, { cause: error });
}

export function timeoutError(timeoutMs: number): DeliveryError {
  return new DeliveryError('timeout', `no complete answer within ${Math.round(timeoutMs)} ms`);
}

/** The collector took a request but not all of its items; `message` is what it says about them. */
export function refusalError(message: string, headers: Readonly<Record<string, string>>): DeliveryError {
  return new DeliveryError('partial-success', message === '' ? 'it gives no reason' : `"${quoteServerText(message, Object.values(headers))}"`);
}

/** Text that the server wrote, short, on one line, and without the header values that it may have echoed. */
export function quoteServerText(text: string, headerValues: Iterable<string>): string {
  let quoted = text.replaceAll(/\s+/g, ' ');
  const secrets = [...headerValues].flatMap((value) => [value, ...value.split(/[\s,;=]+/)]);
  // The longest first, else what is left of a value after a part of it was replaced would stay.
  for (const secret of secrets.filter((value) => value.length >= 4).sort((a, b) => b.length - a.length)) {
    quoted = quoted.replaceAll(secret, '[REDACTED]');
  }
  return quoted.length > 200 ? `${quoted.slice(0, 200)}…` : quoted;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
