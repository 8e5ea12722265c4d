/** What spans and log records share when their exporting processors are built from the configuration model. */
import type { MeterProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { BatchExporter, BatchQueueOptions } from '../delivery/batch-queue.js';
import { defaultExporterTimeoutMs } from '../delivery/connection-settings.js';
import { createProcessorMetrics } from '../delivery/processor-metrics.js';
import type { OutboxBatch } from '../delivery/outbox/create-outbox.js';
import { reportProblem } from '../diagnostics/log.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';

/** The fields of `batch`. */
interface BatchModel {
  readonly schedule_delay?: number | null;
  readonly export_timeout?: number | null;
  readonly max_queue_size?: number | null;
  readonly max_export_batch_size?: number | null;
}

interface ValueLengthLimits {
  readonly attribute_value_length_limit?: number | null;
}

interface BatchContext {
  readonly defaultDelayMs: number;
  /** What the queue holds. */
  readonly item: 'span' | 'log';
  readonly resource: Resource;
  /** Where the SDK records metrics about itself; undefined = nowhere. */
  readonly selfMeterProvider: MeterProvider | undefined;
}

const networkExporters: ReadonlySet<string> = new Set(['otlp_http', 'otlp_grpc', 'zipkin']);
export const defaultExportTimeoutMs = 30_000;

/** The model of an object that must have exactly one key; undefined, and reported, otherwise. */
export function singleEntry<Model extends object>(model: Model, what: string): Model | undefined {
  const names = Object.keys(model);
  if (names.length === 1) return model;
  reportProblem('config-file-invalid', `a ${what} must have exactly one key, this one has ${names.length} (${names.join(', ')}); it is left out.`);
  return undefined;
}

/**
 * The exporter with its own time limit cut to that of the batch or of the reader: the exporter can break off, and says so.
 * @param timeoutMs 0 = no limit
 */
export function limitExporterTime<Model extends object>(exporter: Model, timeoutMs: number): Model {
  const limited = Object.entries(exporter).map(([name, properties]: [string, { readonly timeout?: number | null } | null]) => {
    const ownTimeoutMs = properties?.timeout ?? defaultExporterTimeoutMs;
    const limits = [ownTimeoutMs, timeoutMs].filter((limit) => limit > 0);
    return networkExporters.has(name) ? [name, { ...properties, timeout: limits.length === 0 ? 0 : Math.min(...limits) }] : [name, properties];
  });
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the same keys, and one number more
  return Object.fromEntries(limited) as Model;
}

/** The length limit of attribute values of one signal, else of all; undefined = none. */
export function valueLengthLimitOf(limits: ValueLengthLimits | null | undefined, { attribute_limits: general }: ConfigurationModel): number | undefined {
  return limits?.attribute_value_length_limit ?? general?.attribute_value_length_limit ?? undefined;
}

/** The defaults are those of the specification. */
export function batchOptions<Item>(model: BatchModel, exporter: BatchExporter<Item>, { defaultDelayMs, item, resource, selfMeterProvider }: BatchContext): BatchQueueOptions<Item> {
  const maxQueueSize = model.max_queue_size ?? 2048;
  return {
    exporter,
    maxQueueSize,
    maxExportBatchSize: model.max_export_batch_size ?? 512,
    scheduledDelayMs: model.schedule_delay ?? defaultDelayMs,
    exportTimeoutMs: model.export_timeout ?? defaultExportTimeoutMs,
    resourceReady: resource.waitForAsyncAttributes?.(),
    onDropped: () => reportProblem('queue-full', `${maxQueueSize} ${item === 'span' ? 'spans' : 'log records'} are waiting already.`),
    createMetrics: selfMeterProvider && ((queue) => createProcessorMetrics(selfMeterProvider, item, queue)),
  };
}

/** Without a queue size of its own, what waits for the courier is bounded in bytes only. */
export function outboxBatch({ schedule_delay: delayMs, max_export_batch_size: batchSize, max_queue_size: queueSize }: BatchModel, defaultDelayMs: number): OutboxBatch {
  return { scheduledDelayMs: delayMs ?? defaultDelayMs, maxBatchItems: Math.min(batchSize ?? 512, queueSize ?? Infinity), maxQueueItems: queueSize ?? Infinity };
}
