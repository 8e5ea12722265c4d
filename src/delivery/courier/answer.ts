/** Reads the answer to an export request: what the collector refused of it (partial_success). */
import { firstBytes, firstNumber } from '../protobuf-fields.js';

export interface PartialSuccess {
  readonly rejectedItems: number;
  readonly errorMessage: string;
}

const none: PartialSuccess = { rejectedItems: 0, errorMessage: '' };

/** `Export…ServiceResponse { partial_success = 1 { int64 rejected_… = 1; string error_message = 2 } }`; an answer that makes no sense says nothing. */
export function readAnswer(data: Uint8Array | undefined, isJson: boolean): PartialSuccess {
  if (data === undefined || data.length === 0) return none;
  return isJson ? readJson(data) : readProtobuf(data);
}

function readProtobuf(data: Uint8Array): PartialSuccess {
  const message = firstBytes(data, 1) ?? new Uint8Array();
  return { rejectedItems: firstNumber(message, 1), errorMessage: Buffer.from(firstBytes(message, 2) ?? []).toString() };
}

function readJson(data: Uint8Array): PartialSuccess {
  try {
    const answer = JSON.parse(Buffer.from(data).toString()) as { readonly partialSuccess?: Record<string, unknown> } | null;
    const partial = answer?.partialSuccess ?? {};
    // a 64-bit number is a string there
    const rejectedItems = Number(partial['rejectedSpans'] ?? partial['rejectedDataPoints'] ?? partial['rejectedLogRecords'] ?? 0);
    return { rejectedItems: Number.isSafeInteger(rejectedItems) ? rejectedItems : 0, errorMessage: String(partial['errorMessage'] ?? '') };
  } catch {
    return none;
  }
}
