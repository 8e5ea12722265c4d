/** Starts the span of a request, on either side. */
import { INVALID_SPAN_CONTEXT, isSpanContextValid, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { OwnSpan } from '../tracer/own-span.js';
import type { OwnSpanOptions } from '../tracer/own-tracer.js';
import { setBlock } from '../tracer/set-block.js';

/** @param requiresParent where there is none, what it returns gives a span that records nothing, and for a remote one that very span */
export function createStartSpan(tracer: Tracer, requiresParent: boolean): (name: string, options: OwnSpanOptions, parent: Context) => Span {
  return (name, options, parent) => {
    const parentSpan = requiresParent ? trace.getSpan(parent) : undefined;
    if (requiresParent && !isSpanContextValid(parentSpan?.spanContext() ?? INVALID_SPAN_CONTEXT)) return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    if (parentSpan?.spanContext().isRemote === true) return parentSpan;
    const span = tracer.startSpan(name, options, parent);
    if (!(span instanceof OwnSpan)) for (const block of options.blocks ?? []) setBlock(span, block);
    return span;
  };
}
