/** What spans and log records share when their exporting processors are built from the configuration model. */
import type { Resource } from '@opentelemetry/resources';
import type { BatchExporter, BatchQueue, BatchQueueOptions } from '../delivery/batch-queue.js';
import type { LastRequest } from '../delivery/last-delivery.js';
import type { OtlpSignal } from '../delivery/otlp-signals.js';
import { reportProblem } from '../diagnostics/log.js';

/** The fields of `batch`. */
interface BatchModel {
  readonly schedule_delay?: number | null;
  readonly export_timeout?: number | null;
  readonly max_queue_size?: number | null;
  readonly max_export_batch_size?: number | null;
}

interface BatchContext {
  readonly defaultDelayMs: number;
  /** What the queue holds, for the message when it is full. */
  readonly what: string;
  readonly resource: Resource;
}

/** The model of an object that must have exactly one key; undefined, and reported, otherwise. */
export function singleEntry<Model extends object>(model: Model, what: string): Model | undefined {
  const names = Object.keys(model);
  if (names.length === 1) return model;
  reportProblem('config-file-invalid', `a ${what} must have exactly one key, this one has ${names.length} (${names.join(', ')}); it is left out.`);
  return undefined;
}

export function batchOptions<Item>(model: BatchModel, exporter: BatchExporter<Item>, { defaultDelayMs, what, resource }: BatchContext): BatchQueueOptions<Item> {
  const maxQueueSize = model.max_queue_size ?? 2048;
  return {
    exporter,
    maxQueueSize,
    maxExportBatchSize: model.max_export_batch_size ?? 512,
    scheduledDelayMs: model.schedule_delay ?? defaultDelayMs,
    exportTimeoutMs: model.export_timeout ?? 30_000,
    resourceReady: resource.waitForAsyncAttributes?.(),
    onDropped: () => reportProblem('queue-full', `${what}: ${maxQueueSize} are waiting already.`),
  };
}

/** The request for the end of the process; only what goes to a collector can be sent by another thread. */
export function encodeUndelivered<Item>(
  signal: LastRequest['signal'],
  exporter: LastRequest['exporter'],
  { protobuf }: OtlpSignal<Item[]>,
  queue: BatchQueue<Item>,
): LastRequest | undefined {
  if (exporter.otlp_http === undefined && exporter.otlp_grpc === undefined) return undefined;
  const items = queue.takeUndelivered();
  const body = items.length === 0 ? undefined : protobuf.serializeRequest(items);
  return body && { signal, exporter, body };
}
