/** Stamps the request, the flow with its current step and the fields of the app on every span that starts inside them. */
import type { Context } from '@opentelemetry/api';
import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { OwnSpan } from '../tracer/own-span.js';
import { contextAttributes, contextBlock, stamp } from './context-attributes.js';

export class ContextSpanProcessor implements SpanProcessor {
  onStart(span: Span, parentContext: Context): void {
    const block = span instanceof OwnSpan ? contextBlock(parentContext) : undefined;
    if (block !== undefined && (span as OwnSpan).addBlock(block)) return;
    const attributes = contextAttributes(parentContext, 'spanFields');
    if (attributes !== undefined) stamp(span, attributes);
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
