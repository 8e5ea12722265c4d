/** Whether a request brings context along: the propagators are asked only where one of the headers is there that they read. */
import type { IncomingHttpHeaders } from 'node:http';
import { propagation } from '@opentelemetry/api';
import type { RequestFrame } from '../context/request-frame.js';

/** Other propagators read more headers than they name. */
const w3cNames: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

export function createContextTest(): (headers: IncomingHttpHeaders, frame: RequestFrame) => boolean {
  let names: readonly string[] | undefined;
  let areKnown = false;
  return (headers, frame) => {
    if (names === undefined) {
      // the correlation id is in the frame
      names = propagation.fields().filter((name) => name !== frame.sentHeader);
      areKnown = names.every((name) => w3cNames.has(name));
      // the first request ends what the process has inherited, whether it brings something along or not
      return true;
    }
    return !areKnown || hasOneOf(headers, names);
  };
}

function hasOneOf(headers: IncomingHttpHeaders, names: readonly string[]): boolean {
  for (const name of names) if (headers[name] !== undefined) return true;
  return false;
}
