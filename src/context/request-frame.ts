/** Which request, or which message, an async context belongs to; the only place that knows the context key. */
import { createContextKey, ROOT_CONTEXT, type Context, type Span } from '@opentelemetry/api';
import type { RPCMetadata } from '@opentelemetry/core';
import type { AttributeBlock } from '../tracer/attribute-block.js';
import type { FieldsFrame } from './fields-frame.js';
import { FlatContext } from './flat-context.js';

/** One per incoming request or message. */
export interface RequestFrame {
  /** Of this request at this service: taken from the caller, or made. */
  readonly requestId: string;
  /** Of all requests that come from the same beginning, in all services: taken from the caller, else the id of the request. */
  readonly correlationId: string;
  /** The header in which the correlation id is sent on, in lower case; undefined where it is not. */
  readonly sentHeader: string | undefined;
  /** The HTTP method; undefined where the request is none of HTTP. */
  readonly method: string | undefined;
  /** The redactor that has nothing to hide in the attributes of the request with this route; undefined where it would look at them. */
  cleanFor(route: string | undefined): object | undefined;
  /** Tells the redactor of the ids, before they are looked at as any other attributes. */
  trustIds(): void;
  /** What the app has bound to the whole of the request. */
  fields: FieldsFrame | undefined;
  /** Its attributes as they were last stamped, and the route that they have: they are the same for all that the request leaves. */
  stamp: { readonly route: string | undefined; readonly block: AttributeBlock } | undefined;
}

const frameKey = createContextKey('@org/otel-distro request');
/** Those of `trace.setSpan` and `setRPCMetadata`: all copies of the API and of the core package share them by name. */
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN');
const metadataKey = Symbol.for('OpenTelemetry SDK Context Key RPC_METADATA');
/** On the response to an HTTP request. */
const ofResponse = Symbol('@org/otel-distro request');
const keptKey = createContextKey('@org/otel-distro correlation id kept');

export function getRequestFrame(context: Context): RequestFrame | undefined {
  return context.getValue(frameKey) as RequestFrame | undefined;
}

/** The context of a request, and nothing else. */
export function createRequestContext(frame: RequestFrame): Context {
  return new FlatContext([frameKey, frame]);
}

/** The context in which a server works on a request: all that it carries is put in at once. */
export function createServerContext(frame: RequestFrame, span: Span, metadata: RPCMetadata): Context {
  return new FlatContext([spanKey, span, frameKey, frame, metadataKey, metadata]);
}

/** For those who see the response before there is a context. */
export function keepFrame(response: object & { [ofResponse]?: RequestFrame }, frame: RequestFrame): void {
  response[ofResponse] = frame;
}

export function keptFrame(response: object & { readonly [ofResponse]?: RequestFrame }): RequestFrame | undefined {
  return response[ofResponse];
}

export function setRequestFrame(context: Context, frame: RequestFrame): Context {
  return context === ROOT_CONTEXT ? createRequestContext(frame) : context.setValue(frameKey, frame);
}

/** A context from which the correlation id is not sent on: the app does it itself. */
export function withoutSendingOn(context: Context): Context {
  return context.setValue(keptKey, true);
}

export function isSentOn(context: Context): boolean {
  return context.getValue(keptKey) === undefined;
}
