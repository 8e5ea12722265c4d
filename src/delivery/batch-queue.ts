/**
 * Collects finished spans or log records and exports them in batches. It takes the place of upstream's batch processors,
 * which drop without a word, do not wait for an export under way when flushed, and keep a finished process alive.
 */
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { logDiagnostic } from '../diagnostics/log.js';
import { startDeadline } from '../support/deadline.js';
import { toDeliveryError } from './delivery-error.js';
import { queueFull, type ProcessorMetrics, type ProcessorQueue } from './processor-metrics.js';
import { runUntraced } from './untraced.js';

export interface BatchExporter<Item> {
  export(items: Item[], onResult: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface BatchQueueOptions<Item> {
  readonly exporter: BatchExporter<Item>;
  /** `OTEL_BSP_MAX_QUEUE_SIZE`, `OTEL_BLRP_MAX_QUEUE_SIZE`: the newest are dropped beyond it. */
  readonly maxQueueSize: number;
  /** `…_MAX_EXPORT_BATCH_SIZE`: so many are exported without waiting for the schedule; never more than the queue holds. */
  readonly maxExportBatchSize: number;
  /** `…_SCHEDULE_DELAY`: how long the first of a batch may wait. */
  readonly scheduledDelayMs: number;
  /** `…_EXPORT_TIMEOUT`: how long one export may take before the next one starts; 0 = no limit. */
  readonly exportTimeoutMs: number;
  /** Settles when the resource is complete; batches wait for it. */
  readonly resourceReady: Promise<void> | undefined;
  /** Told about each item that did not fit. */
  readonly onDropped: () => void;
  /** Makes the metrics about this queue. @default there are none */
  readonly createMetrics?: ((queue: ProcessorQueue) => ProcessorMetrics) | undefined;
}

export class BatchQueue<Item> {
  private waiting: Item[] = [];
  private inFlight: Promise<void> | undefined;
  /** Taken from the queue, and not with the exporter yet. */
  private batch: Item[] = [];
  private timer: NodeJS.Timeout | undefined;
  private shutdownDone: Promise<void> | undefined;
  private readonly options: BatchQueueOptions<Item>;
  private readonly metrics: ProcessorMetrics | undefined;

  constructor(options: BatchQueueOptions<Item>) {
    this.options = { ...options, maxExportBatchSize: Math.min(options.maxExportBatchSize, options.maxQueueSize) };
    this.metrics = options.createMetrics?.({ capacity: options.maxQueueSize, size: () => this.batch.length + this.waiting.length });
  }

  /** After `shutdown` nothing is taken any more. */
  add(item: Item): void {
    if (this.shutdownDone !== undefined) return;
    const { maxQueueSize, maxExportBatchSize, onDropped } = this.options;
    if (this.waiting.length >= maxQueueSize) {
      onDropped();
      this.metrics?.failed(1, queueFull);
      return;
    }
    this.waiting.push(item);
    if (this.waiting.length >= maxExportBatchSize) this.startExport();
    else this.schedule();
  }

  /** Resolves when all that was added before has been handed to the exporter and the exporter is done with it. */
  async forceFlush(): Promise<void> {
    // counted, so that an app which goes on recording does not hold the flush for ever
    const batchesBefore = Math.ceil(this.waiting.length / this.options.maxExportBatchSize) + (this.inFlight === undefined ? 0 : 1);
    for (let batch = 0; batch < batchesBefore; batch++) {
      this.startExport();
      await this.inFlight;
    }
    await this.options.exporter.forceFlush?.();
  }

  /** Flushes and closes the exporter, once; each call resolves when that is done. */
  shutdown(): Promise<void> {
    this.shutdownDone ??= this.flushAndClose();
    return this.shutdownDone;
  }

  private async flushAndClose(): Promise<void> {
    try {
      await this.forceFlush();
    } finally {
      await this.options.exporter.shutdown();
    }
  }

  /** Gives the exporter all that waits, for an ending with no event loop any more: one that needs it delivers nothing. */
  exportNow(): void {
    const items = [...this.batch.splice(0), ...this.waiting.splice(0)];
    while (items.length > 0) this.give(items.splice(0, this.options.maxExportBatchSize), () => undefined);
  }

  private schedule(): void {
    if (this.timer !== undefined || this.inFlight !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.startExport();
    }, this.options.scheduledDelayMs);
    this.timer.unref();
  }

  private startExport(): void {
    if (this.inFlight !== undefined || this.waiting.length === 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.batch = this.waiting.splice(0, this.options.maxExportBatchSize);
    this.inFlight = this.exportBatch(this.batch).finally(() => {
      this.inFlight = undefined;
      if (this.waiting.length >= this.options.maxExportBatchSize) this.startExport();
      else if (this.waiting.length > 0) this.schedule();
    });
  }

  /** The exporter reports failures, so this never rejects. */
  private async exportBatch(batch: Item[]): Promise<void> {
    const { exportTimeoutMs, resourceReady } = this.options;
    // also without a resource to wait for: what an exporter records while it exports must find this export under way
    await resourceReady;
    await new Promise<void>((resolve) => {
      const stopDeadline = startDeadline(exportTimeoutMs, resolve);
      this.give(batch.splice(0), () => {
        stopDeadline();
        resolve();
      });
    });
  }

  private give(items: Item[], onDone: () => void): void {
    this.metrics?.processed(items.length);
    const onResult = (result: ExportResult): void => {
      if (result.code !== ExportResultCode.SUCCESS) logDiagnostic('debug', `export failed: ${String(result.error)}`);
      onDone();
    };
    try {
      runUntraced(() => this.options.exporter.export(items, onResult));
    } catch (error) {
      onResult({ code: ExportResultCode.FAILED, error: toDeliveryError(error) });
    }
  }
}
