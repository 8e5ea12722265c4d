/** All that an async context puts on the log records and the spans inside it: fields of the app, ids of the request, flow and step. */
import type { Attributes, Context } from '@opentelemetry/api';
import { collectFields, getFieldsFrame } from './fields-frame.js';
import { flowAttributes, getFlowFrame } from './flow-frame.js';
import { getRequestFrame, requestAttributes } from './request-frame.js';

/** @param kind `spanFields` for what a span carries, of the fields of the app */
export function contextAttributes(context: Context, kind: 'fields' | 'spanFields'): Attributes | undefined {
  const fields = getFieldsFrame(context);
  const request = getRequestFrame(context);
  const flow = getFlowFrame(context);
  if (fields === undefined && request === undefined && flow === undefined) return undefined;
  return {
    ...collectFields(fields, kind),
    ...(request === undefined ? {} : requestAttributes(request, context)),
    ...(flow === undefined ? {} : flowAttributes(flow)),
  };
}
