/** The decorator `@traced(…)`: that of the standard (TC39), and that of TypeScript's `experimentalDecorators`. */
import { InvalidArgumentError } from '../support/invalid-argument.js';

type AnyFunction = (this: never, ...args: never[]) => unknown;

/** Works on methods and getters, static and private ones too, and on fields that hold a function. */
export interface TracedDecorator {
  <This, Method extends AnyFunction>(method: Method, context: ClassMethodDecoratorContext<This>): Method;
  <This, Value>(getter: (this: This) => Value, context: ClassGetterDecoratorContext<This, Value>): (this: This) => Value;
  <This, Value extends AnyFunction>(field: undefined, context: ClassFieldDecoratorContext<This, Value>): (this: This, value: Value) => Value;
  /** With `experimentalDecorators`, methods and getters only. */
  <Value>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Value>): TypedPropertyDescriptor<Value>;
}

/** @param key the name of the member, such as `send` or `#send`; the class is known by `this` when it is called */
export type TraceMember = (key: string | symbol, member: AnyFunction) => AnyFunction;

const allowed = 'methods, getters and fields that hold a function';

export function createDecorator(trace: TraceMember): TracedDecorator {
  function decorate(value: unknown, context: DecoratorContext | string | symbol, descriptor?: PropertyDescriptor): unknown {
    if (typeof context === 'object') return decorateStandard(trace, value, context);
    if (typeof descriptor !== 'object') return refuse('a field; with experimentalDecorators, write `field = traced(name, fn)`');
    const member = typeof descriptor.value === 'function' ? 'value' : 'get';
    if (typeof descriptor[member] !== 'function') return refuse('what is neither a method nor a getter');
    return { ...descriptor, [member]: withMetadata(trace(context, descriptor[member]), descriptor[member]) };
  }
  return decorate as TracedDecorator;
}

function decorateStandard(trace: TraceMember, value: unknown, { kind, name }: DecoratorContext): unknown {
  if (kind === 'method' || kind === 'getter') return trace(name, value as AnyFunction);
  if (kind !== 'field') return refuse(`something of the kind "${kind}"`);
  return (initial: unknown) => (typeof initial === 'function' ? trace(name, initial as AnyFunction) : refuse(`the field ${String(name)}, which holds none`));
}

function refuse(what: string): never {
  throw new InvalidArgumentError(`@traced(…) is for ${allowed}; here it stands before ${what}`);
}

interface ReflectMetadata {
  getOwnMetadataKeys?(target: object): unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** NestJS and others keep with the function what their decorators say of a method (`reflect-metadata`). */
function withMetadata<Traced extends AnyFunction>(traced: Traced, original: AnyFunction): Traced {
  const { getOwnMetadataKeys, getOwnMetadata, defineMetadata } = Reflect as ReflectMetadata;
  for (const key of getOwnMetadataKeys?.(original) ?? []) defineMetadata?.(key, getOwnMetadata?.(key, original), traced);
  return traced;
}
