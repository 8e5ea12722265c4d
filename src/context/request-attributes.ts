/** The attributes that every log record and span of a request carries. */
import type { Attributes, Context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { RequestFrame } from './request-frame.js';

/** The route is there once the framework has found it. The same object as long as nothing changes: for reading only. */
export function requestAttributes(frame: RequestFrame, context: Context): Readonly<Attributes> {
  const route = getRPCMetadata(context)?.route;
  if (frame.stamp === undefined || frame.stamp.route !== route) frame.stamp = { route, attributes: createAttributes(frame, route) };
  return frame.stamp.attributes;
}

function createAttributes({ requestId, correlationId, method }: RequestFrame, route: string | undefined): Attributes {
  const attributes: Attributes = { 'request.id': requestId, 'correlation.id': correlationId };
  if (method !== undefined) attributes['request.method'] = method;
  if (route !== undefined) attributes['request.route'] = route;
  return attributes;
}
