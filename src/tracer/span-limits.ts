/** How much a span may hold, by the specification where nothing is set. The length of values is limited behind the redaction. */
import type { SpanLimits } from '@opentelemetry/sdk-trace';

export type CompleteSpanLimits = Readonly<Required<SpanLimits>>;

const defaultCount = 128;

export function completeSpanLimits(given: SpanLimits): CompleteSpanLimits {
  return {
    attributeCountLimit: defaultCount,
    attributeValueLengthLimit: Infinity,
    eventCountLimit: defaultCount,
    linkCountLimit: defaultCount,
    attributePerEventCountLimit: defaultCount,
    attributePerLinkCountLimit: defaultCount,
    ...Object.fromEntries(Object.entries(given).filter(([, limit]) => limit != null)),
  };
}
