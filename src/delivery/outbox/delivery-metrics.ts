/** The metrics that show what becomes of telemetry: what was dropped and why, and what waits in the spool. */
import type { BatchObservableCallback, Meter } from '@opentelemetry/api';
import type { ExportReporter } from '../export-reporter.js';
import { signals } from '../exporter.js';
import type { CourierThread } from './courier-thread.js';

/** Returns the undo. */
export function registerDeliveryMetrics(meter: Meter, { dropped }: ExportReporter, courier: CourierThread): () => void {
  const droppedItems = meter.createObservableCounter('otel_distro.dropped', { unit: '{item}', description: 'Spans, metric points and log records that are not delivered, by signal and reason.' });
  const spoolBytes = meter.createObservableGauge('otel_distro.spool.size', { unit: 'By', description: 'What waits on disk for a collector.' });
  const spoolAge = meter.createObservableGauge('otel_distro.spool.age', { unit: 's', description: 'How long the oldest telemetry waits on disk.' });
  const observe: BatchObservableCallback = (result) => {
    for (const signal of signals) for (const [reason, count] of dropped[signal]) result.observe(droppedItems, count, { signal, reason });
    const { spoolState } = courier;
    if (spoolState === undefined) return;
    result.observe(spoolBytes, spoolState.bytes);
    result.observe(spoolAge, spoolState.oldestAtMs === undefined ? 0 : Math.max(0, Date.now() - spoolState.oldestAtMs) / 1000);
  };
  const observables = [droppedItems, spoolBytes, spoolAge];
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}
