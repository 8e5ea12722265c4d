/** All that an async context puts on the log records and the spans inside it: fields of the app, ids of the request, flow and step. */
import type { Attributes, Context } from '@opentelemetry/api';
import { collectFields, nearestFieldsFrame } from './fields-frame.js';
import { flowAttributes, getFlowFrame } from './flow-frame.js';
import type { AttributeBlock } from '../tracer/attribute-block.js';
import { requestBlock } from './request-attributes.js';
import { getRequestFrame } from './request-frame.js';

interface Stamped {
  readonly attributes: Readonly<Attributes>;
  setAttribute(key: string, value: Exclude<Attributes[string], undefined>): unknown;
}

/** What `target` has already wins. So do all parts of a flow: the span of an inner flow starts in the context of the outer one. */
export function stamp(target: Stamped, attributes: Readonly<Attributes>): void {
  const isStampedFlow = target.attributes['flow.id'] !== undefined;
  for (const key of Object.keys(attributes)) {
    const value = attributes[key];
    if (value === undefined || (Object.hasOwn(target.attributes, key) && target.attributes[key] !== undefined) || (isStampedFlow && key.startsWith('flow.'))) continue;
    target.setAttribute(key, value);
  }
}

/** @param kind `spanFields` for what a span carries, of the fields of the app */
export function contextAttributes(context: Context, kind: 'fields' | 'spanFields'): Readonly<Attributes> | undefined {
  const fields = nearestFieldsFrame(context);
  const request = getRequestFrame(context);
  const flow = getFlowFrame(context);
  request?.trustIds();
  const ofRequest = request === undefined ? undefined : requestBlock(request, context).attributes;
  if (fields === undefined && flow === undefined) return ofRequest;
  return { ...collectFields(fields, kind), ...ofRequest, ...(flow === undefined ? {} : flowAttributes(flow)) };
}

/** The same, where the request is all that the context carries; else undefined. */
export function contextBlock(context: Context): AttributeBlock | undefined {
  const request = getRequestFrame(context);
  if (request === undefined || nearestFieldsFrame(context) !== undefined || getFlowFrame(context) !== undefined) return undefined;
  return requestBlock(request, context);
}
