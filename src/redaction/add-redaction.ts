/** The public `addRedaction`: callbacks of the app that hide more than the rules do. */
import { requireFunction } from '../support/invalid-argument.js';
import type { Surface } from './exits/exits.js';
import { limitMarker } from './marker.js';

export interface RedactionContext {
  /** The name next to the value; undefined for a text that has none, such as the name of a span or the body of a log record. */
  readonly key: string | undefined;
  /** The way on which the value is about to leave: `span`, `log`, `metric`, `resource`, `propagation`, `diagnostic`, `receiver`, or `helper` for `redact()`. */
  readonly surface: Surface;
}

/** Gives the value as it may leave; undefined leaves it out. */
export type RedactionCallback = (value: string | number | boolean, context: RedactionContext) => string | number | boolean | undefined;

/** In the order in which they are asked; another list after each change. */
export let redactionCallbacks: readonly RedactionCallback[] = [];
let isAsking = false;

/**
 * Has `callback` look at each text, number and boolean that is about to leave the process, when the rules are done with it. So it sees no more
 * than what would leave, and can only hide further. It has to be quick, synchronous and without state: it runs for each attribute of each span
 * and log record, and only once for values that come again and again in metrics. Where it throws, or gives anything else than a value or
 * undefined, `[REDACTED:error]` leaves; so does what it logs itself. Works whether or not `register` was loaded; with
 * `OTEL_DISTRO_REDACTION=off` it is not called.
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
  if (!isValue(value)) return value;
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

function callAll(value: string | number | boolean, context: RedactionContext): unknown {
  if (isAsking) throw new Error('what a callback does leads to a value about which it would be asked');
  isAsking = true;
  try {
    let left: string | number | boolean = value;
    for (const callback of redactionCallbacks) {
      const answer: unknown = callback(left, context);
      if (answer === undefined) return undefined;
      if (!isValue(answer)) {
        // nobody else will handle its rejection
        if (answer instanceof Promise) answer.catch(() => undefined);
        throw new TypeError('neither a value nor undefined');
      }
      left = answer;
    }
    return left;
  } finally {
    isAsking = false;
  }
}

function isValue(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
