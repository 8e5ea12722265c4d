/** The public `redact`: what the distro would let out of a value. */
import { defaultRedactor } from './redactor.js';

/**
 * Replaces the values of sensitive keys (`password`, `token`, `api_key`, `secret`, `authorization`, in any case and
 * spelling, at any depth) by `[REDACTED]`, as the distro does with everything that leaves the process. Works whether or
 * not `register` was loaded. Never throws and never changes `value`: when there is nothing to hide it returns `value` itself.
 *
 * @example
 * import { redact } from '@org/otel-distro';
 * console.log(redact({ user: 'ada', password: 'hunter2' })); // { user: 'ada', password: '[REDACTED]' }
 */
export function redact<Value>(value: Value): Value {
  return defaultRedactor.redactValue(undefined, value) as Value;
}
