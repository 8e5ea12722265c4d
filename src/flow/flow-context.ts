/** The handle of a flow, and how it is found in a context. */
import type { Attributes, Context, Span } from '@opentelemetry/api';
import { getFlowFrame, type FlowFrame } from '../context/flow-frame.js';

/** A business process of an app while it runs, such as a checkout. Its methods may be taken off the object. */
export interface Flow {
  /** Made from the words of the name, up to a `:` or `=`, and eight random hexadecimal digits: `checkout-3f9c1a2b`. Where the redaction changes the name, `flow-3f9c1a2b` leaves. */
  readonly id: string;
  readonly name: string;
  /** Marks that the flow has come to a step: an event on its span; what follows belongs to this step. */
  step(name: string): void;
  /** Runs `fn` as a step in a child span `step <name>`, and returns what it returns; what it throws is thrown again. */
  step<Result>(name: string, fn: (span: Span) => Result): Result;
  /**
   * Says that a step is left out this time.
   * @param reason a fixed text such as `no_address`, not one that changes from flow to flow
   */
  skip(name: string, reason?: string): void;
  /** Sets attributes on the span of the flow. */
  setAttributes(attributes: Attributes): void;
}

/** That of a flow which was begun in another process gets its handle when it is first asked for. */
export interface OwnFlowFrame extends FlowFrame {
  flow?: Flow;
}

export function getOwnFlowFrame(context: Context): OwnFlowFrame | undefined {
  return getFlowFrame(context);
}

export function createFlowFrame(flow: Flow, step?: string): OwnFlowFrame {
  return { id: flow.id, name: flow.name, flow, step };
}
