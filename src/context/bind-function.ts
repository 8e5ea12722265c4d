/** Binds a function to a context. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from '@opentelemetry/api';

export type AnyFunction = (this: unknown, ...args: never[]) => unknown;

type Run = (self: unknown, args: IArguments) => unknown;

/** The `length` stays: Express takes a function of four parameters for an error handler. */
export function bindFunction(storage: AsyncLocalStorage<Context>, context: Context, target: AnyFunction): AnyFunction {
  return ofLength(target.length, (self, args) => storage.run(context, Reflect.apply, target, self, args));
}

/** The common lengths are written down as parameters: to define `length` costs a quarter of a microsecond in each bind. */
function ofLength(length: number, run: Run): AnyFunction {
  switch (length) {
    case 0:
      return function () {
        return run(this, arguments);
      };
    case 1:
      return function (_1) {
        return run(this, arguments);
      };
    case 2:
      return function (_1, _2) {
        return run(this, arguments);
      };
    case 3:
      return function (_1, _2, _3) {
        return run(this, arguments);
      };
    default:
      return Object.defineProperty(ofLength(0, run), 'length', { value: length });
  }
}
