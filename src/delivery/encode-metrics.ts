/** Collected metrics as an OTLP request, by upstream's encoder; a metric that it cannot encode is left out. */
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { otlpMetrics } from './otlp-signals.js';
import { countLeftOut } from './tolerant-serializer.js';

export interface EncodedMetrics {
  readonly body: Uint8Array | undefined;
  /** Data points. */
  readonly itemCount: number;
  readonly leftOutCount: number;
}

export function encodeMetrics(metrics: ResourceMetrics): EncodedMetrics {
  const body = otlpMetrics.protobuf.serializeRequest(metrics);
  const leftOutCount = countLeftOut(metrics);
  return { body, itemCount: otlpMetrics.metricsHelper.countItems(metrics) - leftOutCount, leftOutCount };
}
