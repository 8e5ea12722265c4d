/** What the SDK counts of its spans: `otel.sdk.span.*` of the semantic conventions. */
import { SamplingDecision, type MeterProvider } from '@opentelemetry/api';
import { distroName, distroVersion } from '../support/version.js';

export type ParentOrigin = 'none' | 'local' | 'remote';

const resultOf: Readonly<Record<SamplingDecision, string>> = {
  [SamplingDecision.NOT_RECORD]: 'DROP',
  [SamplingDecision.RECORD]: 'RECORD_ONLY',
  [SamplingDecision.RECORD_AND_SAMPLED]: 'RECORD_AND_SAMPLE',
};

export interface SpanMetrics {
  /** Returns what to call when the span has ended; undefined for one that is not recorded. */
  started(parent: ParentOrigin, decision: SamplingDecision): (() => void) | undefined;
}

export function createSpanMetrics(meterProvider: MeterProvider): SpanMetrics {
  const meter = meterProvider.getMeter(distroName, distroVersion);
  const startedSpans = meter.createCounter('otel.sdk.span.started', { unit: '{span}', description: 'The number of created spans.' });
  const liveSpans = meter.createUpDownCounter('otel.sdk.span.live', { unit: '{span}', description: 'The number of currently live spans.' });
  return {
    started(parent, decision) {
      const result = { 'otel.span.sampling_result': resultOf[decision] };
      startedSpans.add(1, { 'otel.span.parent.origin': parent, ...result });
      if (decision === SamplingDecision.NOT_RECORD) return undefined;
      liveSpans.add(1, result);
      return () => liveSpans.add(-1, result);
    },
  };
}
