/** Writes a finished span as the bytes of one `ScopeSpans.spans` field, with all that upstream's encoder writes. */
import type { Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { writeAttributes } from './attributes.js';
import type { ByteWriter } from './byte-writer.js';
import { writeTime } from './times.js';

const spanTag = 0x12;
const tags = {
  traceId: 0x0a,
  spanId: 0x12,
  traceState: 0x1a,
  parentSpanId: 0x22,
  name: 0x2a,
  kind: 0x30,
  startTime: 0x39,
  endTime: 0x41,
  attribute: 0x4a,
  droppedAttributesCount: 0x50,
  event: 0x5a,
  droppedEventsCount: 0x60,
  link: 0x6a,
  droppedLinksCount: 0x70,
  status: 0x7a,
  flags: 0x85,
} as const;
const eventTags = { time: 0x09, name: 0x12, attribute: 0x1a, droppedAttributesCount: 0x20 } as const;
const linkTags = { attribute: 0x22, droppedAttributesCount: 0x28, flags: 0x35 } as const;
const statusTags = { message: 0x12, code: 0x18 } as const;

const knowsIsRemote = 0x100;
const isRemoteBit = 0x200;

/** @throws what a getter of the span throws, or that a part cannot be encoded; then nothing is written */
export function writeSpan(writer: ByteWriter, span: ReadableSpan): void {
  writer.record(spanTag, writeFields, span);
}

function writeFields(writer: ByteWriter, span: ReadableSpan): void {
  const context = span.spanContext();
  writeIdentity(writer, context);
  const parent = span.parentSpanContext;
  if (parent?.spanId) writer.idField(tags.parentSpanId, parent.spanId);
  writer.textField(tags.name, span.name);
  const kind = span.kind == null ? 0 : span.kind + 1;
  if (kind !== 0) writer.varintField(tags.kind, kind);
  writeTime(writer, tags.startTime, span.startTime);
  writeTime(writer, tags.endTime, span.endTime);
  writeAttributes(writer, tags.attribute, span.attributes);
  writer.varintField(tags.droppedAttributesCount, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writer.varintField(tags.droppedEventsCount, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writer.varintField(tags.droppedLinksCount, span.droppedLinksCount);
  writeStatus(writer, span.status);
  writer.fixed32Field(tags.flags, flagsOf(context.traceFlags, parent?.isRemote));
}

/** The first three fields of a span, and of a link. */
function writeIdentity(writer: ByteWriter, context: SpanContext): void {
  writer.idField(tags.traceId, context.traceId);
  writer.idField(tags.spanId, context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.textField(tags.traceState, traceState);
}

function writeEvent(writer: ByteWriter, event: TimedEvent): void {
  const start = writer.startMessage(tags.event, 1);
  writeTime(writer, eventTags.time, event.time);
  writer.textField(eventTags.name, event.name);
  if (event.attributes) writeAttributes(writer, eventTags.attribute, event.attributes);
  writer.varintField(eventTags.droppedAttributesCount, event.droppedAttributesCount || 0);
  writer.finishMessage(start, 1);
}

function writeLink(writer: ByteWriter, link: Link): void {
  const start = writer.startMessage(tags.link, 1);
  const { context } = link;
  writeIdentity(writer, context);
  if (link.attributes) writeAttributes(writer, linkTags.attribute, link.attributes);
  writer.varintField(linkTags.droppedAttributesCount, link.droppedAttributesCount || 0);
  writer.fixed32Field(linkTags.flags, flagsOf(context.traceFlags, context.isRemote));
  writer.finishMessage(start, 1);
}

function writeStatus(writer: ByteWriter, status: SpanStatus): void {
  const start = writer.startMessage(tags.status, 1);
  if (status.message) writer.textField(statusTags.message, status.message);
  writer.varintField(statusTags.code, status.code);
  writer.finishMessage(start, 1);
}

function flagsOf(traceFlags: number, isRemote: boolean | undefined): number {
  return (traceFlags & 0xff) | knowsIsRemote | (isRemote ? isRemoteBit : 0);
}
