/// <reference lib="esnext.disposable" preserve="true" />
/** Starts a span that the app ends by itself, or that `using` ends. */
import type { Span, SpanOptions } from '@opentelemetry/api';
import { reportInvalidOptions, usableName } from '../diagnostics/helper-problems.js';
import { startHelperSpan } from '../support/helper-tracer.js';

export interface DisposableSpan extends Span {
  /** Ends the span, unless it has ended. */
  [Symbol.dispose](): void;
}

/**
 * Starts a span as a child of the active one. It does not become the active span itself; `withSpan` does that.
 * End it with `end()`, or declare it with `using` so that it ends with its block.
 *
 * @param options kind, attributes, links, start time and `root`, as `@opentelemetry/api` has them
 *
 * @example
 * import { startSpan } from '@org/otel-distro';
 * {
 *   using span = startSpan('render', { attributes: { 'page.name': 'cart' } });
 *   span.setAttribute('page.bytes', Buffer.byteLength('<h1>Cart</h1>'));
 * } // ended here
 */
export function startSpan(name: string, options?: SpanOptions): DisposableSpan {
  const call = 'startSpan(name, options?)';
  const span = startHelperSpan({ name: usableName(call, name), options }, (reason) => reportInvalidOptions(call, reason));
  return Object.assign(span, {
    [Symbol.dispose]() {
      if (span.isRecording()) span.end();
    },
  });
}
