/** The attributes that every log record and span of a request carries. */
import type { Attributes, Context } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { AttributeBlock } from '../tracer/attribute-block.js';
import type { RequestFrame } from './request-frame.js';

/** The route is there once the framework has found it. The same block as long as nothing changes. */
export function requestBlock(frame: RequestFrame, context: Context): AttributeBlock {
  const route = getRPCMetadata(context)?.route;
  if (frame.stamp === undefined || frame.stamp.route !== route) frame.stamp = { route, block: createBlock(frame, route) };
  return frame.stamp.block;
}

/** The ids are checked, or made, and what else there is comes again with other requests: the block need not be looked at. */
function createBlock(frame: RequestFrame, route: string | undefined): AttributeBlock {
  const block = new AttributeBlock(createAttributes(frame, route), { isKept: false });
  block.cleanFor = frame.cleanFor(route);
  return block;
}

function createAttributes({ requestId, correlationId, method }: RequestFrame, route: string | undefined): Attributes {
  const attributes: Attributes = { 'request.id': requestId, 'correlation.id': correlationId };
  if (method !== undefined) attributes['request.method'] = method;
  if (route !== undefined) attributes['request.route'] = route;
  return attributes;
}
