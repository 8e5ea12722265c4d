/**
 * Collects and exports metrics at an interval. It takes the place of upstream's reader, whose timers keep a finished process
 * alive while a collector does not answer.
 */
import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { MetricReader, type PushMetricExporter, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { logDiagnostic } from '../diagnostics/log.js';

export interface PeriodicReaderOptions {
  readonly exporter: PushMetricExporter;
  /** `OTEL_METRIC_EXPORT_INTERVAL` */
  readonly intervalMs: number;
  /** `OTEL_METRIC_EXPORT_TIMEOUT`: how long one export may take; 0 = no limit. */
  readonly timeoutMs: number;
}

export class PeriodicReader extends MetricReader {
  private readonly options: PeriodicReaderOptions;
  private timer: NodeJS.Timeout | undefined;
  private inFlight: Promise<void> = Promise.resolve();

  constructor(options: PeriodicReaderOptions) {
    const { exporter } = options;
    super({
      ...(exporter.selectAggregation && { aggregationSelector: (type) => exporter.selectAggregation!(type) }),
      ...(exporter.selectAggregationTemporality && { aggregationTemporalitySelector: (type) => exporter.selectAggregationTemporality!(type) }),
    });
    this.options = options;
  }

  protected override onInitialized(): void {
    this.timer = setInterval(() => void this.exportOnce(), this.options.intervalMs);
    this.timer.unref();
  }

  protected override async onForceFlush(): Promise<void> {
    await this.exportOnce();
    await this.options.exporter.forceFlush();
  }

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.onForceFlush();
    await this.options.exporter.shutdown();
  }

  /** One after the other; never rejects: the exporter reports failures, and errors of callbacks belong to the app. */
  private exportOnce(): Promise<void> {
    this.inFlight = this.inFlight.then(() => context.with(suppressTracing(context.active()), () => this.collectAndExport()));
    return this.inFlight;
  }

  private async collectAndExport(): Promise<void> {
    try {
      const { resourceMetrics, errors } = await this.collect();
      for (const error of errors) logDiagnostic('warn', `a metric could not be observed: ${String(error)}`);
      if (resourceMetrics.resource.asyncAttributesPending === true) await resourceMetrics.resource.waitForAsyncAttributes?.();
      if (resourceMetrics.scopeMetrics.length > 0) await this.exportWithin(resourceMetrics);
    } catch (error) {
      logDiagnostic('debug', `metrics were not exported: ${String(error)}`);
    }
  }

  private exportWithin(metrics: ResourceMetrics): Promise<void> {
    const { exporter, timeoutMs } = this.options;
    return new Promise((resolve) => {
      const timer = timeoutMs > 0 ? setTimeout(resolve, timeoutMs).unref() : undefined;
      exporter.export(metrics, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
