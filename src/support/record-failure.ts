/** Puts what was thrown on a span: error status, `error.type`, and the exception once per trace however many spans it passes. */
import { SpanStatusCode, type Span } from '@opentelemetry/api';
import { stackText } from './stack-text.js';

/** The trace in which an error object was last recorded; one shared error object may be thrown in many traces. */
const recordedInTrace = new WeakMap<object, string>();

/** Never throws, whatever was thrown. */
export function recordFailure(span: Span, thrown: unknown): void {
  if (!span.isRecording()) return;
  try {
    const type = errorType(thrown);
    span.setAttribute('error.type', type);
    const message = errorMessage(thrown);
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    if (!isNewInTrace(span, thrown)) return;
    span.recordException(thrown instanceof Error ? { name: type, message, ...readStack(thrown) } : message);
  } catch {
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
}

/** The value of the semantic convention `error.type`: the class of an error, else `_OTHER`. */
export function errorType(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '_OTHER';
  // `class PaymentError extends Error {}` leaves `name` at "Error"
  const name = thrown.name === 'Error' ? thrown.constructor?.name : thrown.name;
  return typeof name === 'string' && name !== '' ? name : 'Error';
}

function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? String(thrown.message) : String(thrown);
}

/** The app's own way to make it may fail; then the rest is recorded. */
function readStack(error: Error): { stack?: string } {
  try {
    const stack = stackText(error);
    return typeof stack === 'string' ? { stack } : {};
  } catch {
    return {};
  }
}

function isNewInTrace(span: Span, thrown: unknown): boolean {
  if (typeof thrown !== 'object' || thrown === null) return true;
  const { traceId } = span.spanContext();
  if (recordedInTrace.get(thrown) === traceId) return false;
  recordedInTrace.set(thrown, traceId);
  return true;
}
