/** Reads calls of the form `(name, options?, callback)`. */
import { requireFunction } from './invalid-argument.js';

/**
 * @param functionName for the message
 * @throws {InvalidArgumentError} there is no function
 */
export function splitOptionsAndCallback<Options extends object, Callback extends (...args: never[]) => unknown>(
  functionName: string,
  optionsOrCallback: Options | Callback,
  callback: Callback | undefined,
): { options: Options | undefined; callback: Callback } {
  if (typeof optionsOrCallback === 'function') return { options: undefined, callback: optionsOrCallback };
  requireFunction(`${functionName}(name, options?, fn)`, callback);
  return { options: optionsOrCallback, callback: callback as Callback };
}
