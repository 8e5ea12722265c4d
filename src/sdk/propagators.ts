/** Propagators from the configuration model, behind redaction; the unusual ones are chunks of their own. */
import type { TextMapPropagator } from '@opentelemetry/api';
import type { PropagatorConfigModel } from '@opentelemetry/configuration';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { reportProblem } from '../diagnostics/log.js';
import { RedactingPropagator } from '../redaction/exits/redacting-propagator.js';
import type { Redactor } from '../redaction/redactor.js';
import type { IncomingIds } from '../request/incoming-ids.js';
import { RequestPropagator } from '../request/request-propagator.js';

/** Loads `propagators.cjs`, which holds what most services do not need. */
export type LoadRarePropagators = () => typeof import('./rare-propagators.js');

interface PropagatorParts {
  readonly redactor: Redactor;
  /** Undefined where requests have no ids. */
  readonly ids: IncomingIds | undefined;
  readonly loadRare: LoadRarePropagators;
}

/** With `none` nothing is sent on, and nothing taken but ids of requests; undefined where there are none. */
export function createPropagator(model: PropagatorConfigModel | undefined, { redactor, ids, loadRare }: PropagatorParts): TextMapPropagator | undefined {
  const names = propagatorNames(model);
  if (names.length === 0) return ids && new RequestPropagator(ids);
  const propagators = [...new Set(names)].map((name) => createOne(name, loadRare)).filter((propagator) => propagator !== undefined);
  // the first, as it makes the context of the request
  if (ids !== undefined) propagators.unshift(new RequestPropagator(ids));
  const [first, ...more] = propagators;
  return new RedactingPropagator(first !== undefined && more.length === 0 ? first : new CompositePropagator({ propagators }), redactor);
}

/** None of them for `none`. */
export function propagatorNames(model: PropagatorConfigModel | undefined): readonly string[] {
  const names = (model?.composite ?? []).flatMap((entry) => Object.keys(entry));
  return names.includes('none') ? [] : names;
}

function createOne(name: string, loadRare: LoadRarePropagators): TextMapPropagator | undefined {
  switch (name) {
    case 'tracecontext':
      return new W3CTraceContextPropagator();
    case 'baggage':
      return new W3CBaggagePropagator();
    case 'b3':
    case 'b3multi':
    case 'xray':
      return loadRare().createRarePropagator(name);
    default:
      reportProblem('setting-unsupported', `propagator "${name}" is not supported (supported: tracecontext, baggage, b3, b3multi, xray, none); it is left out.`);
      return undefined;
  }
}
