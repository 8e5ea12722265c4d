/**
 * Delivers what is buffered when the process ends, and leaves the way it ends to the app: exit codes, signals, the app's
 * own handlers and its own drain stay as they are (docs/adr/0003-endings.md).
 */
import { context, trace } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { recordFailure } from '../support/record-failure.js';
import { settlesWithin } from '../support/deadline.js';
import { runEndingTasks } from '../support/ending-tasks.js';
import { emitCrash, type Crash } from './crash-record.js';
import type { OpenSpans } from './open-spans.js';

export interface Pipeline {
  /** Delivers what is buffered; what comes later is still taken. */
  flush(): Promise<void>;
  /** Delivers what is still buffered while this thread waits; returns whether it was done in time. */
  deliverNow(timeoutMs: number): boolean;
  /** What stands in the way of delivery at this moment. */
  describeTrouble(): string | undefined;
}

type EndingSignal = 'SIGTERM' | 'SIGINT' | 'SIGHUP';

/** Those that end a process and that it can send itself again: on Windows it cannot send SIGHUP. */
const signals: readonly EndingSignal[] = process.platform === 'win32' ? ['SIGTERM', 'SIGINT'] : ['SIGTERM', 'SIGINT', 'SIGHUP'];

export interface EndingOptions {
  /** `OTEL_DISTRO_SHUTDOWN_TIMEOUT` */
  readonly timeoutMs: number;
  /** False in a worker thread, which gets no signals. */
  readonly ownsSignals: boolean;
  /** Ended with the process; undefined where nothing is traced. */
  readonly openSpans?: OpenSpans | undefined;
}

/** Installs the handlers; returns the undo. */
export function watchEndings(pipeline: Pipeline, { timeoutMs, ownsSignals, openSpans }: EndingOptions): () => void {
  const lastWait = new LastWait(timeoutMs, () => pipeline.describeTrouble());
  const undo = [watchBeforeExit(pipeline, lastWait), watchExit(pipeline, lastWait, openSpans)];
  if (ownsSignals) undo.push(...signals.map((signal) => watchSignal(signal, pipeline, lastWait, openSpans)));
  return () => {
    for (const revert of undo) revert();
  };
}

const handOverMs = 150;

/** All that an ending waits for telemetry, in however many steps, stays within one time limit. */
class LastWait {
  private leftMs: number;
  private isReported = false;
  private readonly timeoutMs: number;
  private readonly describeTrouble: Pipeline['describeTrouble'];

  constructor(timeoutMs: number, describeTrouble: Pipeline['describeTrouble']) {
    this.timeoutMs = timeoutMs;
    this.describeTrouble = describeTrouble;
    this.leftMs = timeoutMs;
  }

  /** `blockOn` follows, and has the last word. */
  async waitFor(work: Promise<void>): Promise<void> {
    const startedAtMs = performance.now();
    const isDone = await settlesWithin(work, this.leftMs);
    this.spend(startedAtMs, isDone);
  }

  blockOn(work: (timeoutMs: number) => boolean): void {
    const startedAtMs = performance.now();
    // when the time is up, what was not handed over yet still reaches the disk
    const isDone = work(this.timeoutMs === 0 ? 0 : Math.max(this.leftMs, handOverMs));
    this.spend(startedAtMs, isDone);
    if (!isDone) this.report();
  }

  private spend(startedAtMs: number, isDone: boolean): void {
    this.leftMs = isDone ? Math.max(1, this.leftMs - (performance.now() - startedAtMs)) : 0;
  }

  private report(): void {
    if (this.isReported) return;
    this.isReported = true;
    const trouble = this.describeTrouble();
    reportProblem('shutdown-deadline', `telemetry was not delivered within ${this.timeoutMs} ms${trouble === undefined ? '' : `: ${trouble}`}.`);
  }
}

/** An app that handles the signal itself ends itself: its drain makes telemetry too, so nothing is closed here. */
function watchSignal(signal: EndingSignal, pipeline: Pipeline, lastWait: LastWait, openSpans?: OpenSpans): () => void {
  let isEnding = false;
  const onSignal = (): void => {
    if (process.listenerCount(signal) > 1) {
      void pipeline.flush();
      return;
    }
    // not a sign of impatience: a terminal and npm both send it
    if (isEnding) return;
    isEnding = true;
    endWhatIsOpen(openSpans);
    void lastWait.waitFor(pipeline.flush()).then(() => {
      // what was made meanwhile, and what the time was too short for
      lastWait.blockOn((timeoutMs) => pipeline.deliverNow(timeoutMs));
      process.removeListener(signal, onSignal);
      // the default action of the signal, so that the parent sees how the process ended
      process.kill(process.pid, signal);
    });
  };
  // first, so that the app's `once` handlers still count as listeners
  process.prependListener(signal, onSignal);
  return () => process.removeListener(signal, onSignal);
}

/** First what helpers say about what they have open: it goes on spans that are open yet. */
function endWhatIsOpen(openSpans: OpenSpans | undefined, crash?: Crash): void {
  runEndingTasks((error) => reportProblem('processor-failed', describeErrorWithoutMessage(error)));
  openSpans?.interrupt(crash);
}

/** The event loop is empty. Delivering revives it, so the event comes again. An app that listens to it would not expect that: there the `exit` event delivers. */
function watchBeforeExit(pipeline: Pipeline, lastWait: LastWait): () => void {
  const onBeforeExit = (): void => {
    if (process.listenerCount('beforeExit') === 0) void lastWait.waitFor(pipeline.flush());
  };
  process.once('beforeExit', onBeforeExit);
  return () => process.removeListener('beforeExit', onBeforeExit);
}

/**
 * The last moment: nothing asynchronous runs any more in this thread, whether by `process.exit`, a crash or the normal end.
 * What is thrown goes on the span in which it was thrown; the way the process ends is Node.js's.
 */
function watchExit(pipeline: Pipeline, lastWait: LastWait, openSpans?: OpenSpans): () => void {
  let crash: Crash | undefined;
  let isExiting = false;
  const deliver = (): void => {
    if (crash !== undefined) emitCrash(crash);
    endWhatIsOpen(openSpans, crash);
    lastWait.blockOn((timeoutMs) => pipeline.deliverNow(timeoutMs));
  };
  const onCrash = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    const span = trace.getActiveSpan();
    if (span !== undefined) recordFailure(span, error);
    if (isCaught()) return;
    crash = { error, origin, context: context.active(), span, thrownAt: new Date() };
    // thrown by a listener of `exit`: that event does not come again
    if (isExiting) deliver();
    // comes only where the process lives on after all: Node.js 26 does not tell whether a callback takes the error
    else queueMicrotask(() => (crash = undefined));
  };
  const onExit = (): void => {
    isExiting = true;
    deliver();
  };
  process.on('uncaughtExceptionMonitor', onCrash);
  process.on('exit', onExit);
  return () => {
    process.removeListener('uncaughtExceptionMonitor', onCrash);
    process.removeListener('exit', onExit);
  };
}

/** By the app, which may live on and end its spans itself. */
function isCaught(): boolean {
  return process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback();
}
