/** Runs a flow: its span, its events and metrics, its one end, however it comes. */
import { context, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import { putFlowIntoBaggage } from '../context/flow-baggage.js';
import { getFlowFrame, setFlowFrame, type FlowFrame } from '../context/flow-frame.js';
import { reportInvalidOptions } from '../diagnostics/helper-problems.js';
import { hasSdk } from '../support/has-sdk.js';
import { startHelperSpan } from '../support/helper-tracer.js';
import { requireFunction } from '../support/invalid-argument.js';
import { errorType, recordFailure } from '../support/record-failure.js';
import { whenSettled } from '../support/when-settled.js';
import { createFlowFrame, type Flow } from './flow-context.js';
import { beginFlow, recordFlow, type FlowOutcome } from './flow-metrics.js';
import { createFlowId, flowNameOf } from './flow-names.js';
import { readFlowOptions, type FlowOptions } from './flow-options.js';
import { FlowProgress, notRecorded, stepCall, type StepFunction } from './flow-progress.js';
import { addOpenFlow, removeOpenFlow, type Abandonment, type OpenFlow } from './open-flows.js';

export const flowCall = 'flow(name, options?, fn)';

export function runFlow<Result>(given: string, options: FlowOptions | undefined, fn: (flow: Flow) => Result): Result {
  const name = flowNameOf(flowCall, given);
  const { timeoutMs, heartbeatMs, propagate, span: spanOptions } = readFlowOptions(flowCall, options);
  if (!hasSdk()) {
    // for what it says of the options
    if (spanOptions !== undefined) startHelperSpan({ name, options: spanOptions, attributes: {} }, (reason) => reportInvalidOptions(flowCall, reason));
    return fn(new UnrecordedFlow(name));
  }
  const id = createFlowId(name);
  const parent = context.active();
  const parentAttributes = attributesOfParent(getFlowFrame(parent));
  const attributes = { 'flow.id': id, 'flow.name': name, ...parentAttributes };
  const span = startHelperSpan({ name: `flow ${name}`, options: spanOptions, attributes, parent }, (reason) => reportInvalidOptions(flowCall, reason));
  const startedAtMs = performance.now();
  const progress = new FlowProgress({
    frame: { id, name, step: undefined },
    home: (frame) => trace.setSpan(setFlowFrame(propagate ? putFlowIntoBaggage(parent, frame) : parent, frame), span),
    span,
    attributes: parentAttributes,
  });
  const { flow, frame, home, labels } = progress;
  const secondsSoFar = (): number => (performance.now() - startedAtMs) / 1000;
  let hasEnded = false;

  /** Returns what tells of the end; undefined where it came before. */
  function end(outcome: FlowOutcome, failedStep: string | undefined): Attributes | undefined {
    if (hasEnded) return undefined;
    hasEnded = true;
    removeOpenFlow(openFlow);
    const durationSeconds = secondsSoFar();
    const told: Attributes = { 'flow.outcome': outcome, 'flow.duration': durationSeconds };
    if (failedStep !== undefined) told['flow.failed_step'] = failedStep;
    span.setAttributes(told);
    recordFlow(labels, outcome, durationSeconds, failedStep);
    return told;
  }

  function complete(): void {
    progress.isOver = true;
    const told = end('completed', undefined);
    if (told !== undefined) progress.emit('flow.completed', frame, told);
    endSpan();
  }

  function fail(thrown: unknown): void {
    progress.isOver = true;
    const told = end('failed', progress.failedStep(thrown));
    if (told !== undefined) {
      recordFailure(span, thrown);
      progress.emit('flow.failed', frame, { ...told, 'error.type': errorType(thrown) });
    }
    endSpan();
  }

  function abandon(by: Abandonment): void {
    const lastStep = progress.lastStep();
    const told = end('abandoned', lastStep);
    if (told === undefined) return;
    progress.emit('flow.abandoned', createFlowFrame(flow, lastStep), { ...told, 'flow.abandoned_by': by });
    // its spans are left to whoever ends those that are open
    if (by === 'process_end') return progress.abandonSteps();
    span.setStatus({ code: SpanStatusCode.ERROR, message: `the flow took longer than ${timeoutMs} ms` });
    endSpan();
  }

  function endSpan(): void {
    if (span.isRecording()) span.end();
  }

  const openFlow: OpenFlow = {
    heartbeatMs,
    nextHeartbeatAtMs: startedAtMs + heartbeatMs,
    timeoutAtMs: startedAtMs + timeoutMs,
    beat: () => progress.emit('flow.heartbeat', createFlowFrame(flow, progress.lastStep()), { 'flow.duration': secondsSoFar() }),
    abandon,
  };

  beginFlow(labels);
  addOpenFlow(openFlow, startedAtMs);
  progress.emit('flow.started', frame);
  return context.with(home, () => whenSettled(() => fn(flow), complete, fail));
}

/** The flow inside which this one begins, in this process or before it. */
function attributesOfParent(parent: FlowFrame | undefined): Attributes | undefined {
  return parent && { 'flow.parent_id': parent.id, 'flow.parent_name': parent.name };
}

/** Where nobody records: the functions run. */
class UnrecordedFlow implements Flow {
  readonly name: string;
  readonly step = runUnrecordedStep as Flow['step'];
  readonly skip = doNothing;
  readonly setAttributes = doNothing;
  #id: string | undefined = undefined;

  constructor(name: string) {
    this.name = name;
  }

  get id(): string {
    return (this.#id ??= createFlowId(this.name));
  }
}

export function runUnrecordedStep(given: string, fn?: StepFunction): unknown {
  flowNameOf(stepCall, given);
  if (fn === undefined) return undefined;
  requireFunction(stepCall, fn);
  return fn(notRecorded);
}

function doNothing(): void {}
