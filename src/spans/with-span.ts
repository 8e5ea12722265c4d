/** Runs a piece of the app in a span of its own. */
import type { Span } from '@opentelemetry/api';
import { usableName } from '../diagnostics/helper-problems.js';
import { requireFunction } from '../support/invalid-argument.js';
import { generateInSpan, isGeneratorFunction } from './run-generator.js';
import { runWithSpan } from './run-in-span.js';
import type { HelperSpanOptions } from './span-options.js';

const call = 'withSpan(name, options?, fn)';

/**
 * Runs `fn` in a span and returns what it returns, synchronous or not. The span is active while `fn` runs and ends when
 * `fn` returns or its promise settles; that of a generator when its iteration ends. What `fn` throws is recorded (exception,
 * ERROR status, `error.type`) and thrown again.
 *
 * @param options kind, attributes, links, start time and `root`, as `@opentelemetry/api` has them
 * @throws what `fn` throws; an error with `code` `INVALID_ARGUMENT` when there is no function to run
 *
 * @example
 * import { withSpan } from '@org/otel-distro';
 * const price = await withSpan('quote', { attributes: { 'quote.currency': 'EUR' } }, async (span) => {
 *   const amount = 42;
 *   span.setAttribute('quote.amount', amount);
 *   return amount;
 * });
 * console.log(price); // 42
 */
export function withSpan<Result>(name: string, fn: (span: Span) => Result): Result;
export function withSpan<Result>(name: string, options: HelperSpanOptions, fn: (span: Span) => Result): Result;
export function withSpan<Result>(
  name: string,
  optionsOrFn: HelperSpanOptions | ((span: Span) => Result),
  fn?: (span: Span) => Result,
): Result {
  const hasOptions = typeof optionsOrFn !== 'function';
  const callback = hasOptions ? fn : optionsOrFn;
  requireFunction(call, callback);
  const definition = { call, name: usableName(call, name), options: hasOptions ? optionsOrFn : undefined };
  return isGeneratorFunction(callback) ? (generateInSpan(definition, callback, callback as never) as Result) : runWithSpan(definition, callback);
}
