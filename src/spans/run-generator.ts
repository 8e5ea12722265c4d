/** Runs a generator in a span: open while somebody iterates, active whenever the generator runs. */
import { context, INVALID_SPAN_CONTEXT, trace, type Context, type Span } from '@opentelemetry/api';
import { isThenable } from '../support/when-settled.js';
import { endFailed, endOnce, startDefinedSpan, type SpanDefinition } from './run-in-span.js';

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;
export type GeneratorFunction = (this: never, ...args: never[]) => AnyGenerator;

const methods = ['next', 'return', 'throw'] as const;
type Method = (typeof methods)[number];

interface Running {
  readonly generator: AnyGenerator;
  readonly span: Span;
  readonly inside: Context;
}

/** Whether it was written as `function*` or `async function*`, bound or not. */
export function isGeneratorFunction(fn: object): fn is GeneratorFunction {
  const tag: unknown = Reflect.get(fn, Symbol.toStringTag);
  return tag === 'GeneratorFunction' || tag === 'AsyncGeneratorFunction';
}

/**
 * Returns a generator like that of `fn`. Its span starts with the first `next`, as a child of what is active now: a generator that
 * nobody iterates has none. It ends with the generator, also where a loop is left early.
 * @param begin makes the generator of `fn`
 */
export function generateInSpan(definition: SpanDefinition, fn: GeneratorFunction, begin: (span: Span) => AnyGenerator): AnyGenerator {
  const parent = context.active();
  let running: Running | undefined;

  function start(method: Method): Running {
    const span = method === 'next' ? startDefinedSpan(definition, parent) : trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    try {
      return { span, inside: trace.setSpan(parent, span), generator: begin(span) };
    } catch (thrown) {
      endFailed(span, thrown);
      throw thrown;
    }
  }

  function resume(method: Method, given: unknown[]): unknown {
    running ??= start(method);
    return resumeIn(running, method, given);
  }

  const own = methods.map((method) => [method, { value: (...given: unknown[]) => resume(method, given), configurable: true, writable: true }] as const);
  // of a bound function, which has no prototype of its own, that of all generators of its kind
  const prototype: object = fn.prototype ?? Object.getPrototypeOf(fn).prototype;
  return Object.create(prototype, Object.fromEntries(own)) as AnyGenerator;
}

function resumeIn({ generator, span, inside }: Running, method: Method, given: unknown[]): unknown {
  const fail = (thrown: unknown): never => {
    endFailed(span, thrown);
    throw thrown;
  };
  let step: unknown;
  try {
    step = context.with(inside, Reflect.apply, undefined, generator[method], generator, given);
  } catch (thrown) {
    return fail(thrown);
  }
  return isThenable(step) ? step.then((settled) => endIfDone(span, settled), fail) : endIfDone(span, step);
}

function endIfDone(span: Span, step: unknown): unknown {
  if ((step as IteratorResult<unknown>).done === true) endOnce(span);
  return step;
}
