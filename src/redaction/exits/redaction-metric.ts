/** The metric that shows a team what it would leak: how many values were hidden, by rule and by exit. */
import type { Meter, ObservableCallback } from '@opentelemetry/api';
import type { RedactionCounts } from '../redaction-counts.js';

/** Returns the undo. */
export function registerRedactionMetric(meter: Meter, counts: RedactionCounts): () => void {
  const counter = meter.createObservableCounter('otel_distro.redaction.count', { unit: '{value}', description: 'Values that were hidden before they left the process.' });
  const observe: ObservableCallback = (result) => {
    for (const { rule, surface, count } of counts.all()) result.observe(count, { rule, surface });
  };
  counter.addCallback(observe);
  return () => counter.removeCallback(observe);
}
