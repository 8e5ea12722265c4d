/** Which request, or which message, an async context belongs to; the only place that knows the context key. */
import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';

/** One per incoming request or message. */
export interface RequestFrame {
  /** Of this request at this service: taken from the caller, or made. */
  readonly requestId: string;
  /** Of all requests that come from the same beginning, in all services: taken from the caller, else the id of the request. */
  readonly correlationId: string;
  /** The HTTP method; undefined where the request is none of HTTP. */
  method: string | undefined;
}

const frameKey = createContextKey('@org/otel-distro request');

export function getRequestFrame(context: Context): RequestFrame | undefined {
  return context.getValue(frameKey) as RequestFrame | undefined;
}

export function setRequestFrame(context: Context, frame: RequestFrame): Context {
  return context.setValue(frameKey, frame);
}

/** What every log record of the request carries; the route is there once the framework has found it. */
export function requestAttributes({ requestId, correlationId, method }: RequestFrame, context: Context): Attributes {
  const route = getRPCMetadata(context)?.route;
  return {
    'request.id': requestId,
    'correlation.id': correlationId,
    ...(method === undefined ? {} : { 'request.method': method }),
    ...(route === undefined ? {} : { 'request.route': route }),
  };
}
