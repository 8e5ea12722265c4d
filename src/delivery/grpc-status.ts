/** The gRPC wire format as far as a unary OTLP call needs it: message frames, status codes, the wait that a server asks for. */

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

function firstBytes(message: Uint8Array, field: number): Uint8Array | undefined {
  return readFields(message, field).find((value) => value instanceof Uint8Array);
}

function firstNumber(message: Uint8Array, field: number): number {
  return readFields(message, field).find((value) => typeof value === 'number') ?? 0;
}

/** The values of one field of a protobuf message: varints as numbers, length-delimited ones as bytes. Stops where the bytes make no sense. */
function readFields(message: Uint8Array, wanted: number): (number | Uint8Array)[] {
  const values: (number | Uint8Array)[] = [];
  let position = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; position < message.length; factor *= 128) {
      const byte = message[position++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (position < message.length) {
    const tag = readVarint();
    const wireType = tag % 8;
    let value: number | Uint8Array;
    if (wireType === 0) value = readVarint();
    else if (wireType === 2) {
      const length = readVarint();
      value = message.subarray(position, position + length);
      position += length;
    } else return values;
    if (Math.floor(tag / 8) === wanted) values.push(value);
  }
  return values;
}
