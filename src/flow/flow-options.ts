/** The options of a flow besides those of its span. */
import type { SpanOptions } from '@opentelemetry/api';
import { reportInvalidOption } from '../diagnostics/helper-problems.js';
import { InvalidArgumentError, kindOf } from '../support/invalid-argument.js';

export interface FlowOptions extends SpanOptions {
  /** After this time the flow counts as abandoned, and its span ends. The function is not stopped. @default none */
  readonly timeoutMs?: number;
  /** The time between two log records `flow.heartbeat` while the flow runs; 0 = none. @default 30 000 */
  readonly heartbeatMs?: number;
  /** Sends id and name of the flow on, in baggage, to every service that is called inside. @default false */
  readonly propagate?: boolean;
}

/** The options as they are used. */
interface ReadOptions {
  readonly timeoutMs: number;
  readonly heartbeatMs: number;
  readonly propagate: boolean;
  readonly span: SpanOptions | undefined;
}

export const defaultHeartbeatMs = 30_000;
const defaults: ReadOptions = { timeoutMs: Infinity, heartbeatMs: defaultHeartbeatMs, propagate: false, span: undefined };

/** @param options as the app gave them: anything; what is no object at all is reported where the span starts */
export function readFlowOptions(call: string, options: FlowOptions | undefined): ReadOptions {
  if (options === undefined) return defaults;
  if (typeof options !== 'object' || options === null) return { ...defaults, span: options };
  return {
    timeoutMs: readOption(call, () => milliseconds('timeoutMs', options.timeoutMs) || Infinity, defaults.timeoutMs),
    heartbeatMs: readOption(call, () => milliseconds('heartbeatMs', options.heartbeatMs ?? defaultHeartbeatMs) || Infinity, defaults.heartbeatMs),
    propagate: readOption(call, () => options.propagate === true, defaults.propagate),
    span: options,
  };
}

/** One that cannot be used does not cost the others. */
function readOption<Value>(call: string, read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch (reason) {
    reportInvalidOption(call, reason);
    return otherwise;
  }
}

/** 0 for what is not given. */
function milliseconds(name: string, given: unknown): number {
  if (given === undefined || given === null) return 0;
  if (typeof given !== 'number') throw new InvalidArgumentError(`options.${name} is ${kindOf(given)}, expected milliseconds`);
  if (!(given >= 0)) throw new InvalidArgumentError(`options.${name} is negative or not a number, expected milliseconds`);
  return given;
}
