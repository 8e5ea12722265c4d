/** Reads calls of the form `(first, options?, callback)`. */
import { requireFunction } from './invalid-argument.js';

/**
 * @param call the function with its parameters, for the message
 * @throws {InvalidArgumentError} there is no function
 */
export function splitOptionsAndCallback<Options extends object, Callback extends (...args: never[]) => unknown>(
  call: string,
  optionsOrCallback: Options | Callback,
  callback: Callback | undefined,
): { options: Options | undefined; callback: Callback } {
  if (typeof optionsOrCallback === 'function') return { options: undefined, callback: optionsOrCallback };
  requireFunction(call, callback);
  return { options: optionsOrCallback, callback: callback as Callback };
}
