/** The public `addRedaction`: callbacks of the app that hide more than the rules do. */
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { requireFunction } from '../support/invalid-argument.js';
import type { Surface } from './exits/exits.js';
import { limitMarker } from './marker.js';

export interface RedactionContext {
  /** The name next to the value; undefined for a text that has none, such as the name of a span or the body of a log record. */
  readonly key: string | undefined;
  /** The way on which the value is about to leave: `span`, `log`, `metric`, `resource`, `propagation`, `diagnostic`, `line`, `receiver`, or `helper` for `redact()`. */
  readonly surface: Surface;
}

/** Gives the value as it may leave; undefined leaves it out. */
export type RedactionCallback = (value: string | number | boolean, context: RedactionContext) => string | number | boolean | undefined;

/** In the order in which they are asked; another list after each change. */
export let redactionCallbacks: readonly RedactionCallback[] = [];
/** The callback that is running, and what about. */
let asked: { readonly callback: RedactionCallback; readonly context: RedactionContext } | undefined;
/** Those that were reported. */
const failed = new WeakSet<RedactionCallback>();
/** The line about a callback is not left to the same callback. */
let isReporting = false;

/**
 * Has `callback` look at each text, number and boolean that is about to leave the process, when the rules are done with it. So it sees no more
 * than what would leave, and can only hide further. It has to be quick, synchronous and without state: it runs for each attribute of each span
 * and log record, and only once for values that come again and again in metrics. Where it throws, or gives anything else than a value or
 * undefined, `[REDACTED:error]` leaves, and the problem `redaction-callback-failed` is reported; so it is with what it logs itself. The resource
 * and the descriptions of metrics are looked at once, the one when something is first sent, the others when the metric is made: a callback
 * that is added later does not see them. Works whether or not `register` was loaded; with `OTEL_DISTRO_REDACTION=off` it is not called.
 *
 * @returns the undo
 * @throws {InvalidArgumentError} `callback` is not a function
 *
 * @example
 * import { addRedaction, redact } from '@org/otel-distro';
 * addRedaction((value, { key }) => (key === 'customer.name' ? String(value).slice(0, 1) + '.' : value));
 * console.log(redact({ 'customer.name': 'Ada', items: 3 })); // { 'customer.name': 'A.', items: 3 }
 */
export function addRedaction(callback: RedactionCallback): () => void {
  requireFunction('addRedaction(fn)', callback);
  // its own, so that the undo of a callback that was added twice takes back only one
  const added: RedactionCallback = (value, context) => callback(value, context);
  redactionCallbacks = [...redactionCallbacks, added];
  return () => {
    redactionCallbacks = redactionCallbacks.filter((other) => other !== added);
  };
}

/** What the callbacks leave of a text, number or boolean; undefined = nothing. Anything else they are not asked about. */
export function askCallbacks(value: unknown, context: RedactionContext, count: (rule: 'callback' | 'error') => void): unknown {
  if (!isValue(value) || isReporting) return value;
  let left: unknown;
  try {
    left = callAll(value, context);
  } catch {
    count('error');
    return limitMarker('error');
  }
  if (!Object.is(left, value)) count('callback');
  return left;
}

/** @throws what a callback throws, after a report */
function callAll(value: string | number | boolean, context: RedactionContext): unknown {
  if (asked !== undefined) {
    report(asked.callback, asked.context, 'it redacts or logs itself');
    throw new Error('what a callback does leads to a value about which it would be asked');
  }
  let left: string | number | boolean = value;
  for (const callback of redactionCallbacks) {
    const answer = call(callback, left, context);
    if (answer === undefined) return undefined;
    left = answer;
  }
  return left;
}

function call(callback: RedactionCallback, value: string | number | boolean, context: RedactionContext): ReturnType<RedactionCallback> {
  let problem: string | undefined;
  asked = { callback, context };
  try {
    const answer: unknown = callback(value, context);
    if (answer === undefined || isValue(answer)) return answer;
    // nobody else will handle its rejection
    if (answer instanceof Promise) answer.catch(() => undefined);
    problem = `it gives ${answer instanceof Promise ? 'a promise' : answer === null ? 'null' : `a value of the type ${typeof answer}`}`;
    throw new TypeError(problem);
  } catch (error) {
    problem ??= `it throws ${describeErrorWithoutMessage(error)}`;
    throw error;
  } finally {
    asked = undefined;
    if (problem !== undefined) report(callback, context, problem);
  }
}

/** No value, and no message of an error: it may quote the value. */
function report(callback: RedactionCallback, { key, surface }: RedactionContext, problem: string): void {
  if (failed.has(callback)) return;
  failed.add(callback);
  isReporting = true;
  try {
    const name = key === undefined ? 'a text without a key' : `the key ${JSON.stringify(key)}`;
    reportProblem(
      'redaction-callback-failed',
      `A callback of addRedaction, asked about ${name} on the way out as "${surface}", cannot be used: ${problem}. ${limitMarker('error')} leaves wherever it fails; it is reported once.`,
    );
  } finally {
    isReporting = false;
  }
}

function isValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
