/** What somebody who prints a span wants to see of it, as upstream shows it. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

export function showSpan(span: ReadableSpan): object {
  const { name, kind, parentSpanContext, status, startTime, endTime, duration, ended, attributes, events, links } = span;
  const { droppedAttributesCount, droppedEventsCount, droppedLinksCount, instrumentationScope, resource } = span;
  const attributesOfResource: Attributes = {};
  // the getter of its attributes would complain while some are still looked for
  for (const [key, value] of resource.getRawAttributes()) if (value != null && !(value instanceof Promise)) attributesOfResource[key] ??= value as Attributes[string];
  return {
    name, kind, spanContext: span.spanContext(), parentSpanContext, status, startTime, endTime, duration, ended, attributes, events, links,
    droppedAttributesCount, droppedEventsCount, droppedLinksCount, instrumentationScope,
    resource: { attributes: attributesOfResource },
  };
}
