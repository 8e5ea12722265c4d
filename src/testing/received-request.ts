/** What the receiver keeps of a request, and what a test can make it answer. */
import type { Signal } from '../otlp/decode/decode.js';
import type { DecodedRecords } from '../otlp/records.js';

export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

export interface ReceivedRequest {
  readonly signal: Signal;
  readonly protocol: OtlpProtocol;
  readonly path: string;
  /** Names are lower-case; of gRPC, the metadata without the `:pseudo` headers. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The payload after decompression, without the gRPC frame: a `Buffer`, which the types of a user without @types/node do not know. */
  readonly body: Uint8Array;
  /** Size of the payload as it came over the wire. */
  readonly wireByteLength: number;
  readonly receivedAtMs: number;
  /** True once it was answered with success; only then its records are in `spans`, `logs` and `metrics`. */
  readonly accepted: boolean;
  /** Why it is malformed; answered with HTTP 400 or gRPC INVALID_ARGUMENT. */
  readonly problem?: string;
}

/** An answer to play; what is not given is as in a healthy answer. */
export interface PlayedResponse {
  /** HTTP status; over gRPC the nearest gRPC status is sent. @default 200 */
  readonly status?: number;
  /** gRPC status, for when `status` is not exact enough. */
  readonly grpcStatus?: number;
  /** Sent as HTTP headers, over gRPC as metadata. Example: `{ 'retry-after': '1' }` */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the HTTP body; over gRPC it is the status message. */
  readonly body?: string | Uint8Array;
  /** Time to wait before the answer, in milliseconds. @default 0 */
  readonly delayMs?: number;
  /** Never answer. */
  readonly hang?: boolean;
  /** Close the connection without an answer. */
  readonly disconnect?: boolean;
  /** Success, but so many records count as rejected. The receiver keeps all of them. */
  readonly partialSuccess?: { readonly rejected: number; readonly errorMessage: string };
}

/** Decides the answer to one request; undefined is the healthy answer. Throwing is answered with status 500. */
export type ResponsePlayer = (request: ReceivedRequest) => PlayedResponse | undefined | Promise<PlayedResponse | undefined>;

/** The records of one accepted request. */
export interface ReceivedRecords extends DecodedRecords {
  readonly request: ReceivedRequest;
}
