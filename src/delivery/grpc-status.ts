/** The gRPC wire format as far as a unary OTLP call needs it: message frames, status codes, the wait that a server asks for. */

import { firstBytes, firstNumber, readFields } from './protobuf-fields.js';

export const grpcStatusNames = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;
export type GrpcStatusName = (typeof grpcStatusNames)[number];

/** The codes after which the OTLP specification lets a client send again; RESOURCE_EXHAUSTED only if the server says when. */
const retryableStatuses = new Set<GrpcStatusName>([
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNAVAILABLE',
  'DATA_LOSS',
]);

export function isRetryableStatus(status: GrpcStatusName, retryDelayMs: number | undefined): boolean {
  return retryableStatuses.has(status) || (status === 'RESOURCE_EXHAUSTED' && retryDelayMs !== undefined);
}

/** What an HTTP status means when the answer has no grpc-status (table of the gRPC specification). */
export function statusOfHttp(httpStatus: number): GrpcStatusName {
  if (httpStatus === 400) return 'INTERNAL';
  if (httpStatus === 401) return 'UNAUTHENTICATED';
  if (httpStatus === 403) return 'PERMISSION_DENIED';
  if (httpStatus === 404) return 'UNIMPLEMENTED';
  return [429, 502, 503, 504].includes(httpStatus) ? 'UNAVAILABLE' : 'UNKNOWN';
}

export const frameHeaderBytes = 5;

export function frameMessage(message: Uint8Array, isCompressed: boolean): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + message.length);
  frame.writeUInt8(isCompressed ? 1 : 0, 0);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, frameHeaderBytes);
  return frame;
}

/** The value of a grpc-timeout header: at most eight digits and a unit. */
export function formatGrpcTimeout(timeoutMs: number): string {
  const wholeMs = Math.ceil(timeoutMs);
  return wholeMs < 1e8 ? `${wholeMs}m` : `${Math.min(Math.ceil(wholeMs / 1_000), 99_999_999)}S`;
}

/** The percent-encoded text of a grpc-message header. */
export function decodeGrpcMessage(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/**
 * The wait in a grpc-status-details-bin header: google.rpc.Status.details (3) → Any { type_url (1), value (2) }
 * → google.rpc.RetryInfo.retry_delay (1) → Duration { seconds (1), nanos (2) }.
 */
export function parseRetryDelayMs(header: string): number | undefined {
  for (const detail of readFields(Buffer.from(header, 'base64'), 3)) {
    if (!(detail instanceof Uint8Array)) continue;
    const type = firstBytes(detail, 1);
    if (type === undefined || !Buffer.from(type).toString().endsWith('/google.rpc.RetryInfo')) continue;
    const delay = firstBytes(firstBytes(detail, 2) ?? new Uint8Array(), 1);
    if (delay === undefined) return undefined;
    return firstNumber(delay, 1) * 1_000 + firstNumber(delay, 2) / 1e6;
  }
  return undefined;
}
