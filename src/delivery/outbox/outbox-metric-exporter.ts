/** Gives collected metrics to the courier, encoded as a whole: there are few of them. Done when `export` returns, so that it works while the process ends. */
import { ExportResultCode } from '@opentelemetry/core';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { encodeMetrics } from '../encode-metrics.js';
import type { Exporter } from '../exporter.js';
import { LazyExporter } from '../lazy-exporter.js';
import type { CourierThread } from './courier-thread.js';

export interface MetricLane {
  readonly lane: number;
  /** Told about data points that the courier was given. */
  readonly onHandedOver: (items: number) => void;
  /** Told about data points that cannot be encoded. */
  readonly onLeftOut: (items: number) => void;
}

export function createOutboxMetricExporter(courier: CourierThread, { lane, onHandedOver, onLeftOut }: MetricLane): Exporter<ResourceMetrics> {
  return new LazyExporter(() => ({
    export(metrics, onResult) {
      const { body, itemCount, leftOutCount } = encodeMetrics(metrics);
      if (leftOutCount > 0) onLeftOut(leftOutCount);
      if (body !== undefined && itemCount > 0) {
        courier.post({ type: 'request', lane, body, itemCount });
        onHandedOver(itemCount);
      }
      onResult({ code: ExportResultCode.SUCCESS });
    },
    forceFlush: () => courier.flush(),
    shutdown: () => Promise.resolve(),
  }));
}
