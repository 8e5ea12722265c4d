/** Collects metrics when `/metrics` is asked for, as Prometheus text. */
import type { PullMetricExporterConfigModel } from '@opentelemetry/configuration';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, AggregationType, MetricReader } from '@opentelemetry/sdk-metrics';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { createNamePattern } from '../support/name-filter.js';

export type PrometheusModel = NonNullable<PullMetricExporterConfigModel['prometheus/development']>;

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

export class PrometheusReader extends MetricReader {
  private readonly serializer: PrometheusSerializer;

  constructor(model: PrometheusModel) {
    super({
      otelComponentType: 'prometheus_http_text_metric_exporter',
      aggregationSelector: () => ({ type: AggregationType.DEFAULT }),
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
    });
    const withoutScopeInfo = model.scope_info_enabled === false;
    const withoutTargetInfo = model['target_info_enabled/development'] === false;
    const constantLabels = model.resource_constant_labels && createNamePattern(model.resource_constant_labels);
    this.serializer = new PrometheusSerializer('', false, constantLabels, withoutTargetInfo, withoutScopeInfo);
  }

  /** Rejects when nothing could be collected; a failing callback of one instrument leaves the others in the text. */
  async collectText(): Promise<string> {
    const { resourceMetrics, errors } = await this.collect();
    for (const error of errors) reportProblem('observation-failed', describeErrorWithoutMessage(error));
    if (errors.length > 0 && resourceMetrics.scopeMetrics.length === 0) throw new AggregateError(errors, 'metrics could not be collected');
    return this.serializer.serialize(resourceMetrics);
  }

  /** Collects for nobody, so that the SDK does not keep for this reader what another one has collected. */
  async discard(): Promise<void> {
    // it may be shut down already
    await this.collect().catch(() => undefined);
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}
