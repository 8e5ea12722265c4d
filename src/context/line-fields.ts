/** The ids of an async context as fields of a line in a log, in the spelling of JSON lines. */
import { isSpanContextValid, trace, type Context } from '@opentelemetry/api';
import { getFlowFrame } from './flow-frame.js';
import { getRequestFrame } from './request-frame.js';

export interface LineFields {
  trace_id?: string;
  span_id?: string;
  request_id?: string;
  correlation_id?: string;
  flow_id?: string;
  flow_step?: string;
}

/** What a record in the Logs API calls an attribute is a field of the line. */
export const lineFieldOfAttribute: Readonly<Record<string, keyof LineFields>> = {
  'request.id': 'request_id',
  'correlation.id': 'correlation_id',
  'flow.id': 'flow_id',
  'flow.step.name': 'flow_step',
};

/** Also where the span is not recorded. */
export function lineFields(context: Context): LineFields {
  const fields: LineFields = {};
  const spanContext = trace.getSpanContext(context);
  if (spanContext !== undefined && isSpanContextValid(spanContext)) {
    fields.trace_id = spanContext.traceId;
    fields.span_id = spanContext.spanId;
  }
  const request = getRequestFrame(context);
  if (request !== undefined) {
    fields.request_id = request.requestId;
    fields.correlation_id = request.correlationId;
  }
  const flow = getFlowFrame(context);
  if (flow !== undefined) {
    fields.flow_id = flow.id;
    if (flow.step !== undefined) fields.flow_step = flow.step;
  }
  return fields;
}
