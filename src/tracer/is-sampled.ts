/** Whether a span is exported. */
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { OwnSpan } from './own-span.js';

export function isSampled(span: ReadableSpan): boolean {
  return span instanceof OwnSpan ? span.identity.isSampled : (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
