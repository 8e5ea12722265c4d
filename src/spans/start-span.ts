/// <reference lib="esnext.disposable" preserve="true" />
/** Starts a span that the app ends by itself, or that `using` ends. */
import { context, type Span } from '@opentelemetry/api';
import { usableName } from '../diagnostics/helper-problems.js';
import { endOnce, startDefinedSpan } from './run-in-span.js';
import type { HelperSpanOptions } from './span-options.js';

const call = 'startSpan(name, options?)';

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
export function startSpan(name: string, options?: HelperSpanOptions): DisposableSpan {
  const span = startDefinedSpan({ call, name: usableName(call, name), options }, context.active()) as DisposableSpan;
  span[Symbol.dispose] = dispose;
  return span;
}

function dispose(this: Span): void {
  endOnce(this);
}
