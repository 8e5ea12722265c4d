/** What a finished span looks like from outside: itself when nothing is hidden or cut, else a copy. */
import type { Attributes, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { withBlocks } from '../../tracer/attribute-block.js';
import { OwnSpan } from '../../tracer/own-span.js';
import { mapChanged } from '../copy-on-write.js';
import { limitMarker } from '../marker.js';
import type { Redactor } from '../redactor.js';
import { createBlockCheck } from './clean-blocks.js';
import { withoutNameInFlowId } from './flow-ids.js';
import { createScopeRedaction } from './redact-scope.js';
import { createTraceStateRedaction, withoutTraceState } from './redact-trace-state.js';
import { createValueCutter } from './value-length-limit.js';
import { withChanges } from './with-changes.js';

/** The parts of a span that can carry a secret. */
interface SpanContent extends Pick<ReadableSpan, 'name' | 'status' | 'attributes' | 'instrumentationScope'> {
  readonly events: readonly TimedEvent[];
  readonly links: readonly Link[];
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
}

const none: readonly never[] = [];

/** @param valueLengthLimit of attribute values in characters; undefined = no limit */
export function createSpanRedaction(redactor: Redactor, valueLengthLimit?: number): (span: ReadableSpan) => ReadableSpan {
  const cut = createValueCutter(valueLengthLimit);
  const areClean = createBlockCheck(redactor, valueLengthLimit);
  const redactScope = createScopeRedaction(redactor, 'span', cut);
  const redactTraceState = createTraceStateRedaction(redactor, 'span');
  // a name may be anything at run time; what is no text keeps its type
  const redactName = (name: string): string => redactor.redactValue(undefined, name, 'span') as string;
  const redactAttributes = (attributes: Attributes): Attributes => cut(redactor.redactAttributes(attributes, 'span'));
  const redactEvent = (event: TimedEvent): TimedEvent =>
    withChanges(event, { name: redactName(event.name), attributes: event.attributes && redactAttributes(event.attributes) });
  const redactLink = (link: Link): Link =>
    withChanges(link, { context: redactTraceState(link.context), attributes: link.attributes && redactAttributes(link.attributes) });
  const redactStatus = (status: SpanStatus): SpanStatus =>
    status.message === undefined ? status : withChanges(status, { message: redactName(status.message) });

  const redactParent = (span: ReadableSpan): SpanContext | undefined => span.parentSpanContext && redactTraceState(span.parentSpanContext);
  /** What such a span has is taken as it is kept: most spans leave without anybody having asked for the rest. */
  const isAsKept = (span: ReadableSpan): span is OwnSpan =>
    span instanceof OwnSpan && span.identity.traceState === undefined && span.parent?.traceState === undefined && areClean(span.blocks);

  return (span) => {
    const kept = isAsKept(span) ? span : undefined;
    const attributes = kept === undefined ? span.attributes : kept.ownAttributes;
    const events = kept === undefined ? span.events : (kept.ownEvents ?? none);
    const links = kept === undefined ? span.links : (kept.ownLinks ?? none);
    const left = {
      name: redactName(span.name),
      status: redactStatus(span.status),
      attributes: cut(withoutNameInFlowId(attributes, redactor.redactAttributes(attributes, 'span'))),
      events: mapChanged(events, redactEvent),
      links: mapChanged(links, redactLink),
      instrumentationScope: redactScope(span.instrumentationScope),
    };
    const isSame = left.name === span.name && left.status === span.status && left.attributes === attributes
      && left.events === events && left.links === links && left.instrumentationScope === span.instrumentationScope;
    if (isSame && (kept !== undefined || (redactTraceState(span.spanContext()) === span.spanContext() && redactParent(span) === span.parentSpanContext))) return span;
    return copySpan(span, {
      ...left,
      attributes: kept === undefined ? left.attributes : withBlocks(kept.blocks, left.attributes),
      spanContext: redactTraceState(span.spanContext()),
      parentSpanContext: redactParent(span),
    });
  };
}

/** What is left of a span that cannot be redacted: that it was, when, where in the trace, and how it ended. */
export function emptySpan(span: ReadableSpan): ReadableSpan {
  return copySpan(span, {
    name: limitMarker('error'),
    status: { code: span.status.code },
    attributes: {},
    events: [],
    links: [],
    instrumentationScope: { name: limitMarker('error') },
    spanContext: withoutTraceState(span.spanContext()),
    parentSpanContext: span.parentSpanContext && withoutTraceState(span.parentSpanContext),
  });
}

/** A whole copy: a view on top of the span would still reach the secret through its prototype. */
function copySpan(span: ReadableSpan, { spanContext, parentSpanContext, events, links, ...content }: SpanContent): ReadableSpan {
  return {
    ...content,
    events: [...events],
    links: [...links],
    spanContext: () => spanContext,
    ...(parentSpanContext === undefined ? {} : { parentSpanContext }),
    kind: span.kind,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}
