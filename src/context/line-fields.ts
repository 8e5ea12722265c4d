/** The ids of an async context as fields of a line in a log, in the spelling of JSON lines. */
import { isSpanContextValid, trace, type Context, type SpanContext } from '@opentelemetry/api';
import { OwnSpan } from '../tracer/own-span.js';
import { getFlowFrame } from './flow-frame.js';
import { getRequestFrame } from './request-frame.js';

/** What a record in the Logs API calls an attribute is a field of the line. */
export const lineFieldOfAttribute: ReadonlyMap<string, string> = new Map([
  ['request.id', 'request_id'],
  ['correlation.id', 'correlation_id'],
  ['flow.id', 'flow_id'],
  ['flow.step.name', 'flow_step'],
]);
const idFields: readonly string[] = [...lineFieldOfAttribute.values()];

/** What says where a record belongs, in both spellings: no field of an async context can take its place. */
export const reservedFields: ReadonlySet<string> = new Set([...lineFieldOfAttribute.keys(), ...idFields, 'trace_id', 'span_id', 'trace_flags', 'flow.name']);

/** Also where the span is not recorded. What the line has already under one of the names wins. */
export function addLineFields(line: Record<string, unknown>, context: Context): void {
  const spanContext = validSpanContext(context);
  if (spanContext !== undefined) {
    line['trace_id'] ??= spanContext.traceId;
    line['span_id'] ??= spanContext.spanId;
    line['trace_flags'] ??= spanContext.traceFlags === 1 ? '01' : `0${spanContext.traceFlags.toString(16)}`;
  }
  addIdFields(line, context);
}

function validSpanContext(context: Context): SpanContext | undefined {
  const span = trace.getSpan(context);
  const spanContext = span?.spanContext();
  return spanContext !== undefined && (span instanceof OwnSpan || isSpanContextValid(spanContext)) ? spanContext : undefined;
}

/** Those of the request and the flow. */
function addIdFields(line: Record<string, unknown>, context: Context): void {
  const request = getRequestFrame(context);
  if (request !== undefined) {
    line['request_id'] ??= request.requestId;
    line['correlation_id'] ??= request.correlationId;
  }
  const flow = getFlowFrame(context);
  if (flow !== undefined) {
    line['flow_id'] ??= flow.id;
    if (flow.step !== undefined) line['flow_step'] ??= flow.step;
  }
}

/** Takes what was added to a line out of the attributes that were made of it: a log record has the context in its own way. */
export function removeLineFields(attributes: Record<string, unknown>, context: Context): void {
  for (const name of idFields) if (attributes[name] !== undefined && isAddedField(name, attributes[name], context)) delete attributes[name];
}

/** A field of the app with a value of its own stays. */
export function isAddedField(name: string, value: unknown, context: Context): boolean {
  switch (name) {
    case 'request_id':
      return value === getRequestFrame(context)?.requestId;
    case 'correlation_id':
      return value === getRequestFrame(context)?.correlationId;
    case 'flow_id':
      return value === getFlowFrame(context)?.id;
    case 'flow_step':
      return value === getFlowFrame(context)?.step;
    default:
      return false;
  }
}
