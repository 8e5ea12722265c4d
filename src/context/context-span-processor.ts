/** Stamps the request, the flow with its current step and the fields of the app on every span that starts inside them. */
import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { contextAttributes, stamp } from './context-attributes.js';

export class ContextSpanProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    const attributes = contextAttributes(parentContext, 'spanFields');
    if (attributes !== undefined) stamp(span, attributes);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
