/** Runs a piece of the app in a span of its own. */
import { context, trace, type Span, type SpanOptions } from '@opentelemetry/api';
import { reportInvalidOptions, usableName } from '../diagnostics/helper-problems.js';
import { splitOptionsAndCallback } from '../support/callback-arguments.js';
import { recordFailure } from '../support/record-failure.js';
import { whenSettled } from '../support/when-settled.js';
import { startHelperSpan } from '../support/helper-tracer.js';
import { requireFunction } from '../support/invalid-argument.js';

export interface TracedOptions extends SpanOptions {
  /** Name of the span. */
  readonly name: string;
}

/**
 * Runs `fn` in a span and returns what it returns, synchronous or not. The span is active while `fn` runs and ends when
 * `fn` returns or its promise settles. What `fn` throws is recorded (exception, ERROR status, `error.type`) and thrown again.
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
export function withSpan<Result>(name: string, options: SpanOptions, fn: (span: Span) => Result): Result;
export function withSpan<Result>(
  name: string,
  optionsOrFn: SpanOptions | ((span: Span) => Result),
  fn?: (span: Span) => Result,
): Result {
  const { options, callback } = splitOptionsAndCallback<SpanOptions, (span: Span) => Result>('withSpan', optionsOrFn, fn);
  const call = 'withSpan(name, options?, fn)';
  return runInSpan(call, usableName(call, name), options, callback);
}

/**
 * Makes a function that runs in a span each time it is called; arguments, `this`, result and errors stay as they are.
 *
 * @param nameOrOptions the name of the span, or `name` with the options of `withSpan`
 *
 * @example
 * import { traced } from '@org/otel-distro';
 * export const sendMail = traced('send mail', async (to: string) => `sent to ${to}`);
 * await sendMail('ada@example.com');
 */
export function traced<This, Arguments extends unknown[], Result>(
  nameOrOptions: string | TracedOptions,
  fn: (this: This, ...args: Arguments) => Result,
): (this: This, ...args: Arguments) => Result {
  const call = 'traced(name, fn)';
  requireFunction(call, fn);
  const options = isObject(nameOrOptions) ? nameOrOptions : undefined;
  const name = usableName(call, options === undefined ? nameOrOptions : options.name);
  function runTraced(this: This, ...args: Arguments): Result {
    return runInSpan(call, name, options, () => fn.apply(this, args));
  }
  // frameworks read both: express takes a function of four parameters for an error handler
  Object.defineProperties(runTraced, { name: { value: fn.name }, length: { value: fn.length } });
  return runTraced;
}

function isObject(value: string | TracedOptions): value is TracedOptions {
  return typeof value === 'object' && value !== null;
}

function runInSpan<Result>(call: string, name: string, options: SpanOptions | undefined, fn: (span: Span) => Result): Result {
  const span = startHelperSpan({ name, options }, (reason) => reportInvalidOptions(call, reason));
  const parent = context.active();
  const active = trace.setSpan(parent, span);
  return context.with(active, () =>
    whenSettled(
      () => fn(span),
      () => span.end(),
      (thrown) => {
        recordFailure(span, thrown);
        span.end();
      },
    ),
  );
}
