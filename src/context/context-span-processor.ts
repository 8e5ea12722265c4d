/** Stamps the request, the flow with its current step and the fields of the app on every span that starts inside them. */
import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { contextAttributes } from './context-attributes.js';

export class ContextSpanProcessor implements SpanProcessor {
  /** What the span has already wins: the span of an inner flow has its own stamp, and starts in the context of the outer one. */
  onStart(span: Span, parentContext: Context): void {
    const attributes = contextAttributes(parentContext, 'spanFields');
    if (attributes === undefined) return;
    const isStampedFlow = span.attributes['flow.id'] !== undefined;
    for (const key of Object.keys(attributes)) {
      const value = attributes[key];
      if (value === undefined || span.attributes[key] !== undefined || (isStampedFlow && key.startsWith('flow.'))) continue;
      span.setAttribute(key, value);
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
