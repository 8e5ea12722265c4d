/** Turns the exceptions that are recorded on spans into log records, as `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN` asks for. */
import { logs, SeverityNumber, trace, type Context } from '@opentelemetry/api';
import type { Span, SpanProcessor, TimedEvent } from '@opentelemetry/sdk-trace';

/** The name of the span event and of the log record (semantic conventions for exceptions). */
const exceptionEventName = 'exception';

export interface ExceptionSignalOptions {
  /** `logs/dup`: the span events stay too. */
  readonly keepsSpanEvents: boolean;
}

/** Stands before the redaction: the log record takes the way of all log records, the span that of all spans. */
export class ExceptionSignalSpanProcessor implements SpanProcessor {
  readonly #keepsSpanEvents: boolean;
  /** The context of each open span, with the flow it belongs to. */
  readonly #contexts = new WeakMap<Span, Context>();

  constructor({ keepsSpanEvents }: ExceptionSignalOptions) {
    this.#keepsSpanEvents = keepsSpanEvents;
  }

  onStart(span: Span, parentContext: Context): void {
    this.#contexts.set(span, trace.setSpan(parentContext, span));
  }

  /** The last moment at which a span may change. */
  onEnding(span: Span): void {
    const exceptions = span.events.filter(({ name }) => name === exceptionEventName);
    if (exceptions.length === 0 || !this.#emit(span, exceptions) || this.#keepsSpanEvents) return;
    const others = span.events.filter(({ name }) => name !== exceptionEventName);
    span.events.splice(0, span.events.length, ...others);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}

  /** Returns false where nobody takes log records: then the span events are all there is. */
  #emit(span: Span, exceptions: readonly TimedEvent[]): boolean {
    const { name, version, schemaUrl } = span.instrumentationScope;
    const logger = logs.getLogger(name, version, schemaUrl === undefined ? {} : { schemaUrl });
    const context = this.#contexts.get(span);
    const kind = { eventName: exceptionEventName, severityNumber: SeverityNumber.ERROR, ...(context === undefined ? {} : { context }) };
    if (!logger.enabled(kind)) return false;
    for (const { time, attributes } of exceptions) {
      logger.emit({ ...kind, severityText: 'error', timestamp: time, ...(attributes === undefined ? {} : { attributes }) });
    }
    return true;
  }
}
