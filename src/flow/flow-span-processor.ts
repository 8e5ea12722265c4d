/** Stamps the flow and its current step on every span that starts inside a flow. */
import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { flowAttributes, getFlowFrame } from './flow-context.js';

export class FlowSpanProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    const frame = getFlowFrame(parentContext);
    // the span of an inner flow has its own stamp already, and starts in the context of the outer one
    if (frame !== undefined && span.attributes['flow.id'] === undefined) span.setAttributes(flowAttributes(frame));
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
