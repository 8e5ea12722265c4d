/** A metric exporter that keeps what it got, and answers when the test says so. */
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';

export class ManualMetricExporter implements PushMetricExporter {
  readonly values: unknown[][] = [];
  readonly calls: string[] = [];
  readonly resources: unknown[] = [];
  answersAtOnce = true;
  answer = (): void => undefined;

  export(metrics: ResourceMetrics, onResult: (result: ExportResult) => void): void {
    this.calls.push('export');
    this.resources.push(metrics.resource.attributes);
    this.values.push(metrics.scopeMetrics.flatMap((scope) => scope.metrics.flatMap((metric) => metric.dataPoints.map((point) => point.value))));
    const answer = (): void => onResult({ code: ExportResultCode.SUCCESS });
    if (this.answersAtOnce) answer();
    else this.answer = answer;
  }

  async forceFlush(): Promise<void> {
    this.calls.push('forceFlush');
  }

  async shutdown(): Promise<void> {
    this.calls.push('shutdown');
  }
}
