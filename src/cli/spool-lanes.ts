/** The exporters to which `otel-distro spool flush` sends: those that the distro would start in this environment. */
import type { LaneOptions } from '../delivery/courier/messages.js';
import type { Signal } from '../delivery/exporter.js';
import { defaultExportTimeoutMs, limitExporterTime, outboxBatch } from '../sdk/exporting.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';

interface BatchModel {
  readonly exporter: LaneOptions['exporter'];
  readonly export_timeout?: number | null;
  readonly max_export_batch_size?: number | null;
  readonly max_queue_size?: number | null;
}

/** OTLP by HTTP or gRPC, in batches: nothing else is ever left in a spool. */
export function lanesOf({ tracer_provider: tracing, meter_provider: metering, logger_provider: logging }: ConfigurationModel): readonly LaneOptions[] {
  const periodic = metering?.readers.flatMap((reader) => reader.periodic ?? []) ?? [];
  return [
    ...createLanes('traces', tracing?.processors.map(({ batch }) => batch) ?? []),
    ...createLanes('logs', logging?.processors.map(({ batch }) => batch) ?? []),
    ...createLanes('metrics', periodic.map(({ exporter, timeout }) => ({ exporter, ...(timeout !== undefined && { export_timeout: timeout }) }))),
  ];
}

function createLanes(signal: Signal, models: readonly (BatchModel | undefined)[]): LaneOptions[] {
  return models.flatMap((batch) => {
    if (batch?.exporter.otlp_http === undefined && batch?.exporter.otlp_grpc === undefined) return [];
    const { scheduledDelayMs, maxBatchItems } = outboxBatch(batch, 0);
    return [{ signal, exporter: limitExporterTime(batch.exporter, batch.export_timeout ?? defaultExportTimeoutMs), scheduledDelayMs, maxBatchItems }];
  });
}
