/** Makes functions and methods that run in a span each time they are called. */
import { usableName } from '../diagnostics/helper-problems.js';
import { InvalidArgumentError, requireFunction } from '../support/invalid-argument.js';
import { createDecorator, type TracedDecorator } from './decorator.js';
import { generateInSpan, isGeneratorFunction, type GeneratorFunction } from './run-generator.js';
import { applyInSpan, type SpanDefinition } from './run-in-span.js';
import type { DecoratorOptions, TracedOptions } from './span-options.js';

const functionCall = 'traced(name, fn)';
const decoratorCall = '@traced(name?)';

type AnyFunction = (this: never, ...args: never[]) => unknown;
/** Tells of a call what its span is, by its `this`. */
type Define = (self: unknown) => SpanDefinition;

/**
 * Makes a function that runs in a span each time it is called; arguments, `this`, result and errors stay as they are.
 * Without a function it is a decorator for methods, getters and fields that hold a function; its name may be left out,
 * and is then `Class.method`.
 *
 * @param nameOrOptions the name of the span, or `name` with the options of `withSpan`
 *
 * @example
 * import { traced } from '@org/otel-distro';
 * export const sendMail = traced('send mail', async (to: string) => `sent to ${to}`);
 * await sendMail('ada@example.com');
 *
 * class Shop {
 *   @traced('place order')
 *   async order(items: string[]) {
 *     return items.length;
 *   }
 * }
 * await new Shop().order(['chair']);
 */
export function traced<This, Arguments extends unknown[], Result>(
  nameOrOptions: string | TracedOptions,
  fn: (this: This, ...args: Arguments) => Result,
): (this: This, ...args: Arguments) => Result;
export function traced(nameOrOptions?: string | DecoratorOptions): TracedDecorator;
export function traced(nameOrOptions?: string | DecoratorOptions, ...functions: [AnyFunction?]): AnyFunction | TracedDecorator {
  if (typeof nameOrOptions === 'function') throw new InvalidArgumentError('@traced: write @traced() with parentheses, or traced(name, fn)');
  const options = typeof nameOrOptions === 'object' && nameOrOptions !== null ? nameOrOptions : undefined;
  const name = options === undefined ? nameOrOptions : options.name;
  if (functions.length === 0 && name === undefined) return createDecorator((key, member) => trace(defineByMember(key, options), member));
  const [fn] = functions;
  if (functions.length > 0) requireFunction(functionCall, fn);
  const definition = { call: fn === undefined ? decoratorCall : functionCall, options, name: '' };
  definition.name = usableName(definition.call, name);
  return fn === undefined ? createDecorator((_key, member) => trace(() => definition, member)) : trace(() => definition, fn);
}

function trace(define: Define, fn: AnyFunction): AnyFunction {
  const run = isGeneratorFunction(fn) ? runGenerator : applyInSpan;
  function runTraced(this: unknown, ...args: unknown[]): unknown {
    return run(define(this), fn as never, this, args);
  }
  // frameworks read both: express takes a function of four parameters for an error handler
  Object.defineProperties(runTraced, { name: { value: fn.name }, length: { value: fn.length } });
  return runTraced;
}

/** Parameters are bound at once, as without us; the body runs with the first `next`. */
function runGenerator(definition: SpanDefinition, fn: GeneratorFunction, self: unknown, args: unknown[]): unknown {
  const generator = Reflect.apply(fn as (this: unknown, ...given: unknown[]) => ReturnType<GeneratorFunction>, self, args);
  return generateInSpan(definition, fn, () => generator);
}

/** `Class.method` by the class that is there when it is called: an inherited method is one of the class that inherits it. */
function defineByMember(key: string | symbol, options: DecoratorOptions | undefined): Define {
  const member = typeof key === 'symbol' ? `[${key.description ?? ''}]` : key;
  let lastOwner: unknown;
  let definition: SpanDefinition = { call: decoratorCall, name: member, options };
  return (self) => {
    const owner = nameOfClass(self);
    if (owner === lastOwner) return definition;
    lastOwner = owner;
    return (definition = { call: decoratorCall, name: typeof owner === 'string' && owner !== '' ? `${owner}.${member}` : member, options });
  };
}

function nameOfClass(self: unknown): unknown {
  return typeof self === 'function' ? self.name : (self as { readonly constructor?: { readonly name?: unknown } } | null | undefined)?.constructor?.name;
}
