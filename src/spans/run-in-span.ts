/** Runs a function in a span: what `withSpan`, `traced` and the decorator have in common. */
import { context, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import { reportInvalidOptions } from '../diagnostics/helper-problems.js';
import { helperTracer, startHelperSpan } from '../support/helper-tracer.js';
import { recordFailure } from '../support/record-failure.js';
import { isThenable } from '../support/when-settled.js';

export interface SpanDefinition {
  /** The public function with its parameters, for what is said about the options. */
  readonly call: string;
  readonly name: string;
  readonly options: SpanOptions | undefined;
}

type AnyFunction = (this: never, ...args: never[]) => unknown;

export function startDefinedSpan({ call, name, options }: SpanDefinition, parent: Context): Span {
  if (options === undefined) return helperTracer().startSpan(name, undefined, parent);
  return startHelperSpan({ name, options, parent }, (reason) => reportInvalidOptions(call, reason));
}

/** Calls `fn(span)`. No function is made for a call, and none of ours stands in the stack of what it throws, but the one that is called. */
export function runWithSpan<Result>(definition: SpanDefinition, fn: (span: Span) => Result): Result {
  const parent = context.active();
  const span = startDefinedSpan(definition, parent);
  let result: Result;
  try {
    result = context.with(trace.setSpan(parent, span), fn, undefined, span);
  } catch (thrown) {
    endFailed(span, thrown);
    throw thrown;
  }
  return endAfter(span, result);
}

/** Calls `fn` with the `this` and the arguments that were meant for it. */
export function applyInSpan(definition: SpanDefinition, fn: AnyFunction, self: unknown, args: ArrayLike<unknown>): unknown {
  const parent = context.active();
  const span = startDefinedSpan(definition, parent);
  let result: unknown;
  try {
    result = context.with(trace.setSpan(parent, span), Reflect.apply, undefined, fn, self, args);
  } catch (thrown) {
    endFailed(span, thrown);
    throw thrown;
  }
  return endAfter(span, result);
}

/** The app may have ended it already. */
export function endOnce(span: Span): void {
  if (span.isRecording()) span.end();
}

export function endFailed(span: Span, thrown: unknown): void {
  recordFailure(span, thrown);
  endOnce(span);
}

/** Of a promise it returns the one that comes after the end of the span, so that a rejection which nobody handles stays an unhandled one. */
function endAfter<Result>(span: Span, result: Result): Result {
  if (isThenable(result)) return endWhenSettled(span, result) as Result;
  endOnce(span);
  return result;
}

function endWhenSettled(span: Span, result: PromiseLike<unknown>): PromiseLike<unknown> {
  return result.then(
    (value) => {
      endOnce(span);
      return value;
    },
    (thrown: unknown) => {
      endFailed(span, thrown);
      throw thrown;
    },
  );
}
