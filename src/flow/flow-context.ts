/** Which flow and which step an async context belongs to; the only place that knows the context key. */
import { createContextKey, type Attributes, type Context, type Span } from '@opentelemetry/api';

/** A business process of an app while it runs, such as a checkout. Its methods may be taken off the object. */
export interface Flow {
  /** Made from the words of the name and eight random hexadecimal digits: `checkout-3f9c1a2b`. Where the redaction changes the name, `flow-3f9c1a2b` leaves. */
  readonly id: string;
  readonly name: string;
  /** Marks that the flow has come to a step: an event on its span; what follows belongs to this step. */
  step(name: string): void;
  /** Runs `fn` as a step in a child span `step <name>`, and returns what it returns; what it throws is thrown again. */
  step<Result>(name: string, fn: (span: Span) => Result): Result;
  /** Sets attributes on the span of the flow. */
  setAttributes(attributes: Attributes): void;
}

/** One per flow and one per step with a function, so that steps which run side by side do not see each other. */
export interface FlowFrame {
  readonly flow: Flow;
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
export function flowAttributes({ flow, step }: FlowFrame): Attributes {
  return { 'flow.id': flow.id, 'flow.name': flow.name, ...(step === undefined ? {} : { 'flow.step.name': step }) };
}
