/** The context that a request brings along; the propagators are asked only where one of the headers is there that they read. */
import type { IncomingHttpHeaders } from 'node:http';
import { propagation, ROOT_CONTEXT, type Context } from '@opentelemetry/api';
import type { RequestFrame } from '../context/request-frame.js';

/** Other propagators read more headers than they name. */
const w3cNames: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

/** What it returns gives undefined where there is nothing but the frame. */
export function createIncomingContext(): (headers: IncomingHttpHeaders, frame: RequestFrame | undefined) => Context | undefined {
  let names: readonly string[] | undefined;
  return (headers, frame) => {
    const isFirst = names === undefined;
    // the correlation id is in the frame
    names ??= propagation.fields().filter((name) => name !== frame?.sentHeader);
    // the first request ends what the process has inherited, whether it brings something along or not
    if (!isFirst && frame !== undefined && names.every((name) => w3cNames.has(name)) && !hasOneOf(headers, names)) return undefined;
    return propagation.extract(ROOT_CONTEXT, headers);
  };
}

function hasOneOf(headers: IncomingHttpHeaders, names: readonly string[]): boolean {
  for (const name of names) if (headers[name] !== undefined) return true;
  return false;
}
