/** The fields that the app has put on the logs of an async context; the only place that knows the context key. */
import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';
import { getRequestFrame } from './request-frame.js';

/** One per request that has fields and one per `withContext`; `bindContext` adds to the nearest. */
export interface FieldsFrame {
  /** Of the surrounding frame; its fields are there as well. */
  readonly parent: FieldsFrame | undefined;
  readonly depth: number;
  /** On each log record. */
  readonly fields: Attributes;
  /** On each span that starts, too. */
  readonly spanFields: Attributes;
}

const frameKey = createContextKey('@org/otel-distro fields');
/** A loop that goes on from inside of `withContext`, such as by a timer, nests for ever. */
const maxDepth = 32;

/** Deeper than that, what surrounds is copied and let go. */
export function createFieldsFrame(parent: FieldsFrame | undefined): FieldsFrame {
  const depth = (parent?.depth ?? 0) + 1;
  if (depth <= maxDepth) return { parent, depth, fields: named(), spanFields: named() };
  return { parent: undefined, depth: 1, fields: named(collectFields(parent, 'fields')), spanFields: named(collectFields(parent, 'spanFields')) };
}

/** Without a prototype: any name can be one. */
function named(fields: Attributes = {}): Attributes {
  return Object.assign(Object.create(null) as Attributes, fields);
}

/** The frame to which fields are added; undefined where there is neither a `withContext` nor a request. */
export function openFieldsFrame(context: Context): FieldsFrame | undefined {
  const nearest = nearestFieldsFrame(context);
  const request = getRequestFrame(context);
  return nearest === undefined && request !== undefined ? (request.fields = createFieldsFrame(undefined)) : nearest;
}

/** That of the innermost `withContext`, else that of the request. */
export function nearestFieldsFrame(context: Context): FieldsFrame | undefined {
  return (context.getValue(frameKey) as FieldsFrame | undefined) ?? getRequestFrame(context)?.fields;
}

export function setFieldsFrame(context: Context, frame: FieldsFrame): Context {
  return context.setValue(frameKey, frame);
}

/** The inner frames win. */
export function collectFields(frame: FieldsFrame | undefined, kind: 'fields' | 'spanFields'): Attributes {
  return frame === undefined ? {} : { ...collectFields(frame.parent, kind), ...frame[kind] };
}
