/** Which flow and which step an async context belongs to; the only place that knows the context key. */
import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';

/** One per flow and one per step with a function, so that steps which run side by side do not see each other. */
export interface FlowFrame {
  readonly id: string;
  readonly name: string;
  /** Name of the current step; a mark changes it. */
  step: string | undefined;
}

const frameKey = createContextKey('@org/otel-distro flow');

export function getFlowFrame(context: Context): FlowFrame | undefined {
  return context.getValue(frameKey) as FlowFrame | undefined;
}

export function setFlowFrame(context: Context, frame: FlowFrame): Context {
  return context.setValue(frameKey, frame);
}

/** What every span and log record of the frame carries. */
export function flowAttributes({ id, name, step }: FlowFrame): Attributes {
  return { 'flow.id': id, 'flow.name': name, ...(step === undefined ? {} : { 'flow.step.name': step }) };
}
