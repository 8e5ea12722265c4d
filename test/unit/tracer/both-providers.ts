/** Does the same with upstream's tracer provider and with ours, and compares everything that somebody could have seen. */
import { context, diag, DiagLogLevel, trace, type Context, type Span, type SpanContext, type SpanOptions, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, ParentBasedSampler, TracerProvider, type ReadableSpan, type Sampler, type SpanLimits, type SpanProcessor } from '@opentelemetry/sdk-trace';
import assert from 'node:assert/strict';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';

export interface Setting {
  readonly sampler?: Sampler;
  readonly limits?: SpanLimits;
  /** Told what it is called with, in front of the one that keeps what it sees. */
  readonly processors?: (tell: Tell) => readonly SpanProcessor[];
}

export type Tell = (...what: unknown[]) => void;
export type ReadSpan = Span & ReadableSpan;

export interface Stage {
  readonly provider: TracerProvider | OwnTracerProvider;
  readonly tracer: Tracer;
  readonly tell: Tell;
  /** By the tracer, in no context. */
  start(options?: SpanOptions, parent?: Context): ReadSpan;
}

export const resource = resourceFromAttributes({ 'service.name': 'shop' });
export const remote: SpanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1, isRemote: true };

export function under(parent: SpanContext): Context {
  return trace.setSpanContext(context.active(), parent);
}

/** What both told: the calls of processors, of `diag`, and of `tell`. */
export function assertSame(play: (stage: Stage) => unknown, setting: Setting = {}): void {
  const upstreams = perform(play, setting, TracerProvider);
  assert.ok(upstreams.length > 0, 'nothing was seen');
  assert.deepEqual(perform(play, setting, OwnTracerProvider), upstreams);
}

function perform(play: (stage: Stage) => unknown, setting: Setting, Provider: typeof TracerProvider | typeof OwnTracerProvider): unknown[] {
  const told: unknown[] = [];
  const plain = createNormaliser();
  const tell: Tell = (...what) => void told.push(plain(what));
  const level = (name: string) => (...what: unknown[]) => tell(`diag.${name}`, ...what);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  diag.setLogger({ error: level('error'), warn: level('warn'), info: level('info'), debug: level('debug'), verbose: level('verbose') }, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  try {
    told.length = 0;
    const provider = new Provider({
      resource,
      sampler: setting.sampler ?? new ParentBasedSampler({ root: new AlwaysOnSampler() }),
      spanLimits: setting.limits ?? {},
      spanProcessors: [...(setting.processors?.(tell) ?? []), createTeller(tell)],
    });
    const tracer = provider.getTracer('sample', '1.2.3');
    play({ provider, tracer, tell, start: (options, parent) => tracer.startSpan('work', options, parent) as ReadSpan });
    return told;
  } finally {
    diag.disable();
    context.disable();
  }
}

function createTeller(tell: Tell): SpanProcessor {
  return {
    onStart: (span, parent) => tell('onStart', read(span as unknown as ReadSpan), trace.getSpanContext(parent)),
    onEnding: (span) => tell('onEnding', read(span as unknown as ReadSpan)),
    onEnd: (span) => tell('onEnd', read(span as ReadSpan)),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  };
}

/** All that a processor or exporter can read. */
export function read(span: ReadSpan): Record<string, unknown> {
  const { name, kind, status, attributes, events, links, parentSpanContext, startTime, endTime, duration, ended, resource: { attributes: ofResource }, instrumentationScope } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount } = span;
  // keys of their own, not those of a prototype that a key called __proto__ could have set
  const entries = Object.entries(attributes).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    name, kind, status, entries, events, links, parentSpanContext, startTime, endTime, duration: hasNow(startTime, endTime) ? duration[0] < 0 : duration, ended, ofResource, instrumentationScope,
    droppedAttributesCount, droppedEventsCount, droppedLinksCount, spanContext: span.spanContext(), isRecording: span.isRecording(),
  };
}

function hasNow(...times: readonly unknown[]): boolean {
  return times.some(isNow);
}

/** The clocks differ by what a test takes, and a small number is a moment since the process began. */
function isNow(time: unknown): boolean {
  return Array.isArray(time) && time.length === 2 && typeof time[0] === 'number' && Math.abs(time[0] - Date.now() / 1000) < 86_400;
}

const ids = /\b(?:[\da-f]{32}|[\da-f]{16})\b/g;

/** Ids that were made become numbers in their order, times of now a word; parts that are undefined are left out. */
export function createNormaliser(): (value: unknown) => unknown {
  const known = new Map<string, string>([[remote.traceId, remote.traceId], [remote.spanId, remote.spanId]]);
  const nameOf = (id: string): string => {
    let name = known.get(id);
    if (name === undefined) known.set(id, (name = `id ${known.size}`));
    return name;
  };
  const plain = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(ids, nameOf);
    if (value instanceof Error) return { error: plain(value.message) };
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
    if (isNow(value)) return 'now';
    if ('serialize' in value && typeof value.serialize === 'function') return { serialized: value.serialize() as unknown };
    if (Array.isArray(value)) return value.map(plain);
    return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined).map(([key, part]) => [key, plain(part)]));
  };
  return plain;
}
