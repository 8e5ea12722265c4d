/** The error of a call that cannot be meant: the code that calls is wrong, and there is nothing to run. */

/** Names the function, what was given and what is expected; never a value. */
export class InvalidArgumentError extends TypeError {
  override readonly name = 'InvalidArgumentError';
  readonly code = 'INVALID_ARGUMENT';
}

/** @param call the function with its parameters, as `traced(name, fn)` */
export function requireFunction(call: string, value: unknown): asserts value is Function {
  if (typeof value !== 'function') throw new InvalidArgumentError(`${call}: fn is ${kindOf(value)}, expected a function`);
}

export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
