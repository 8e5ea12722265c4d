/** Tells a developer of spans of the helper API that nobody ends, and where they were started. */
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { reportProblem } from '../diagnostics/log.js';

export interface OpenSpanWatchOptions {
  /** After which a span of `startSpan` counts as forgotten. */
  readonly warnAfterMs: number;
  /** Frames from there are not where the app started a span. */
  readonly ownFolder: string;
}

/** Where a span was started. V8 makes the text when it is asked for. */
interface Start {
  readonly stack?: string;
  readonly atMs: number;
}

/** More open spans than that are not watched: there is enough to tell by then. */
const maxWatched = 1000;
const maxCheckIntervalMs = 30_000;
/** Half of them are ours and the SDK's. */
const frameCount = 20;
/** Of Node.js itself: a promise at the top level that never settles. */
const unsettledExitCode = 13;

/**
 * A span of `startSpan` is reported when it is open for too long. What is still open when there is nothing left to do can be ended by
 * nobody: then spans of `withSpan`, `traced` and `flow` are reported too, as their promise never settled.
 */
export class OpenSpanWatch implements SpanProcessor {
  readonly #options: OpenSpanWatchOptions;
  readonly #starts = new Map<Span, Start>();
  readonly #timer: NodeJS.Timeout;
  readonly #onExit = (code: number): void => {
    const isDrained = process.exitCode === undefined || code === unsettledExitCode;
    if (isDrained) for (const [span, start] of this.#starts) this.#report(span, start, 'is still open, and nothing is left that could end it');
  };

  constructor(options: OpenSpanWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#reportForgotten(), Math.min(options.warnAfterMs, maxCheckIntervalMs)).unref();
    // before the one that ends them
    process.prependListener('exit', this.#onExit);
  }

  onStart(span: Span): void {
    if (this.#starts.size < maxWatched) this.#starts.set(span, captureStart());
  }

  onEnd(span: unknown): void {
    this.#starts.delete(span as Span);
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {
    clearInterval(this.#timer);
    process.removeListener('exit', this.#onExit);
    this.#starts.clear();
  }

  #reportForgotten(): void {
    const { warnAfterMs } = this.#options;
    for (const [span, start] of this.#starts) {
      if (performance.now() - start.atMs < warnAfterMs) return;
      if (Symbol.dispose in span) this.#report(span, start, `is open for more than ${warnAfterMs} ms`);
    }
  }

  #report(span: Span, { stack = '' }: Start, what: string): void {
    this.#starts.delete(span);
    const strangers = stack.split('\n').slice(1).filter((frame) => !frame.includes(this.#options.ownFolder) && !/node:|@opentelemetry/.test(frame));
    reportProblem('span-open', `the span "${span.name}" ${what}; it was started ${strangers[0]?.trim() ?? 'at a place that is not known'}`);
  }
}

function captureStart(): Start {
  const start: Start = { atMs: performance.now() };
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = frameCount;
  Error.captureStackTrace(start);
  Error.stackTraceLimit = stackTraceLimit;
  return start;
}
