/** The handle of a flow, and how it is found in a context. */
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { getFlowFrame, type FlowFrame } from '../context/flow-frame.js';

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

/** Every frame of a flow is made here, in this room, and knows its flow. */
export interface OwnFlowFrame extends FlowFrame {
  readonly flow: Flow;
}

export function getOwnFlowFrame(context: Context): OwnFlowFrame | undefined {
  return getFlowFrame(context) as OwnFlowFrame | undefined;
}

export function createFlowFrame(flow: Flow): OwnFlowFrame {
  return { id: flow.id, name: flow.name, flow, step: undefined };
}
