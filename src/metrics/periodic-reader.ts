/**
 * Collects and exports metrics at an interval. It takes the place of upstream's reader, whose timers keep a finished process
 * alive while a collector does not answer.
 */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { MetricReader, type CollectionResult, type MetricProducer, type PushMetricExporter, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { logDiagnostic, reportProblem } from '../diagnostics/log.js';
import { startDeadline } from '../support/deadline.js';
import { collectNow, hasRecorded } from './collect-now.js';

export interface PeriodicReaderOptions {
  readonly exporter: PushMetricExporter;
  /** `OTEL_METRIC_EXPORT_INTERVAL` */
  readonly intervalMs: number;
  /** `OTEL_METRIC_EXPORT_TIMEOUT`: how long one export may take; 0 = no limit. */
  readonly timeoutMs: number;
  /** Awaited after each collection; must not reject. */
  readonly onCollected?: (() => Promise<void>) | undefined;
}

/** What is observed is not asked for again so soon. */
const freshMs = 1000;

export class PeriodicReader extends MetricReader {
  private readonly options: PeriodicReaderOptions;
  private timer: NodeJS.Timeout | undefined;
  private inFlight: Promise<void> | undefined;
  private producer: MetricProducer | undefined;
  /** Collected, and not with the exporter yet. */
  private unsent: ResourceMetrics | undefined;
  private collectedAtMs = -Infinity;

  constructor(options: PeriodicReaderOptions) {
    const { exporter } = options;
    super({
      otelComponentType: 'periodic_metric_reader',
      ...(exporter.selectAggregation && { aggregationSelector: (type) => exporter.selectAggregation!(type) }),
      ...(exporter.selectAggregationTemporality && { aggregationTemporalitySelector: (type) => exporter.selectAggregationTemporality!(type) }),
    });
    this.options = options;
  }

  override setMetricProducer(producer: MetricProducer): void {
    this.producer = producer;
    super.setMetricProducer(producer);
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

  /** Exports before it returns what was recorded since the last export, for an ending with no event loop any more; never throws. */
  exportNow(): void {
    context.with(suppressTracing(ROOT_CONTEXT), () => {
      try {
        this.exportUnsent();
        if (this.producer === undefined || (performance.now() - this.collectedAtMs < freshMs && !hasRecorded(this.producer))) return;
        this.keep(collectNow(this.producer));
        this.exportUnsent();
      } catch (error) {
        logDiagnostic('debug', `metrics were not exported at the end: ${String(error)}`);
      }
    });
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
      this.keep(await this.collect());
      await this.options.onCollected?.();
      await this.unsent?.resource.waitForAsyncAttributes?.();
      await new Promise<void>((resolve) => {
        const stopDeadline = startDeadline(this.options.timeoutMs, resolve);
        this.exportUnsent(() => {
          stopDeadline();
          resolve();
        });
      });
    } catch (error) {
      logDiagnostic('debug', `metrics were not exported: ${String(error)}`);
    }
  }

  private keep({ resourceMetrics, errors }: CollectionResult): void {
    for (const error of errors) reportProblem('observation-failed', describeErrorWithoutMessage(error));
    this.collectedAtMs = performance.now();
    if (resourceMetrics.scopeMetrics.length > 0) this.unsent = resourceMetrics;
  }

  private exportUnsent(onDone: () => void = () => undefined): void {
    const { unsent } = this;
    this.unsent = undefined;
    if (unsent === undefined) onDone();
    else this.options.exporter.export(unsent, onDone);
  }
}
