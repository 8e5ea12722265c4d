/** Returns the ids of a request on its response, at the moment in which the head is written: what the app has set itself stays as it is. */
import type { ServerResponse } from 'node:http';
import { keptFrame } from '../context/request-frame.js';
import type { HeaderName, IncomingIds } from './incoming-ids.js';
import { replaceMethod } from '../support/replace-method.js';

type WriteHead = (this: ServerResponse, statusCode: number, reasonOrHeaders: unknown, headers: unknown) => unknown;
type Header = readonly [name: string, value: string];

/** Every head passes here, also one that the app does not write itself; returns the undo. */
export function patchWriteHead(prototype: ServerResponse, { requestIdHeader, correlationIdHeader }: IncomingIds): () => void {
  return replaceMethod<WriteHead>(prototype, 'writeHead', (original) => function writeHead(this: ServerResponse, statusCode, reasonOrHeaders, givenHeaders) {
    const frame = keptFrame(this);
    if (frame === undefined || this.headersSent) return original.call(this, statusCode, reasonOrHeaders, givenHeaders);
    // (statusCode, reason, headers) or (statusCode, headers)
    const headers = typeof reasonOrHeaders === 'string' ? givenHeaders : (givenHeaders ?? reasonOrHeaders);
    const addsRequestId = isMissing(requestIdHeader, this, headers);
    const addsCorrelationId = isMissing(correlationIdHeader, this, headers);
    if (typeof headers === 'object' && headers !== null) {
      const added: Header[] = [];
      if (addsRequestId) added.push([requestIdHeader!.spelled, frame.requestId]);
      if (addsCorrelationId) added.push([correlationIdHeader!.spelled, frame.correlationId]);
      return original.call(this, statusCode, typeof reasonOrHeaders === 'string' ? reasonOrHeaders : undefined, withHeaders(headers, added));
    }
    if (addsRequestId) this.setHeader(requestIdHeader!.spelled, frame.requestId);
    if (addsCorrelationId) this.setHeader(correlationIdHeader!.spelled, frame.correlationId);
    return original.call(this, statusCode, reasonOrHeaders, givenHeaders);
  });
}

function isMissing(name: HeaderName | undefined, response: ServerResponse, headers: unknown): boolean {
  if (name === undefined || response.hasHeader(name.lowerCase)) return false;
  return typeof headers !== 'object' || headers === null || !namesOf(headers).some((other) => String(other).toLowerCase() === name.lowerCase);
}

/** Node.js takes an object, a list of names and values, and a list of pairs. */
function namesOf(headers: object): readonly unknown[] {
  if (!Array.isArray(headers)) return Object.keys(headers);
  return Array.isArray(headers[0]) ? headers.map((pair: readonly unknown[] | undefined) => pair?.[0]) : headers.filter((_, index) => index % 2 === 0);
}

/** In the form that the app has chosen: only a list can repeat a name. */
function withHeaders(headers: object, added: readonly Header[]): object {
  if (!Array.isArray(headers)) return { ...headers, ...Object.fromEntries(added) };
  return [...headers, ...(Array.isArray(headers[0]) ? added : added.flat())];
}
