/** What a finished span looks like from outside: itself when nothing is hidden, else a copy with redacted attributes. */
import type { Attributes, Link } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { mapChanged } from './copy-on-write.js';
import type { Redactor } from './redactor.js';

export function redactSpan(span: ReadableSpan, redactor: Redactor): ReadableSpan {
  const attributes = redactor.redactAttributes(span.attributes);
  const events = mapChanged<TimedEvent>(span.events, (event) => redactItem(event, redactor));
  const links = mapChanged<Link>(span.links, (link) => redactItem(link, redactor));
  if (attributes === span.attributes && events === span.events && links === span.links) return span;
  // a whole copy: a view on top of the span would still reach the secret through its prototype
  const spanContext = span.spanContext();
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => spanContext,
    ...(span.parentSpanContext === undefined ? {} : { parentSpanContext: span.parentSpanContext }),
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes,
    links: [...links],
    events: [...events],
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

function redactItem<Item extends { attributes?: Attributes }>(item: Item, redactor: Redactor): Item {
  if (item.attributes === undefined) return item;
  const attributes = redactor.redactAttributes(item.attributes);
  return attributes === item.attributes ? item : { ...item, attributes };
}
