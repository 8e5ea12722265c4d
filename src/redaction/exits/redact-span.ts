/** What a finished span looks like from outside: itself when nothing is hidden or cut, else a copy. */
import type { Attributes, Link, SpanContext, SpanStatus } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { mapChanged } from '../copy-on-write.js';
import { limitMarker } from '../marker.js';
import type { Redactor } from '../redactor.js';
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

/** @param valueLengthLimit of attribute values in characters; undefined = no limit */
export function createSpanRedaction(redactor: Redactor, valueLengthLimit?: number): (span: ReadableSpan) => ReadableSpan {
  const cut = createValueCutter(valueLengthLimit);
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

  return (span) => {
    const spanContext = span.spanContext();
    const content: SpanContent = {
      name: redactName(span.name),
      status: redactStatus(span.status),
      attributes: cut(withoutNameInFlowId(span.attributes, redactor.redactAttributes(span.attributes, 'span'))),
      events: mapChanged(span.events, redactEvent),
      links: mapChanged(span.links, redactLink),
      instrumentationScope: redactScope(span.instrumentationScope),
      spanContext: redactTraceState(spanContext),
      parentSpanContext: span.parentSpanContext && redactTraceState(span.parentSpanContext),
    };
    const isSame = content.name === span.name && content.status === span.status && content.attributes === span.attributes
      && content.events === span.events && content.links === span.links && content.instrumentationScope === span.instrumentationScope
      && content.spanContext === spanContext && content.parentSpanContext === span.parentSpanContext;
    return isSame ? span : copySpan(span, content);
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
