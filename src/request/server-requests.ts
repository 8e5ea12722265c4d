/**
 * Gives every request of an http or https server its frame, and has its ids returned on the response. It stands in front of the http
 * instrumentation, so that it works as well for paths that this leaves out, and where it is off.
 */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { getRequestFrame, keepFrame, keptFrame, setRequestFrame } from '../context/request-frame.js';
import { IncomingFrame, type IncomingIds } from './incoming-ids.js';
import { replaceMethod } from '../support/replace-method.js';
import { patchWriteHead } from './response-ids.js';

/** Who brings a request into a context: the http instrumentation, when it extracts, always or not for all paths; or nobody. */
export type ContextMaker = 'instrumentation' | 'instrumentation-for-some' | 'none';

type Emit = (this: Server, event: unknown, request: IncomingMessage, response: ServerResponse) => boolean;

/** Published before a server emits the request: nothing is patched in a process that serves none. */
const channel = 'http.server.request.start';

/** Of the request that is being emitted: for the propagator, which is asked before anything else happens. */
let emitted: IncomingFrame | undefined;

/** The frame that the HTTP request with these headers has already. */
export function frameOfHeaders(headers: unknown): IncomingFrame | undefined {
  return isOf(headers, emitted) ? emitted : activeFrameOf(headers);
}

function activeFrameOf(headers: unknown): IncomingFrame | undefined {
  const active = getRequestFrame(context.active());
  return active instanceof IncomingFrame && isOf(headers, active) ? active : undefined;
}

function isOf(headers: unknown, frame: IncomingFrame | undefined): boolean {
  return frame?.headers !== undefined && frame.headers === headers;
}

/** Returns the undo. */
export function watchServers(ids: IncomingIds, contextMaker: ContextMaker): () => void {
  const undo: (() => void)[] = [];
  const patchAll = (): void => {
    diagnosticsChannel.unsubscribe(channel, patchAll);
    undo.push(...patchServers(ids, contextMaker));
  };
  diagnosticsChannel.subscribe(channel, patchAll);
  return () => {
    diagnosticsChannel.unsubscribe(channel, patchAll);
    for (const revert of undo) revert();
  };
}

function patchServers(ids: IncomingIds, contextMaker: ContextMaker): (() => void)[] {
  const { Server, ServerResponse: Response } = process.getBuiltinModule('node:http');
  const { Server: SecureServer } = process.getBuiltinModule('node:https');
  let isActive = true;
  const createEmit = (original: Emit): Emit =>
    function emit(this: Server, event, request, response) {
      const frame = event === 'request' && isActive ? beginRequest(ids, request, response) : undefined;
      // eslint-disable-next-line prefer-rest-params -- any event with any arguments comes here
      if (frame === undefined) return Reflect.apply(original, this, arguments);
      const outer = emitted;
      emitted = frame;
      try {
        if (contextMaker === 'instrumentation') return original.call(this, event, request, response);
        const ofRequest = setRequestFrame(ROOT_CONTEXT, frame);
        if (contextMaker === 'none') for (const emitter of [request, response]) context.bind(ofRequest, emitter);
        return context.with(ofRequest, original, this, event, request, response);
      } finally {
        emitted = outer;
      }
    };
  return [
    () => void (isActive = false),
    replaceMethod(Server.prototype, 'emit', createEmit),
    replaceMethod(SecureServer.prototype, 'emit', createEmit),
    patchWriteHead(Response.prototype, ids),
  ];
}

/** @returns undefined for what is no request of HTTP, and for one that a server hands on to another */
function beginRequest(ids: IncomingIds, request: IncomingMessage, response: ServerResponse): IncomingFrame | undefined {
  try {
    const { headers, method } = request;
    if (keptFrame(response) !== undefined) return undefined;
    const { requestIdHeader, correlationIdHeader } = ids;
    const frame = new IncomingFrame(ids, requestIdHeader && headers[requestIdHeader.lowerCase], correlationIdHeader && headers[correlationIdHeader.lowerCase], method, headers);
    keepFrame(response, frame);
    return frame;
  } catch {
    // an app may emit anything as a request
    return undefined;
  }
}
