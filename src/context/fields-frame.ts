/** The fields that the app has put on the logs of an async context; the only place that knows the context key. */
import { createContextKey, type Attributes, type Context } from '@opentelemetry/api';

/** One per request and one per `withContext`; `bindContext` adds to the nearest. */
export interface FieldsFrame {
  /** Of the surrounding frame; its fields are there as well. */
  readonly parent: FieldsFrame | undefined;
  /** On each log record. */
  readonly fields: Attributes;
  /** On each span that starts, too. */
  readonly spanFields: Attributes;
}

const frameKey = createContextKey('@org/otel-distro fields');

export function getFieldsFrame(context: Context): FieldsFrame | undefined {
  return context.getValue(frameKey) as FieldsFrame | undefined;
}

export function setFieldsFrame(context: Context, frame: FieldsFrame): Context {
  return context.setValue(frameKey, frame);
}

/** The inner frames win. */
export function collectFields(frame: FieldsFrame | undefined, kind: 'fields' | 'spanFields'): Attributes {
  return frame === undefined ? {} : { ...collectFields(frame.parent, kind), ...frame[kind] };
}
