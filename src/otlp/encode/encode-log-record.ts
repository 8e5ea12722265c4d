/** Writes a log record as the bytes of one `ScopeLogs.log_records` field, with all that upstream's encoder writes. */
import { TraceFlags, type SpanContext } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { OwnLogRecord } from '../../tracer/own-log-record.js';
import { SpanIdentity } from '../../tracer/span-identity.js';
import { writeAnyValue } from './any-value.js';
import { writeBlock } from './attribute-blocks.js';
import { writeAttributes } from './attributes.js';
import { type ByteWriter, varintWidth } from './byte-writer.js';
import { writeTime, writeTimeMs } from './times.js';

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
  if (record instanceof OwnLogRecord) writer.record(logRecordTag, writeOwnFields, record);
  else writer.record(logRecordTag, writeFields, record);
}

function writeFields(writer: ByteWriter, record: ReadableLogRecord): void {
  const { eventName, spanContext } = record;
  writeTime(writer, tags.time, record.hrTime);
  writeContent(writer, record);
  if (record.attributes) writeAttributes(writer, tags.attribute, record.attributes);
  writer.varintField(tags.droppedAttributesCount, record.droppedAttributesCount);
  if (spanContext !== undefined && spanContext !== null) writeSpanContext(writer, spanContext);
  writeTime(writer, tags.observedTime, record.hrTimeObserved);
  if (eventName) writer.textField(tags.eventName, eventName);
}

/** The same, of what a record of ours keeps, without asking it for what it would have to make. */
function writeOwnFields(writer: ByteWriter, record: OwnLogRecord): void {
  const { exactTime, exactObserved, identity, eventName } = record;
  if (exactTime === undefined) writeTimeMs(writer, tags.time, record.timeMs);
  else writeTime(writer, tags.time, exactTime);
  writeContent(writer, record);
  for (const block of record.blocks) writeBlock(writer, tags.attribute, block);
  writeAttributes(writer, tags.attribute, record.ownAttributes);
  writer.varintField(tags.droppedAttributesCount, record.droppedAttributesCount);
  if (identity instanceof SpanIdentity) writeIdentity(writer, identity);
  else if (identity !== undefined) writeSpanContext(writer, identity);
  if (exactObserved === undefined) writeTimeMs(writer, tags.observedTime, record.observedMs);
  else writeTime(writer, tags.observedTime, exactObserved);
  if (eventName) writer.textField(tags.eventName, eventName);
}

function writeContent(writer: ByteWriter, { severityNumber, severityText, body }: ReadableLogRecord): void {
  if (severityNumber !== undefined && severityNumber !== 0) writer.varintField(tags.severityNumber, severityNumber);
  if (severityText) writer.textField(tags.severityText, severityText);
  if (body !== undefined) writeBody(writer, body);
}

function writeBody(writer: ByteWriter, body: unknown): void {
  const width = typeof body === 'string' ? varintWidth(body.length + 3) : 1;
  const start = writer.startMessage(tags.body, width);
  writeAnyValue(writer, body);
  writer.finishMessage(start, width);
}

function writeIdentity(writer: ByteWriter, { trace, word0, word1, isSampled }: SpanIdentity): void {
  if (isSampled) writer.fixed32Field(tags.flags, TraceFlags.SAMPLED);
  writer.wordsField(tags.traceId, trace.word0, trace.word1, trace.word2, trace.word3);
  writer.wordsField(tags.spanId, word0, word1);
}

function writeSpanContext(writer: ByteWriter, { traceFlags, traceId, spanId }: SpanContext): void {
  if (traceFlags) writer.fixed32Field(tags.flags, traceFlags);
  if (traceId) writer.idField(tags.traceId, traceId);
  if (spanId) writer.idField(tags.spanId, spanId);
}
