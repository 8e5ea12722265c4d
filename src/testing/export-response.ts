/** The bodies of OTLP export responses. */
import type { Signal } from '../otlp/decode/decode.js';
import type { PlayedResponse } from './received-request.js';

const rejectedNames = { traces: 'rejectedSpans', metrics: 'rejectedDataPoints', logs: 'rejectedLogRecords' } as const;

/** `Export…ServiceResponse { ExportPartialSuccess partial_success = 1 { int64 rejected_… = 1; string error_message = 2 } }`. */
export function protobufResponse(partialSuccess: PlayedResponse['partialSuccess']): Buffer {
  if (partialSuccess === undefined) return Buffer.alloc(0);
  const message = Buffer.from(partialSuccess.errorMessage);
  const content = Buffer.concat([
    Buffer.from([0x08, ...varint(partialSuccess.rejected), 0x12, ...varint(message.length)]),
    message,
  ]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(content.length)]), content]);
}

export function jsonResponse(signal: Signal, partialSuccess: PlayedResponse['partialSuccess']): string {
  if (partialSuccess === undefined) return '{}';
  const { rejected, errorMessage } = partialSuccess;
  return JSON.stringify({ partialSuccess: { [rejectedNames[signal]]: String(rejected), errorMessage } });
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
