/** Knows the spans that have not ended yet, and ends them when the process does, so that they are delivered too. */
import { SpanStatusCode, type Span as ApiSpan } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { isSampled } from '../tracer/is-sampled.js';

/** Is true on a span that ended because the process did. */
export const interruptedAttribute = 'otel_distro.interrupted';

/** Of the spans that are open at a time; of more, the oldest are forgotten: they are most likely never ended. */
const defaultLimit = 10_000;

/** Ended ones stay in the list until there are so many, and as many as open ones: then they are taken out together. */
const minEndedCount = 256;

export interface OpenSpansOptions {
  /** @default 10,000 */
  readonly limit?: number;
}

/** What ended the process, where that was an error. */
export interface Crashed {
  /** The one in which it was thrown, with the error on it. */
  readonly span: ApiSpan | undefined;
}

/**
 * Stands before the redaction, like all that still changes spans.
 * A list that is swept now and then: with a thousand open spans, a `Set` and a linked list cost 1 µs more per span (docs/adr/0003-endings.md).
 */
export class OpenSpans implements SpanProcessor {
  /** By start; some have ended. */
  #spans: Span[] = [];
  #endedCount = 0;
  readonly #limit: number;

  constructor({ limit = defaultLimit }: OpenSpansOptions = {}) {
    this.#limit = limit;
  }

  onStart(span: Span): void {
    if (!isSampled(span)) return;
    if (this.#spans.push(span) >= 2 * this.#limit) this.#sweep();
  }

  onEnd(): void {
    if (++this.#endedCount > Math.max(minEndedCount, this.#spans.length / 2)) this.#sweep();
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  /** Ends what is open, the newest first, so that parents end after their children. Never throws. */
  interrupt(crashed?: Crashed): void {
    this.#sweep();
    const newestFirst = this.#spans.toReversed();
    for (const span of newestFirst) endInterrupted(span, crashed !== undefined && span.status.code === SpanStatusCode.UNSET);
    // it may be one of the forgotten
    if (crashed?.span?.isRecording() === true) endInterrupted(crashed.span, false);
  }

  #sweep(): void {
    this.#spans = this.#spans.filter((span) => !span.ended).slice(-this.#limit);
    this.#endedCount = 0;
  }
}

function endInterrupted(span: ApiSpan, hasFailed: boolean): void {
  try {
    span.setAttribute(interruptedAttribute, true);
    if (hasFailed) span.setStatus({ code: SpanStatusCode.ERROR, message: 'the process crashed' });
    span.end();
    Object.assign(span, afterTheEnd);
  } catch (error) {
    reportProblem('processor-failed', describeErrorWithoutMessage(error));
  }
}

/** The app may still work on its spans for a moment. The SDK would write a line for each call; the app would not have seen one without us. */
const afterTheEnd = Object.fromEntries(
  ['setAttribute', 'setAttributes', 'addEvent', 'addLink', 'addLinks', 'setStatus', 'updateName', 'recordException', 'end'].map((method) => [method, ignore]),
);

function ignore(this: ApiSpan): ApiSpan {
  return this;
}
