/** How the SDK's own metrics (`otel.sdk.*`) tell its parts apart: by a type, and by a name that no other part has. */
import type { Attributes } from '@opentelemetry/api';

const counts = new Map<string, number>();

export function componentAttributes(type: string): Attributes {
  const count = counts.get(type) ?? 0;
  counts.set(type, count + 1);
  return { 'otel.component.type': type, 'otel.component.name': `${type}/${count}` };
}
