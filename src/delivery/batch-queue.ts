/**
 * Collects finished spans or log records and exports them in batches. It takes the place of upstream's batch processors,
 * which drop without a word, do not wait for an export under way when flushed, and keep a finished process alive.
 */
import { context } from '@opentelemetry/api';
import { ExportResultCode, suppressTracing, type ExportResult } from '@opentelemetry/core';
import { logDiagnostic } from '../diagnostics/log.js';

export interface BatchExporter<Item> {
  export(items: Item[], onResult: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface BatchQueueOptions<Item> {
  readonly exporter: BatchExporter<Item>;
  /** `OTEL_BSP_MAX_QUEUE_SIZE`; the newest are dropped beyond it. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMs: number;
  /** How long one export may take; 0 = no limit. */
  readonly exportTimeoutMs: number;
  /** Settles when the resource is complete; batches wait for it. */
  readonly resourceReady: Promise<void> | undefined;
  /** Told how many items did not fit. */
  readonly onDropped: (count: number) => void;
}

export class BatchQueue<Item> {
  private waiting: Item[] = [];
  private inFlight: Promise<void> | undefined;
  private batch: Item[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isShutDown = false;
  private readonly options: BatchQueueOptions<Item>;

  constructor(options: BatchQueueOptions<Item>) {
    this.options = { ...options, maxExportBatchSize: Math.min(options.maxExportBatchSize, options.maxQueueSize) };
  }

  add(item: Item): void {
    const { maxQueueSize, maxExportBatchSize, onDropped } = this.options;
    if (this.isShutDown || this.waiting.length >= maxQueueSize) {
      onDropped(1);
      return;
    }
    this.waiting.push(item);
    if (this.waiting.length >= maxExportBatchSize) this.startExport();
    else this.schedule();
  }

  /** Resolves when all that was added before has been handed to the exporter and the exporter is done with it. */
  async forceFlush(): Promise<void> {
    while (this.waiting.length > 0 || this.inFlight !== undefined) {
      this.startExport();
      await this.inFlight;
    }
    await this.options.exporter.forceFlush?.();
  }

  /** Takes out what the exporter has not been done with, for the one who delivers it by other means. */
  takeUndelivered(): Item[] {
    return [...this.batch.splice(0), ...this.waiting.splice(0)];
  }

  async shutdown(): Promise<void> {
    if (this.isShutDown) return;
    this.isShutDown = true;
    try {
      await this.forceFlush();
    } finally {
      clearTimeout(this.timer);
      await this.options.exporter.shutdown();
    }
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
    this.inFlight = this.exportBatch().finally(() => {
      this.inFlight = undefined;
      if (this.waiting.length >= this.options.maxExportBatchSize) this.startExport();
      else if (this.waiting.length > 0) this.schedule();
    });
  }

  /** The exporter reports failures, so this never rejects. */
  private async exportBatch(): Promise<void> {
    if (this.options.resourceReady !== undefined) await this.options.resourceReady;
    this.batch = this.waiting.splice(0, this.options.maxExportBatchSize);
    const { exporter, exportTimeoutMs } = this.options;
    await new Promise<void>((resolve) => {
      const timer = exportTimeoutMs > 0 ? setTimeout(resolve, exportTimeoutMs).unref() : undefined;
      const onResult = (result: ExportResult): void => {
        clearTimeout(timer);
        if (result.code !== ExportResultCode.SUCCESS) logDiagnostic('debug', `export failed: ${String(result.error)}`);
        this.batch = [];
        resolve();
      };
      try {
        context.with(suppressTracing(context.active()), () => exporter.export([...this.batch], onResult));
      } catch (error) {
        onResult({ code: ExportResultCode.FAILED, error: error instanceof Error ? error : new Error(String(error)) });
      }
    });
  }
}
