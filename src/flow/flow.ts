/** The public `flow`, `flowStep` and `currentFlow`: a business process as a span, its steps as child spans or marks, its progress as log records. */
import { context, type Context, type Span } from '@opentelemetry/api';
import { splitOptionsAndCallback } from '../support/callback-arguments.js';
import { hasSdk } from '../support/has-sdk.js';
import { getOwnFlowFrame, type Flow, type OwnFlowFrame } from './flow-context.js';
import { flowNameOf, plainWordsOf } from './flow-names.js';
import type { FlowOptions } from './flow-options.js';
import { FlowProgress, reportOutside, stepCall, type StepFunction } from './flow-progress.js';
import { flowCall, runFlow, runUnrecordedStep } from './run-flow.js';

/**
 * Runs `fn` as a flow and returns what it returns, synchronous or not. The flow is a span `flow <name>`; every span and log
 * record inside carries `flow.id`, `flow.name` and `flow.step.name`. Log records `flow.started`, `flow.step`, `flow.heartbeat`,
 * `flow.completed`, `flow.failed` and `flow.abandoned` tell the progress; the last one and the span have `flow.outcome`,
 * `flow.duration` and `flow.failed_step`. It is abandoned when its process ends first, or after `timeoutMs`.
 * What `fn` throws is recorded and thrown again.
 *
 * @param options `timeoutMs`, `heartbeatMs`, `propagate`; kind, attributes, links, start time and `root` of the span, as
 * `@opentelemetry/api` has them
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
export function flow<Result>(name: string, options: FlowOptions, fn: (flow: Flow) => Result): Result;
export function flow<Result>(
  name: string,
  optionsOrFn: FlowOptions | ((flow: Flow) => Result),
  fn?: (flow: Flow) => Result,
): Result {
  const { options, callback } = splitOptionsAndCallback<FlowOptions, (flow: Flow) => Result>(flowCall, optionsOrFn, fn);
  return runFlow(name, options, callback);
}

/**
 * The innermost flow that the calling code runs in, or `undefined` outside of one. In a request or message of a service that has sent
 * its flow on (`propagate`) and is one of `OTEL_DISTRO_FLOW_PEERS`, this is the flow of that service.
 *
 * @example
 * import { currentFlow, flow } from '@org/otel-distro';
 * function saveOrder(orderId: string) {
 *   currentFlow()?.setAttributes({ 'order.id': orderId });
 * }
 * flow('checkout', () => saveOrder('order-7'));
 */
export function currentFlow(): Flow | undefined {
  const active = context.active();
  const frame = getOwnFlowFrame(active);
  return frame === undefined ? undefined : (frame.flow ?? continueFlow(frame, active));
}

/**
 * Runs `fn` as a step of the flow that the calling code runs in, or marks that the flow has come to a step where there is no function.
 * Outside of a flow, `fn` runs all the same, which is why this is not `currentFlow()?.step(name, fn)`.
 *
 * @throws what `fn` throws
 *
 * @example
 * import { flow, flowStep } from '@org/otel-distro';
 * async function chargeCard(cents: number) {
 *   return flowStep('charge_card', async () => `${cents} cents charged`);
 * }
 * console.log(await flow('checkout', () => chargeCard(4200))); // 4200 cents charged
 */
export function flowStep(name: string): void;
export function flowStep<Result>(name: string, fn: (span: Span) => Result): Result;
export function flowStep(name: string, fn?: StepFunction): unknown {
  const flow = currentFlow();
  if (flow !== undefined) return (flow.step as (name: string, fn?: StepFunction) => unknown)(name, fn);
  if (hasSdk()) reportOutside(`the step "${plainWordsOf(flowNameOf(stepCall, name))}" outside of a flow`);
  return runUnrecordedStep(name, fn);
}

/** A flow that was begun in another process, which tells its end: here it has steps. */
function continueFlow(frame: OwnFlowFrame, active: Context): Flow {
  return new FlowProgress({ frame, home: () => active, span: undefined }).flow;
}
