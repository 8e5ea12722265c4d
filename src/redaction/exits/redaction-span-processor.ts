/** Stands in front of every span processor that can see a finished span, and hands on what may leave. */
import type { Context } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { settleAll } from '../../support/settle-all.js';
import { currentRedactor, type Redactor } from '../redactor.js';
import { guard, guardRecord, reportFailure } from './guard.js';
import { createSpanRedaction, emptySpan } from './redact-span.js';

interface RedactionSpanProcessorOptions {
  /** The processors behind the redaction, in the order in which they are called. */
  readonly next: readonly SpanProcessor[];
  readonly redactor?: Redactor;
  /** Of attribute values in characters, applied after the redaction. @default no limit */
  readonly valueLengthLimit?: number | undefined;
}

/** A span that cannot be redacted is reported, and leaves empty; a processor that throws does not reach the app or its neighbours. */
export class RedactionSpanProcessor implements SpanProcessor {
  readonly #next: readonly SpanProcessor[];
  readonly #withEnding: readonly SpanProcessor[];
  readonly #redact: (span: ReadableSpan) => ReadableSpan;

  constructor({ next, redactor = currentRedactor(), valueLengthLimit }: RedactionSpanProcessorOptions) {
    this.#next = next;
    this.#withEnding = next.filter(({ onEnding }) => onEnding !== undefined);
    this.#redact = createSpanRedaction(redactor, valueLengthLimit);
  }

  onStart(span: Span, parentContext: Context): void {
    for (const processor of this.#next) {
      try {
        processor.onStart(span, parentContext);
      } catch (error) {
        reportFailure('processor-failed', error);
      }
    }
  }

  onEnding(span: Span): void {
    for (const processor of this.#withEnding) guard('processor-failed', () => processor.onEnding?.(span));
  }

  onEnd(span: ReadableSpan): void {
    const redacted = guardRecord(span, this.#redact, emptySpan);
    if (redacted === undefined) return;
    for (const processor of this.#next) {
      try {
        processor.onEnd(redacted);
      } catch (error) {
        reportFailure('processor-failed', error);
      }
    }
  }

  forceFlush(): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.forceFlush()));
  }

  shutdown(): Promise<void> {
    return settleAll(this.#next.map((processor) => () => processor.shutdown()));
  }
}
