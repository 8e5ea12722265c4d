/** Reads calls of the form `(name, options?, callback)`. */

export function splitOptionsAndCallback<Options extends object, Callback extends (...args: never[]) => unknown>(
  optionsOrCallback: Options | Callback,
  callback: Callback | undefined,
): { options: Options | undefined; callback: Callback } {
  if (typeof optionsOrCallback === 'function') return { options: undefined, callback: optionsOrCallback };
  if (typeof callback !== 'function') throw new TypeError('The last argument must be a function.');
  return { options: optionsOrCallback, callback };
}
