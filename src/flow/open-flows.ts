/** The flows that run in this process: one timer for all of them, and their end when telemetry ends first. */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { addEndingTask } from '../support/ending-tasks.js';

export type Abandonment = 'timeout' | 'process_end';

export interface OpenFlow {
  /** Infinity for none. */
  readonly heartbeatMs: number;
  /** On the clock of `performance`; Infinity for never. */
  nextHeartbeatAtMs: number;
  readonly timeoutAtMs: number;
  beat(): void;
  abandon(by: Abandonment): void;
}

/** The timer goes over all flows: with many of them not for each one. */
const minPauseMs = 100;
/** The longest that `setTimeout` takes. */
const maxPauseMs = 2 ** 31 - 1;

const openFlows = new Set<OpenFlow>();
let timer: NodeJS.Timeout | undefined;
let firesAtMs = Infinity;

export function addOpenFlow(flow: OpenFlow, nowMs: number): void {
  openFlows.add(flow);
  addEndingTask(abandonAll);
  const dueAtMs = dueAtMsOf(flow);
  if (dueAtMs < firesAtMs) fireAt(dueAtMs, nowMs);
}

/** The timer stays until it fires: to stop it would cost each flow of a service that runs one at a time. */
export function removeOpenFlow(flow: OpenFlow): void {
  openFlows.delete(flow);
}

function abandonAll(): void {
  for (const flow of openFlows) {
    openFlows.delete(flow);
    attempt(() => flow.abandon('process_end'));
  }
}

function dueAtMsOf({ nextHeartbeatAtMs, timeoutAtMs }: OpenFlow): number {
  return Math.min(nextHeartbeatAtMs, timeoutAtMs);
}

function fireAt(atMs: number, nowMs: number): void {
  clearTimeout(timer);
  firesAtMs = atMs;
  // not in the context of the flow that happens to start it
  timer = context.with(ROOT_CONTEXT, setTimeout, undefined, lookAfterAll, Math.min(Math.max(atMs - nowMs, 0), maxPauseMs));
  timer.unref();
}

function lookAfterAll(): void {
  const nowMs = performance.now();
  let nextAtMs = Infinity;
  for (const flow of openFlows) {
    lookAfter(flow, nowMs);
    if (openFlows.has(flow)) nextAtMs = Math.min(nextAtMs, dueAtMsOf(flow));
  }
  firesAtMs = Infinity;
  if (nextAtMs !== Infinity) fireAt(Math.max(nextAtMs, nowMs + minPauseMs), nowMs);
}

/** A timer may fire a moment too early. */
const earlyMs = 1;

function lookAfter(flow: OpenFlow, nowMs: number): void {
  if (flow.timeoutAtMs <= nowMs + earlyMs) {
    openFlows.delete(flow);
    return attempt(() => flow.abandon('timeout'));
  }
  if (flow.nextHeartbeatAtMs > nowMs + earlyMs) return;
  flow.nextHeartbeatAtMs = nowMs + flow.heartbeatMs;
  attempt(() => flow.beat());
}

/** What a processor of the app throws may not end the app from a timer, nor keep the other flows from their end. */
function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportProblem('processor-failed', describeErrorWithoutMessage(error));
  }
}
