/**
 * Delivers what is buffered when the process ends, and leaves the way it ends to the app: exit codes, signals, the app's
 * own handlers and its own drain stay as they are (docs/adr/0003-endings.md).
 */
import { trace } from '@opentelemetry/api';
import { reportProblem } from '../diagnostics/log.js';
import { recordFailure } from '../support/record-failure.js';
import { settlesWithin } from '../support/deadline.js';

export interface Pipeline {
  /** Delivers what is buffered; what comes later is still taken. */
  flush(): Promise<void>;
  /** Delivers what is buffered and closes. */
  shutdown(): Promise<void>;
  /** Delivers what is still buffered while this thread waits; returns whether it was done in time. */
  deliverNow(timeoutMs: number): boolean;
  /** What stands in the way of delivery at this moment. */
  describeTrouble(): string | undefined;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

export interface EndingOptions {
  /** `OTEL_DISTRO_SHUTDOWN_TIMEOUT` */
  readonly timeoutMs: number;
  /** False in a worker thread, which gets no signals. */
  readonly ownsSignals: boolean;
}

/** Installs the handlers; returns the undo. */
export function watchEndings(pipeline: Pipeline, { timeoutMs, ownsSignals }: EndingOptions): () => void {
  const lastWait = new LastWait(timeoutMs, () => pipeline.describeTrouble());
  const undo = [watchBeforeExit(pipeline, lastWait), watchCrash(), watchExit(pipeline, lastWait)];
  if (ownsSignals) undo.push(...signals.map((signal) => watchSignal(signal, pipeline, lastWait)));
  return () => {
    for (const revert of undo) revert();
  };
}

/** All that an ending waits for telemetry, in however many steps, stays within one time limit. */
class LastWait {
  private leftMs: number;
  private readonly timeoutMs: number;
  private readonly describeTrouble: Pipeline['describeTrouble'];

  constructor(timeoutMs: number, describeTrouble: Pipeline['describeTrouble']) {
    this.timeoutMs = timeoutMs;
    this.describeTrouble = describeTrouble;
    this.leftMs = timeoutMs;
  }

  async waitFor(work: Promise<void>): Promise<void> {
    const startedAtMs = performance.now();
    const isDone = await settlesWithin(work, this.leftMs);
    this.spend(startedAtMs, isDone);
  }

  blockOn(work: (timeoutMs: number) => boolean): void {
    if (this.leftMs <= 0) return;
    const startedAtMs = performance.now();
    this.spend(startedAtMs, work(this.leftMs));
  }

  private spend(startedAtMs: number, isDone: boolean): void {
    this.leftMs = isDone ? this.leftMs - (performance.now() - startedAtMs) : 0;
    if (isDone) return;
    const trouble = this.describeTrouble();
    reportProblem('shutdown-deadline', `telemetry was not delivered within ${this.timeoutMs} ms${trouble === undefined ? '' : `: ${trouble}`}.`);
  }
}

/** An app that handles the signal itself ends itself: its drain makes telemetry too, so nothing is closed here. */
function watchSignal(signal: (typeof signals)[number], pipeline: Pipeline, lastWait: LastWait): () => void {
  let isEnding = false;
  const onSignal = (): void => {
    if (process.listenerCount(signal) > 1) {
      void pipeline.flush();
      return;
    }
    // not a sign of impatience: a terminal and npm both send it
    if (isEnding) return;
    isEnding = true;
    void lastWait.waitFor(pipeline.shutdown()).then(() => {
      process.removeListener(signal, onSignal);
      // the default action of the signal, so that the parent sees how the process ended
      process.kill(process.pid, signal);
    });
  };
  // first, so that the app's `once` handlers still count as listeners
  process.prependListener(signal, onSignal);
  return () => process.removeListener(signal, onSignal);
}

/**
 * The event loop is empty. Delivering revives it, so the event comes again. An app that listens to it would not expect that:
 * there the `exit` event delivers, which can do it for all but metrics.
 */
function watchBeforeExit(pipeline: Pipeline, lastWait: LastWait): () => void {
  const onBeforeExit = (): void => {
    if (process.listenerCount('beforeExit') === 0) void lastWait.waitFor(pipeline.flush());
  };
  process.once('beforeExit', onBeforeExit);
  return () => process.removeListener('beforeExit', onBeforeExit);
}

/** Puts the error on the span in which it happened; the way the process ends is Node.js's. */
function watchCrash(): () => void {
  const onCrash = (error: unknown): void => {
    const span = trace.getActiveSpan();
    if (span?.isRecording() !== true) return;
    recordFailure(span, error);
    // an app that handles the error may live on, and end its span itself
    if (process.listenerCount('uncaughtException') === 0) span.end();
  };
  process.on('uncaughtExceptionMonitor', onCrash);
  return () => process.removeListener('uncaughtExceptionMonitor', onCrash);
}

/** The last moment: nothing asynchronous runs any more in this thread, whether by `process.exit`, a crash or the normal end. */
function watchExit(pipeline: Pipeline, lastWait: LastWait): () => void {
  const onExit = (): void => lastWait.blockOn((timeoutMs) => pipeline.deliverNow(timeoutMs));
  process.on('exit', onExit);
  return () => process.removeListener('exit', onExit);
}
