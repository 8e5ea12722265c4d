/** The public `flow`: a business process as a span, its steps as child spans or marks, its progress as log records. */
import { context, trace, type Attributes, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { flowAttributes, getFlowFrame, setFlowFrame, type FlowFrame } from '../context/flow-frame.js';
import { reportInvalidOptions, usableName } from '../diagnostics/helper-problems.js';
import { splitOptionsAndCallback } from '../support/callback-arguments.js';
import { helperTracer, startHelperSpan } from '../support/helper-tracer.js';
import { requireFunction } from '../support/invalid-argument.js';
import { errorType, recordFailure } from '../support/record-failure.js';
import { whenSettled } from '../support/when-settled.js';
import { createFlowFrame, getOwnFlowFrame, type Flow } from './flow-context.js';
import { emitFlowEvent } from './flow-events.js';

const flowCall = 'flow(name, options?, fn)';
const stepCall = 'step(name, fn?)';
const maxIdPrefixLength = 40;
const plainWord = /^(?:[a-z]+\d{0,3}|\d{1,3})$/;
/** A step that is tried again and again throws a new error each time. */
const maxRememberedFailures = 100;

/**
 * Runs `fn` as a flow and returns what it returns, synchronous or not. The flow is a span `flow <name>`; every span and log
 * record inside carries `flow.id`, `flow.name` and `flow.step.name`. The span ends with `flow.outcome` `completed` or
 * `failed` (then with `flow.failed_step`), and log records `flow.started`, `flow.step`, `flow.completed` and `flow.failed`
 * tell the progress. What `fn` throws is recorded and thrown again.
 *
 * @param options kind, attributes, links, start time and `root` of the span, as `@opentelemetry/api` has them
 * @throws what `fn` throws; an error with `code` `INVALID_ARGUMENT` when there is no function to run
 *
 * @example
 * import { flow } from '@org/otel-distro';
 * const order = await flow('checkout', async ({ id, step }) => {
 *   step('validate_cart'); // a mark: an event on the span of the flow
 *   const price = await step('charge_card', async () => 42); // a span of its own
 *   return { id, price };
 * });
 * console.log(order.id); // checkout-3f9c1a2b
 */
export function flow<Result>(name: string, fn: (flow: Flow) => Result): Result;
export function flow<Result>(name: string, options: SpanOptions, fn: (flow: Flow) => Result): Result;
export function flow<Result>(
  name: string,
  optionsOrFn: SpanOptions | ((flow: Flow) => Result),
  fn?: (flow: Flow) => Result,
): Result {
  const { options, callback } = splitOptionsAndCallback<SpanOptions, (flow: Flow) => Result>('flow', optionsOrFn, fn);
  return runFlow(usableName(flowCall, name), options, callback);
}

/**
 * The innermost flow that the calling code runs in, or `undefined` outside of one.
 *
 * @example
 * import { currentFlow, flow } from '@org/otel-distro';
 * function saveOrder(orderId: string) {
 *   currentFlow()?.setAttributes({ 'order.id': orderId });
 * }
 * flow('checkout', () => saveOrder('order-7'));
 */
export function currentFlow(): Flow | undefined {
  return getOwnFlowFrame(context.active())?.flow;
}

function runFlow<Result>(name: string, options: SpanOptions | undefined, fn: (flow: Flow) => Result): Result {
  const id = createFlowId(name);
  const attributes = { 'flow.id': id, 'flow.name': name };
  const parent = context.active();
  const span = startHelperSpan({ name: `flow ${name}`, options, attributes, parent }, (reason) => reportInvalidOptions(flowCall, reason));
  const failedSteps = new Map<unknown, string>();
  const handle: Flow = { id, name, step, setAttributes: (added) => void span.setAttributes(added) };
  const frame = createFlowFrame(handle);
  const flowContext = trace.setSpan(setFlowFrame(parent, frame), span);

  function step(stepName: string): void;
  function step<StepResult>(stepName: string, stepFn: (span: Span) => StepResult): StepResult;
  function step<StepResult>(stepName: string, stepFn?: (span: Span) => StepResult): StepResult | void {
    // a step may be called from a callback that has lost the context, or from inside another flow
    const active = context.active();
    const stepParent = getOwnFlowFrame(active)?.flow === handle ? active : flowContext;
    const usable = usableName(stepCall, stepName);
    if (stepFn === undefined) return markStep(stepParent, span, usable);
    requireFunction(stepCall, stepFn);
    return runStep(stepParent, { ...createFlowFrame(handle), step: usable }, failedSteps, stepFn);
  }

  function fail(thrown: unknown): void {
    const failedStep = failedSteps.get(thrown) ?? frame.step;
    const outcome: Attributes = { 'flow.outcome': 'failed', ...(failedStep === undefined ? {} : { 'flow.failed_step': failedStep }) };
    span.setAttributes(outcome);
    recordFailure(span, thrown);
    emitFlowEvent('flow.failed', flowContext, frame, { ...outcome, 'error.type': errorType(thrown) });
    span.end();
  }

  function complete(): void {
    span.setAttribute('flow.outcome', 'completed');
    emitFlowEvent('flow.completed', flowContext, frame, { 'flow.outcome': 'completed' });
    span.end();
  }

  emitFlowEvent('flow.started', flowContext, frame);
  return context.with(flowContext, () => whenSettled(() => fn(handle), complete, fail));
}

function runStep<Result>(
  parent: Context,
  frame: FlowFrame & { readonly step: string },
  failedSteps: Map<unknown, string>,
  fn: (span: Span) => Result,
): Result {
  const span = helperTracer().startSpan(`step ${frame.step}`, { attributes: flowAttributes(frame) }, parent);
  const stepContext = trace.setSpan(setFlowFrame(parent, frame), span);
  emitFlowEvent('flow.step', stepContext, frame);
  return context.with(stepContext, () =>
    whenSettled(
      () => fn(span),
      () => span.end(),
      (thrown) => {
        // the innermost step comes first and stays
        if (!failedSteps.has(thrown) && failedSteps.size < maxRememberedFailures) failedSteps.set(thrown, frame.step);
        recordFailure(span, thrown);
        span.end();
      },
    ),
  );
}

function markStep(stepContext: Context, flowSpan: Span, name: string): void {
  const frame = getFlowFrame(stepContext);
  if (frame === undefined) return;
  frame.step = name;
  if (flowSpan.isRecording()) flowSpan.addEvent('flow.step', { 'flow.step.name': name });
  emitFlowEvent('flow.step', stepContext, frame);
}

/** Of the name only what looks like words: an id stands in texts and other places where no rule could tell a secret in it. */
function createFlowId(name: string): string {
  const prefix = name.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word === '' || plainWord.test(word)).join('-').slice(0, maxIdPrefixLength) || 'flow';
  const suffix = Math.floor(Math.random() * 2 ** 32).toString(16).padStart(8, '0');
  return `${prefix}-${suffix}`;
}
