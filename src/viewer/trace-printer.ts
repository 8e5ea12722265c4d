/** Collects spans and log records by trace, and prints each trace once it looks complete. */
import type { DecodedLogRecord, DecodedRecords, DecodedSpan } from '../otlp/records.js';
import { logLine } from './log-line.js';
import { currentRedactor, type Redactor } from '../redaction/redactor.js';
import { createPalette } from '../support/palette.js';
import { redactLogRecord, redactSpan } from './redact-records.js';
import { renderTrace } from './render-trace.js';
import { serviceOf, spanName } from './span-line.js';

export interface TracePrinterOptions {
  /** Gets whole lines. */
  readonly write: (text: string) => void;
  /** What is printed passes it. @default the one of this process */
  readonly redactor?: Redactor;
  /** @default false */
  readonly color?: boolean;
  /** A trace whose root span has come is printed when nothing more came for so long. @default 300 */
  readonly quietMs?: number;
  /** A trace is printed at the latest so long after its first span or log record. @default 5000 */
  readonly timeoutMs?: number;
  /** Traces that wait; the oldest is printed when there are more. @default 200 */
  readonly maxTraces?: number;
  /** Spans, and log records, of one trace; more are only counted. @default 500 */
  readonly maxSpansPerTrace?: number;
  /** Whether log records outside of every trace are printed, each at once. @default true */
  readonly looseLogs?: boolean;
}

export interface TracePrinter {
  /** Takes what a receiver hands to its listeners. */
  receive(records: Pick<DecodedRecords, 'spans' | 'logs'>): void;
  /** Prints everything that waits. */
  flush(): void;
}

interface WaitingTrace {
  readonly traceId: string;
  readonly spans: DecodedSpan[];
  readonly logs: DecodedLogRecord[];
  readonly firstSeenMs: number;
  lastSeenMs: number;
  hasRoot: boolean;
  omitted: number;
}

/** How many printed traces are remembered, so that what comes late is shown as an addendum. */
const rememberedTraces = 1000;

export function createTracePrinter(options: TracePrinterOptions): TracePrinter {
  return new WaitingPrinter(options);
}

class WaitingPrinter implements TracePrinter {
  readonly #options: Required<Omit<TracePrinterOptions, 'color'>>;
  readonly #palette;
  readonly #waiting = new Map<string, WaitingTrace>();
  /** Trace id to the name of the root span. */
  readonly #printed = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ write, redactor = currentRedactor(), color = false, quietMs = 300, timeoutMs = 5000, maxTraces = 200, maxSpansPerTrace = 500, looseLogs = true }: TracePrinterOptions) {
    this.#options = { write, redactor, quietMs, timeoutMs, maxTraces, maxSpansPerTrace, looseLogs };
    this.#palette = createPalette(color);
  }

  receive({ spans, logs }: Pick<DecodedRecords, 'spans' | 'logs'>): void {
    const { redactor } = this.#options;
    for (const received of spans) {
      const span = redactSpan(received, redactor);
      const trace = this.#traceOf(span.traceId);
      trace.hasRoot ||= span.parentSpanId === undefined;
      this.#add(trace, trace.spans, span);
    }
    for (const received of logs) {
      const log = redactLogRecord(received, redactor);
      if (log.traceId === undefined) this.#printLooseLog(log);
      else {
        const trace = this.#traceOf(log.traceId);
        this.#add(trace, trace.logs, log);
      }
    }
    this.#schedule();
  }

  flush(): void {
    for (const trace of this.#waiting.values()) this.#print(trace);
    clearTimeout(this.#timer);
  }

  #traceOf(traceId: string): WaitingTrace {
    const nowMs = Date.now();
    let trace = this.#waiting.get(traceId);
    if (trace === undefined) {
      trace = { traceId, spans: [], logs: [], firstSeenMs: nowMs, lastSeenMs: nowMs, hasRoot: this.#printed.has(traceId), omitted: 0 };
      this.#waiting.set(traceId, trace);
      this.#makeRoom();
    }
    trace.lastSeenMs = nowMs;
    return trace;
  }

  #makeRoom(): void {
    if (this.#waiting.size <= this.#options.maxTraces) return;
    const [oldest] = this.#waiting.values();
    if (oldest !== undefined) this.#print(oldest);
  }

  #add<Rec>(trace: WaitingTrace, list: Rec[], record: Rec): void {
    if (list.length < this.#options.maxSpansPerTrace) list.push(record);
    else trace.omitted++;
  }

  #dueAtMs({ hasRoot, firstSeenMs, lastSeenMs }: WaitingTrace): number {
    const latest = firstSeenMs + this.#options.timeoutMs;
    return hasRoot ? Math.min(lastSeenMs + this.#options.quietMs, latest) : latest;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    let nextMs = Infinity;
    for (const trace of this.#waiting.values()) nextMs = Math.min(nextMs, this.#dueAtMs(trace));
    if (nextMs === Infinity) return;
    this.#timer = setTimeout(() => this.#printDue(), Math.max(nextMs - Date.now(), 0));
    this.#timer.unref();
  }

  #printDue(): void {
    const nowMs = Date.now();
    for (const trace of this.#waiting.values()) if (this.#dueAtMs(trace) <= nowMs) this.#print(trace);
    this.#schedule();
  }

  #print(trace: WaitingTrace): void {
    const { traceId, spans, logs, omitted } = trace;
    this.#waiting.delete(traceId);
    const printedAs = this.#printed.get(traceId);
    const remarks = [];
    if (printedAs !== undefined) remarks.push(`late, belongs to ${printedAs}`);
    if (omitted > 0) remarks.push(`${omitted} more not shown`);
    this.#options.write(renderTrace({ traceId, spans, logs, remark: remarks.join(', ') }, this.#palette));
    if (printedAs === undefined) this.#remember(trace);
  }

  #remember({ traceId, spans }: WaitingTrace): void {
    const title = spans.find((span) => span.parentSpanId === undefined) ?? spans[0];
    this.#printed.set(traceId, title === undefined ? 'the log lines above' : spanName(title));
    if (this.#printed.size <= rememberedTraces) return;
    const [oldest] = this.#printed.keys();
    if (oldest !== undefined) this.#printed.delete(oldest);
  }

  #printLooseLog(log: DecodedLogRecord): void {
    if (this.#options.looseLogs) this.#options.write(`${logLine(log, this.#palette)}  ${this.#palette.cyan(serviceOf(log.resource))}\n`);
  }
}
