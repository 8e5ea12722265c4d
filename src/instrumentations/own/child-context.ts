/** What child processes and workers get of the active context by their environment, and how the functions that start them are replaced. */
import { context, isSpanContextValid, propagation, trace } from '@opentelemetry/api';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import { processEnvironment } from '../../settings/environment.js';
import { variablesOf, variableSetter } from '../../support/environment-carrier.js';

export interface ContextVariables {
  /** All that belong to the propagators; those without a value here would be left from what this process was started with. */
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

/** Undefined outside of spans, and where the app has set one of the variables for the child itself. */
export function contextVariables(given: (name: string) => unknown): ContextVariables | undefined {
  const active = context.active();
  const spanContext = trace.getSpanContext(active);
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return undefined;
  const own = processEnvironment();
  const names = variablesOf(propagation.fields());
  const isSetByApp = (name: string): boolean => given(name) !== undefined && given(name) !== own[name];
  if (names.some(isSetByApp)) return undefined;
  const values: Record<string, string> = {};
  propagation.inject(active, values, variableSetter);
  return Object.keys(values).length === 0 ? undefined : { names, values };
}

/** A copy with the active context; undefined where the environment stays as it is. */
export function withActiveContext(environment: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  const variables = contextVariables((name) => environment[name]);
  if (variables === undefined) return undefined;
  const copy: Record<string, unknown> = {};
  // those of its prototype too: Node.js reads them
  for (const name in environment) if (!variables.names.includes(name)) copy[name] = environment[name];
  return Object.assign(copy, variables.values);
}

/** Changes the arguments; undefined where they stay as they are. */
export type EditArguments = (args: readonly unknown[]) => unknown[] | undefined;

/** A failure of ours is a problem in the log, and the app's call goes on as it was meant. */
export function editSafely(edit: EditArguments, args: readonly unknown[]): unknown[] | undefined {
  try {
    return edit(args);
  } catch (error) {
    reportProblem('instrumentation-failed', `trace context for a child: ${describeErrorWithoutMessage(error)}`);
    return undefined;
  }
}

type Callable = (...args: never[]) => unknown;

/** Puts a proxy in the place of a function, which keeps its name and all that is on it. Returns the undo. */
export function replaceFunction(owner: object, name: string, handler: ProxyHandler<Callable>): () => void {
  const original: unknown = Reflect.get(owner, name);
  if (typeof original !== 'function') return () => undefined;
  const proxy = new Proxy(original as Callable, handler);
  Reflect.set(owner, name, proxy);
  return () => {
    if (Reflect.get(owner, name) === proxy) Reflect.set(owner, name, original);
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
