/** What a call leaves behind, without what differs between two runs of it. */
import { context, ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Attributes, type Context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import type { ReadableSpan, SpanLimits } from '@opentelemetry/sdk-trace';
import { waitUntil } from '../../support/wait-until.js';
import type { HttpOptions } from '../../../src/http/http-options.js';
import type { ClientServer, SentRequest } from './client-server.js';
import { startSide, type Side, type SideName } from './client-sides.js';

export type Around = 'parent' | 'nothing' | 'remote parent' | 'unsampled parent' | 'suppressed';

export interface ClientRow {
  readonly what: string;
  readonly around?: Around;
  readonly options?: HttpOptions;
  readonly spanLimits?: SpanLimits;
  /** How many durations it leaves. @default 1 */
  readonly calls?: number;
  /** How many spans it leaves. @default 1 */
  readonly spans?: number;
  /** Makes the calls, and notes what the app sees of them. */
  readonly run: (bed: Bed) => unknown;
}

export interface Bed {
  readonly server: ClientServer;
  readonly port: number;
  readonly url: string;
  /** Notes it, with the span that is active. */
  note(what: string): void;
}

interface DrawnRequest extends Omit<SentRequest, 'rawHeaders'> {
  readonly headers: readonly string[];
}

interface DrawnSpan extends Pick<ReadableSpan, 'name' | 'status' | 'ended' | 'droppedAttributesCount'> {
  readonly kind: string | undefined;
  readonly parent: string;
  readonly attributes: readonly [string, unknown][];
  readonly events: unknown;
  readonly links: number;
  readonly isLong: boolean;
}

export interface Recording {
  readonly spans: readonly DrawnSpan[];
  readonly durations: readonly unknown[];
  readonly sent: readonly DrawnRequest[];
  readonly notes: readonly string[];
}

export async function recordRow(side: SideName, server: ClientServer, { around = 'parent', options = {}, spanLimits = {}, calls = 1, spans = 1, run }: ClientRow): Promise<Recording> {
  const started = startSide(side, options, spanLimits);
  const parent = started.tracer.startSpan('parent', {}, ROOT_CONTEXT);
  const names = new Map([[parent.spanContext().spanId, 'parent']]);
  const notes: string[] = [];
  const note = (what: string): void => {
    const active = trace.getActiveSpan()?.spanContext().spanId;
    notes.push(`${what} in ${active === undefined ? 'nothing' : (names.get(active) ?? 'another span')}`);
  };
  const { port } = server;
  server.sent.length = 0;
  try {
    await context.with(contextOf(around, parent.spanContext()), async () => run({ server, port, url: `http://127.0.0.1:${port}`, note }));
    if (side !== 'bare') await waitUntil(() => started.durations.length >= calls && started.spans().length >= spans);
  } finally {
    started.stop();
  }
  return {
    spans: started.spans().map((span) => drawSpan(span, parent.spanContext())),
    durations: started.durations.map(sorted),
    sent: server.sent.map((request) => drawRequest(request, started, parent.spanContext().traceId)),
    notes,
  };
}

type Ids = Pick<ReturnType<ReadableSpan['spanContext']>, 'traceId' | 'spanId'>;

function contextOf(around: Around, parent: Ids): Context {
  const { traceId, spanId } = parent;
  switch (around) {
    case 'nothing':
      return ROOT_CONTEXT;
    case 'parent':
      return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED });
    case 'unsampled parent':
      return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.NONE });
    case 'remote parent':
      return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
    case 'suppressed':
      return suppressTracing(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED }));
  }
}

function drawSpan({ name, kind, attributes, status, events, links, parentSpanContext, duration, ended, droppedAttributesCount }: ReadableSpan, parent: Ids): DrawnSpan {
  return {
    name,
    kind: SpanKind[kind],
    parent: parentSpanContext === undefined ? 'none' : parentSpanContext.spanId === parent.spanId ? 'parent' : 'other',
    attributes: sorted(attributes),
    status,
    // the stacks go through other functions
    events: events.map((event) => ({ name: event.name, attributes: { ...event.attributes, 'exception.stacktrace': String(event.attributes?.['exception.stacktrace']).split('\n', 1)[0] } })),
    links: links.length,
    isLong: duration[0] > 2,
    ended,
    droppedAttributesCount,
  };
}

/** In the same order, and without those that no exporter writes. */
function sorted(attributes: Attributes): [string, unknown][] {
  return Object.entries(attributes).filter(([, value]) => value !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Ids as what they are of. */
function drawRequest({ method, url, rawHeaders }: SentRequest, { spans }: Side, parentTraceId: string): DrawnRequest {
  const spanIds = new Set(spans().map((span) => span.spanContext().spanId));
  const headers = rawHeaders.map((part) => part.replace(/^00-(\w{32})-(\w{16})-(\w\w)$/, (_all, traceId: string, spanId: string, flags: string) =>
    `00-${traceId === parentTraceId ? 'parent' : 'other'}-${spanIds.has(spanId) ? 'span' : 'other'}-${flags}`));
  return { method, url, headers };
}

