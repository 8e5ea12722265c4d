/** Counts the ids of callers that could not be taken, and the metric that shows them. */
import type { Meter, ObservableCallback } from '@opentelemetry/api';

export type IdKind = 'request_id' | 'correlation_id';
export type ReplacementReason = 'empty' | 'length' | 'repeated' | 'characters' | 'secret';

export class ReplacedIds {
  readonly #counts = new Map<string, { readonly labels: { readonly kind: IdKind; readonly reason: ReplacementReason }; count: number }>();

  add(kind: IdKind, reason: ReplacementReason): void {
    const key = `${kind} ${reason}`;
    const counted = this.#counts.get(key);
    if (counted === undefined) this.#counts.set(key, { labels: { kind, reason }, count: 1 });
    else counted.count++;
  }

  /** Returns the undo. */
  register(meter: Meter): () => void {
    const counter = meter.createObservableCounter('otel_distro.request_id.replaced', {
      unit: '{id}',
      description: 'Request and correlation ids of callers that were replaced, because they could not be taken.',
    });
    const observe: ObservableCallback = (result) => {
      for (const { labels, count } of this.#counts.values()) result.observe(count, labels);
    };
    counter.addCallback(observe);
    return () => counter.removeCallback(observe);
  }
}
