/**
 * Collects and exports metrics at an interval. It takes the place of upstream's reader, whose timers keep a finished process
 * alive while a collector does not answer.
 */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { MetricReader, type PushMetricExporter, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { logDiagnostic, reportProblem } from '../diagnostics/log.js';
import { startDeadline } from '../support/deadline.js';

export interface PeriodicReaderOptions {
  readonly exporter: PushMetricExporter;
  /** `OTEL_METRIC_EXPORT_INTERVAL` */
  readonly intervalMs: number;
  /** `OTEL_METRIC_EXPORT_TIMEOUT`: how long one export may take; 0 = no limit. */
  readonly timeoutMs: number;
  /** Awaited after each collection; must not reject. */
  readonly onCollected?: (() => Promise<void>) | undefined;
}

export class PeriodicReader extends MetricReader {
  private readonly options: PeriodicReaderOptions;
  private timer: NodeJS.Timeout | undefined;
  private inFlight: Promise<void> | undefined;

  constructor(options: PeriodicReaderOptions) {
    const { exporter } = options;
    super({
      ...(exporter.selectAggregation && { aggregationSelector: (type) => exporter.selectAggregation!(type) }),
      ...(exporter.selectAggregationTemporality && { aggregationTemporalitySelector: (type) => exporter.selectAggregationTemporality!(type) }),
    });
    this.options = options;
  }

  protected override onInitialized(): void {
    // a slow export skips its turn instead of piling up the ones behind it
    this.timer = setInterval(() => void (this.inFlight ?? this.exportOnce()), this.options.intervalMs);
    this.timer.unref();
  }

  /** Exports what was recorded before the call, also while another export is under way. */
  protected override async onForceFlush(): Promise<void> {
    await this.exportOnce();
    await this.options.exporter.forceFlush();
  }

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.timer);
    try {
      await this.onForceFlush();
    } finally {
      await this.options.exporter.shutdown();
    }
  }

  /** One after the other; never rejects: the exporter reports failures. */
  private exportOnce(): Promise<void> {
    const turn = (this.inFlight ?? Promise.resolve())
      .then(() => context.with(suppressTracing(ROOT_CONTEXT), () => this.collectAndExport()))
      .finally(() => {
        if (this.inFlight === turn) this.inFlight = undefined;
      });
    this.inFlight = turn;
    return turn;
  }

  private async collectAndExport(): Promise<void> {
    try {
      const { resourceMetrics, errors } = await this.collect();
      for (const error of errors) reportProblem('observation-failed', describeErrorWithoutMessage(error));
      await this.options.onCollected?.();
      if (resourceMetrics.resource.asyncAttributesPending === true) await resourceMetrics.resource.waitForAsyncAttributes?.();
      if (resourceMetrics.scopeMetrics.length > 0) await this.exportWithin(resourceMetrics);
    } catch (error) {
      logDiagnostic('debug', `metrics were not exported: ${String(error)}`);
    }
  }

  private exportWithin(metrics: ResourceMetrics): Promise<void> {
    const { exporter, timeoutMs } = this.options;
    return new Promise((resolve) => {
      const stopDeadline = startDeadline(timeoutMs, resolve);
      exporter.export(metrics, () => {
        stopDeadline();
        resolve();
      });
    });
  }
}
