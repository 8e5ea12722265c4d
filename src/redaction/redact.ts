/** The public `redact`: what the distro would let out of a value. */
import { currentRedactor } from './redactor.js';

/**
 * Gives `value` as the distro would let it leave the process: values of keys that name a secret (`password`, `token`, `api_key`, `secret`,
 * `authorization` and more, in any spelling, at any depth) and secrets inside texts are replaced by `[REDACTED]`, or by what the settings
 * `OTEL_DISTRO_REDACT*` and the callbacks of `addRedaction` put there. Works whether or not `register` was loaded; the first call
 * without it reads the settings from the environment.
 * Never throws and never changes `value`: when there is nothing to hide it returns `value` itself. What cannot be read, lies deeper than 12
 * levels or is too large comes back as `[REDACTED:error]`, `[REDACTED:depth]`, `[REDACTED:oversize]`.
 *
 * @example
 * import { redact } from '@org/otel-distro';
 * console.log(redact({ user: 'ada', password: 'hunter2' })); // { user: 'ada', password: '[REDACTED]' }
 */
export function redact<Value>(value: Value): Value {
  return currentRedactor().redactValue(undefined, value, 'helper') as Value;
}
