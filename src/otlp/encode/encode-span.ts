/** Writes a finished span as the bytes of one `ScopeSpans.spans` field, with all that upstream's encoder writes. */
import { TraceFlags, type Link, type SpanContext, type SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { OwnSpan } from '../../tracer/own-span.js';
import { SpanIdentity } from '../../tracer/span-identity.js';
import { writeAttributes } from './attributes.js';
import { writeBlock } from './attribute-blocks.js';
import type { ByteWriter } from './byte-writer.js';
import { writeTime, writeTimeMs } from './times.js';

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

const none: readonly never[] = [];
const knowsIsRemote = 0x100;
const isRemoteBit = 0x200;

/** @throws what a getter of the span throws, or that a part cannot be encoded; then nothing is written */
export function writeSpan(writer: ByteWriter, span: ReadableSpan): void {
  if (span instanceof OwnSpan) writer.record(spanTag, writeOwnFields, span);
  else writer.record(spanTag, writeFields, span);
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
  writeRest(writer, span, span.events, span.links);
  writer.fixed32Field(tags.flags, flagsOf(context.traceFlags, parent?.isRemote));
}

/** The same, of what a span of ours keeps, without asking it for what it would have to make. */
function writeOwnFields(writer: ByteWriter, span: OwnSpan): void {
  const { identity, parent, exactStart, exactEnd } = span;
  writeOwnIdentity(writer, identity);
  const traceState = identity.traceState?.serialize();
  if (traceState) writer.textField(tags.traceState, traceState);
  if (parent instanceof SpanIdentity) writer.wordsField(tags.parentSpanId, parent.word0, parent.word1);
  else if (parent !== undefined) writer.idField(tags.parentSpanId, parent.spanId);
  writer.textField(tags.name, span.name);
  writer.varintField(tags.kind, span.kind + 1);
  if (exactStart === undefined) writeTimeMs(writer, tags.startTime, span.startMs);
  else writeTime(writer, tags.startTime, exactStart);
  if (exactEnd === undefined) writeTimeMs(writer, tags.endTime, span.endMs);
  else writeTime(writer, tags.endTime, exactEnd);
  for (const block of span.blocks) writeBlock(writer, tags.attribute, block);
  writeAttributes(writer, tags.attribute, span.ownAttributes);
  writer.varintField(tags.droppedAttributesCount, span.droppedAttributesCount);
  writeRest(writer, span, span.ownEvents ?? none, span.ownLinks ?? none);
  writer.fixed32Field(tags.flags, flagsOf(identity.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, parent instanceof SpanIdentity ? false : parent?.isRemote));
}

function writeOwnIdentity(writer: ByteWriter, { trace, word0, word1 }: SpanIdentity): void {
  writer.wordsField(tags.traceId, trace.word0, trace.word1, trace.word2, trace.word3);
  writer.wordsField(tags.spanId, word0, word1);
}

function writeRest(writer: ByteWriter, span: ReadableSpan, events: readonly TimedEvent[], links: readonly Link[]): void {
  for (const event of events) writeEvent(writer, event);
  writer.varintField(tags.droppedEventsCount, span.droppedEventsCount);
  for (const link of links) writeLink(writer, link);
  writer.varintField(tags.droppedLinksCount, span.droppedLinksCount);
  writeStatus(writer, span.status);
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
