/** Writes a log record as the bytes of one `ScopeLogs.log_records` field, with all that upstream's encoder writes. */
import type { SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { writeAnyValue } from './any-value.js';
import { writeAttributes } from './attributes.js';
import { type ByteWriter, varintWidth } from './byte-writer.js';
import { writeTime } from './times.js';

const logRecordTag = 0x12;
const tags = {
  time: 0x09,
  severityNumber: 0x10,
  severityText: 0x1a,
  body: 0x2a,
  attribute: 0x32,
  droppedAttributesCount: 0x38,
  flags: 0x45,
  traceId: 0x4a,
  spanId: 0x52,
  observedTime: 0x59,
  eventName: 0x62,
} as const;

/** @throws what a getter of the record throws, or that a part cannot be encoded; then nothing is written */
export function writeLogRecord(writer: ByteWriter, record: ReadableLogRecord): void {
  writer.record(logRecordTag, writeFields, record);
}

function writeFields(writer: ByteWriter, record: ReadableLogRecord): void {
  const { severityNumber, severityText, body, eventName, spanContext } = record;
  writeTime(writer, tags.time, record.hrTime);
  if (severityNumber !== undefined && severityNumber !== 0) writer.varintField(tags.severityNumber, severityNumber);
  if (severityText) writer.textField(tags.severityText, severityText);
  if (body !== undefined) writeBody(writer, body);
  if (record.attributes) writeAttributes(writer, tags.attribute, record.attributes);
  writer.varintField(tags.droppedAttributesCount, record.droppedAttributesCount);
  if (spanContext !== undefined && spanContext !== null) writeSpanContext(writer, spanContext);
  writeTime(writer, tags.observedTime, record.hrTimeObserved);
  if (eventName) writer.textField(tags.eventName, eventName);
}

function writeBody(writer: ByteWriter, body: unknown): void {
  const width = typeof body === 'string' ? varintWidth(body.length + 3) : 1;
  const start = writer.startMessage(tags.body, width);
  writeAnyValue(writer, body);
  writer.finishMessage(start, width);
}

function writeSpanContext(writer: ByteWriter, { traceFlags, traceId, spanId }: SpanContext): void {
  if (traceFlags) writer.fixed32Field(tags.flags, traceFlags);
  if (traceId) writer.idField(tags.traceId, traceId);
  if (spanId) writer.idField(tags.spanId, spanId);
}
