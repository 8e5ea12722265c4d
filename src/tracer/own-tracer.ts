/** Starts spans: upstream's tracer step by step, but for what the usual samplers and limits do not need. */
import { context as contextApi, diag, INVALID_SPAN_CONTEXT, isSpanContextValid, SamplingDecision, SpanKind, trace, TraceFlags, type Context, type Link, type SamplingResult, type Span, type SpanContext, type SpanOptions, type Tracer } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { withBlocks, type AttributeBlock } from './attribute-block.js';
import { fit, ownAttributes, withinLimit } from './own-attributes.js';
import { cleanLink, OwnSpan, type SpanOrigin } from './own-span.js';
import { parseTraceId, randomTraceId, SpanIdentity } from './span-identity.js';
import type { SpanMetrics } from './span-metrics.js';

/** For instrumentations of ours. */
export interface OwnSpanOptions extends SpanOptions {
  readonly blocks?: readonly AttributeBlock[];
}

export interface TracerParts {
  readonly origin: SpanOrigin;
  readonly sampler: Sampler;
  readonly metrics: SpanMetrics | undefined;
}

/** What is on where nothing is set, and needs nobody to be asked. */
const usualSampler = 'ParentBased{root=AlwaysOnSampler, remoteParentSampled=AlwaysOnSampler, remoteParentNotSampled=AlwaysOffSampler, localParentSampled=AlwaysOnSampler, localParentNotSampled=AlwaysOffSampler}';
const sampled: SamplingResult = { decision: SamplingDecision.RECORD_AND_SAMPLED };
const none: readonly never[] = [];
const notSampled: SamplingResult = { decision: SamplingDecision.NOT_RECORD };

export class OwnTracer implements Tracer {
  readonly #parts: TracerParts;
  readonly #isUsual: boolean;

  constructor(parts: TracerParts) {
    this.#parts = parts;
    this.#isUsual = String(parts.sampler) === usualSampler;
  }

  startSpan(name: string, options: OwnSpanOptions = {}, given: Context = contextApi.active()): Span {
    const context = options.root ? trace.deleteSpan(given) : given;
    if (isTracingSuppressed(context)) {
      diag.debug('Instrumentation suppressed, returning Noop Span');
      return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
    }
    const { origin, sampler, metrics } = this.#parts;
    const parentSpan = trace.getSpan(context);
    const parent = parentSpan && identityOf(parentSpan);
    const traceId = parent === undefined ? randomTraceId() : traceIdOf(parent);
    const kind = options.kind ?? SpanKind.INTERNAL;
    const links = options.links?.map((link) => cleanLink(link, origin.limits));
    const { blocks = none, startTime } = options;
    const made = ownAttributes(options.attributes);
    const result = this.#isUsual ? usualResult(parent) : sampler.shouldSample(context, traceId.hex, name, kind, blocks === none ? made.attributes : withBlocks(blocks, made.attributes), links ?? []);
    const onEnded = metrics?.started(originOf(parentSpan), result.decision);
    const identity = new SpanIdentity(traceId, result.decision === SamplingDecision.RECORD_AND_SAMPLED, result.traceState ?? parent?.traceState);
    if (result.decision === SamplingDecision.NOT_RECORD) {
      diag.debug('Recording is off, propagating context in a non-recording span');
      return trace.wrapSpanContext(identity.context());
    }
    // what the sampler adds wins over what the span starts with
    const areKept = blocks === none || (result.attributes === undefined && fit(blocks, made.attributes, origin.limits.attributeCountLimit));
    const all = areKept ? made : { ...made, attributes: withBlocks(blocks, made.attributes) };
    const { attributes, droppedAttributesCount } = withinLimit(all, result.attributes, origin.limits);
    const span = new OwnSpan({ origin, identity, parent, name, kind, attributes, droppedAttributesCount, blocks: areKept ? blocks : none, links: withinCount(links, origin.limits.linkCountLimit), startTime, onEnded });
    if (links !== undefined && links.length > origin.limits.linkCountLimit) span.droppedLinksCount = links.length - origin.limits.linkCountLimit;
    origin.processor.onStart(span, context);
    return span;
  }

  startActiveSpan<Run extends (span: Span) => unknown>(name: string, fn: Run): ReturnType<Run>;
  startActiveSpan<Run extends (span: Span) => unknown>(name: string, options: SpanOptions, fn: Run): ReturnType<Run>;
  startActiveSpan<Run extends (span: Span) => unknown>(name: string, options: SpanOptions, context: Context, fn: Run): ReturnType<Run>;
  startActiveSpan<Run extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<Run> | undefined {
    if (rest.length === 0) return undefined;
    const fn = rest.at(-1) as Run;
    const options = rest.length > 1 ? (rest[0] as SpanOptions) : undefined;
    const parent = (rest.length > 2 ? (rest[1] as Context | undefined) : undefined) ?? contextApi.active();
    const span = this.startSpan(name, options, parent);
    return contextApi.with(trace.setSpan(parent, span), fn as (span: Span) => ReturnType<Run>, undefined, span);
  }
}

/** Undefined where there is no valid one. */
function identityOf(span: Span): SpanIdentity | SpanContext | undefined {
  if (span instanceof OwnSpan) return span.identity;
  const context = span.spanContext();
  return isSpanContextValid(context) ? context : undefined;
}

function traceIdOf(parent: SpanIdentity | SpanContext): SpanIdentity['trace'] {
  return parent instanceof SpanIdentity ? parent.trace : parseTraceId(parent.traceId);
}

function usualResult(parent: SpanIdentity | SpanContext | undefined): SamplingResult {
  if (parent === undefined) return sampled;
  const isSampled = parent instanceof SpanIdentity ? parent.isSampled : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled ? sampled : notSampled;
}

function originOf(parent: Span | undefined): 'none' | 'local' | 'remote' {
  if (parent === undefined) return 'none';
  return !(parent instanceof OwnSpan) && parent.spanContext().isRemote ? 'remote' : 'local';
}

/** The last ones. */
function withinCount(links: Link[] | undefined, limit: number): Link[] | undefined {
  return links !== undefined && links.length > limit ? links.slice(links.length - limit) : links;
}
