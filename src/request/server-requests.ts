/**
 * Runs every request of an http or https server in a context with its frame, and returns its ids on the response. It stands in front of the
 * http instrumentation, so that it works as well for paths that this leaves out, and where it is off.
 */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { getRequestFrame, setRequestFrame } from '../context/request-frame.js';
import { IncomingFrame, type IncomingIds } from './incoming-ids.js';
import { replaceMethod } from './replace-method.js';
import { patchWriteHead, returnIdsOf } from './response-ids.js';

type Emit = (this: Server, event: unknown, request: IncomingMessage, response: ServerResponse) => boolean;

/** Published before a server emits the request: nothing is patched in a process that serves none. */
const channel = 'http.server.request.start';

/**
 * @param bindsEvents whether the events of request and response have to be brought into the context, which the http instrumentation does where it is on
 * @returns the undo
 */
export function watchServers(ids: IncomingIds, bindsEvents: boolean): () => void {
  const undo: (() => void)[] = [];
  const patchAll = (): void => {
    diagnosticsChannel.unsubscribe(channel, patchAll);
    undo.push(...patchServers(ids, bindsEvents));
  };
  diagnosticsChannel.subscribe(channel, patchAll);
  return () => {
    diagnosticsChannel.unsubscribe(channel, patchAll);
    for (const revert of undo) revert();
  };
}

function patchServers(ids: IncomingIds, bindsEvents: boolean): (() => void)[] {
  const { Server, ServerResponse: Response } = process.getBuiltinModule('node:http');
  const { Server: SecureServer } = process.getBuiltinModule('node:https');
  const state = { isActive: true };
  const createEmit = (original: Emit): Emit =>
    function emit(this: Server, event, request, response) {
      // eslint-disable-next-line prefer-rest-params -- any event with any arguments comes here
      if (event !== 'request' || !state.isActive) return Reflect.apply(original, this, arguments);
      const frame = beginRequest(ids, request, response);
      if (frame === undefined) return original.call(this, event, request, response);
      const ofRequest = setRequestFrame(ROOT_CONTEXT, frame);
      if (bindsEvents) for (const emitter of [request, response]) context.bind(ofRequest, emitter);
      return context.with(ofRequest, original, this, event, request, response);
    };
  return [
    () => void (state.isActive = false),
    replaceMethod(Server.prototype, 'emit', createEmit),
    replaceMethod(SecureServer.prototype, 'emit', createEmit),
    patchWriteHead(Response.prototype, ids),
  ];
}

/** @returns undefined for what is no request of HTTP, and for one that a server hands on to another */
function beginRequest(ids: IncomingIds, request: IncomingMessage, response: ServerResponse): IncomingFrame | undefined {
  try {
    const { headers, method } = request;
    const active = getRequestFrame(context.active());
    if (active instanceof IncomingFrame && active.headers === headers) return undefined;
    const frame = ids.createFrame(({ lowerCase }) => headers[lowerCase], { method, headers });
    returnIdsOf(frame, response);
    return frame;
  } catch {
    // an app may emit anything as a request
    return undefined;
  }
}
