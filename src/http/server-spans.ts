/** Spans and durations of the requests that http and https servers answer: what upstream's instrumentation records, with one patch of each class. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { context as contextApi, propagation, ROOT_CONTEXT, SpanKind, trace, type Tracer } from '@opentelemetry/api';
import { RPCType, setRPCMetadata, suppressTracing, type RPCMetadata } from '@opentelemetry/core';
import { headerCapture } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { contextStorage } from '../context/context-storage.js';
import { createRequestContext, createServerContext, keptFrame, setRequestFrame, type RequestFrame } from '../context/request-frame.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { createNameFilter } from '../support/name-filter.js';
import { replaceMethod } from '../support/replace-method.js';
import type { HttpOptions } from './http-options.js';
import { createContextTest } from './incoming-context.js';
import { createIncomingAttributes } from './incoming-attributes.js';
import { Outcomes } from './outcomes.js';
import { patchServedEmitters, serve } from './served-emitters.js';
import { ServedRequest, type Serving } from './served-request.js';
import { createStartSpan } from './start-span.js';

export interface ServerParts {
  readonly tracer: Tracer;
  readonly recordDuration: Serving['recordDuration'];
  readonly options: HttpOptions;
}

/** What the handlers of a request run in. */
type Begun = Pick<ServedRequest, 'context' | 'fail'>;
type Component = 'http' | 'https';
type Emit = (this: Server, event: unknown, request: IncomingMessage, response: ServerResponse) => boolean;

/** Returns the undo. */
export function patchServers(parts: ServerParts): () => void {
  const http = process.getBuiltinModule('node:http');
  let isActive = true;
  const patchEmit = (prototype: Server, component: Component): (() => void) => {
    const begin = createBegin(component, parts);
    return replaceMethod<Emit>(prototype, 'emit', (original) => function emit(this: Server, event, request, response) {
      const served = event === 'request' && isActive ? begin(request, response) : undefined;
      // eslint-disable-next-line prefer-rest-params -- any event with any arguments comes here
      if (served === undefined) return Reflect.apply(original, this, arguments);
      try {
        return contextStorage.run(served.context, Reflect.apply, original, this, arguments);
      } catch (error) {
        served.fail(error as Error);
        throw error;
      }
    });
  };
  const undo = [patchEmit(http.Server.prototype, 'http'), patchEmit(process.getBuiltinModule('node:https').Server.prototype, 'https'), ...patchServedEmitters(http)];
  return () => {
    isActive = false;
    for (const revert of undo) revert();
  };
}

/** What it returns gives undefined for what is no request. */
function createBegin(component: Component, { tracer, recordDuration, options }: ServerParts): (request: IncomingMessage, response: ServerResponse) => Begun | undefined {
  const { requireParentforIncomingSpans: requiresParent = false, headersToSpanAttributes, ignoreIncomingPaths = [] } = options;
  const { requestHeaders = [], responseHeaders = [] } = headersToSpanAttributes?.server ?? {};
  const incomingAttributes = createIncomingAttributes(component, options);
  const captureRequestHeaders = requestHeaders.length === 0 ? undefined : headerCapture('request', requestHeaders);
  const ofResponse = headerCapture('response', responseHeaders);
  const captureResponseHeaders = responseHeaders.length === 0 ? undefined : (response: ServerResponse) => ofResponse((name) => response.getHeader(name));
  const serving: Serving = { recordDuration, captureResponseHeaders };
  const isIgnored = ignoreIncomingPaths.length === 0 ? undefined : createNameFilter({ included: ignoreIncomingPaths });
  const outcomesOf = new Map<string, Outcomes>();
  const bringsContext = createContextTest();

  const startSpan = createStartSpan(tracer, requiresParent);

  const begin = (request: IncomingMessage, frame: RequestFrame | undefined): ServedRequest => {
    const { headers, httpVersion, method = 'GET' } = request;
    const incoming = incomingAttributes(request);
    if (captureRequestHeaders !== undefined) Object.assign(incoming.attributes, captureRequestHeaders((name) => headers[name]));
    let outcomes = outcomesOf.get(httpVersion);
    if (outcomes === undefined) outcomesOf.set(httpVersion, (outcomes = new Outcomes({ scheme: component, protocolVersion: httpVersion })));
    const isAlone = frame !== undefined && !bringsContext(headers, frame);
    const parent = isAlone ? createRequestContext(frame) : propagation.extract(ROOT_CONTEXT, headers);
    const { attributes, blocks } = incoming;
    const span = startSpan(method, { kind: SpanKind.SERVER, attributes, blocks }, parent);
    const metadata: RPCMetadata = { type: RPCType.HTTP, span };
    const context = isAlone ? createServerContext(frame, span, metadata) : setRPCMetadata(trace.setSpan(parent, span), metadata);
    return new ServedRequest(context, metadata, outcomes, method, incoming.method, serving);
  };

  const leaveOut = (request: IncomingMessage, response: ServerResponse, frame: RequestFrame | undefined): Begun => {
    const active = contextApi.active();
    const context = suppressTracing(frame === undefined ? active : setRequestFrame(active, frame));
    for (const emitter of [request, response]) contextApi.bind(context, emitter);
    return { context, fail: () => undefined };
  };

  return (request, response) => {
    try {
      const frame = keptFrame(response);
      if (isIgnored?.((request.url ?? '/').split('?', 1)[0]!) === true) return leaveOut(request, response, frame);
      const served = begin(request, frame);
      serve(request, response, served);
      return served;
    } catch (error) {
      reportProblem('instrumentation-failed', `http request: ${describeErrorWithoutMessage(error)}`);
      return undefined;
    }
  };
}
