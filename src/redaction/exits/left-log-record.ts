/** Gives what left of a log record back to who emitted it, so that a line about the same call is not redacted a second time. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';

let left: ReadableLogRecord | undefined;

/** The last step of an emit: what processors log themselves in the meantime comes before it. */
export function noteLeftLogRecord(record: ReadableLogRecord | undefined): void {
  left = record;
}

/** Emitting is synchronous. Undefined where the record reached no redaction: without an SDK, or with that of somebody else. */
export function emitAndSee(emit: () => void): ReadableLogRecord | undefined {
  left = undefined;
  emit();
  const seen = left;
  left = undefined;
  return seen;
}
