/** What the SDK counts of its spans: `otel.sdk.span.*` of the semantic conventions. */
import { SamplingDecision, type Attributes, type MeterProvider } from '@opentelemetry/api';
import { distroName, distroVersion } from '../support/version.js';

const parentOrigins = ['none', 'local', 'remote'] as const;

export type ParentOrigin = (typeof parentOrigins)[number];

interface Series {
  readonly started: Readonly<Record<ParentOrigin, Attributes>>;
  readonly live: Attributes;
}

/** Frozen: the same ones are recorded with less work. */
const seriesOf: Readonly<Record<SamplingDecision, Series>> = {
  [SamplingDecision.NOT_RECORD]: createSeries('DROP'),
  [SamplingDecision.RECORD]: createSeries('RECORD_ONLY'),
  [SamplingDecision.RECORD_AND_SAMPLED]: createSeries('RECORD_AND_SAMPLE'),
};

function createSeries(result: string): Series {
  const live = Object.freeze({ 'otel.span.sampling_result': result });
  const started = parentOrigins.map((origin) => [origin, Object.freeze({ 'otel.span.parent.origin': origin, ...live })]);
  return { started: Object.fromEntries(started) as Series['started'], live };
}

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
      const { started, live } = seriesOf[decision];
      startedSpans.add(1, started[parent]);
      if (decision === SamplingDecision.NOT_RECORD) return undefined;
      liveSpans.add(1, live);
      return () => liveSpans.add(-1, live);
    },
  };
}
