/** Collects metrics when `/metrics` is asked for, as Prometheus text. */
import type { PullMetricExporterConfigModel } from '@opentelemetry/configuration';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { AggregationTemporality, AggregationType, MetricReader } from '@opentelemetry/sdk-metrics';

export type PrometheusModel = NonNullable<PullMetricExporterConfigModel['prometheus/development']>;

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

export class PrometheusReader extends MetricReader {
  private readonly serializer: PrometheusSerializer;

  constructor(model: PrometheusModel) {
    super({
      aggregationSelector: () => ({ type: AggregationType.DEFAULT }),
      aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE,
    });
    const withoutScopeInfo = model.scope_info_enabled === false;
    const withoutTargetInfo = model['target_info_enabled/development'] === false;
    this.serializer = new PrometheusSerializer('', false, constantLabels(model), withoutTargetInfo, withoutScopeInfo);
  }

  /** Rejects when nothing could be collected; a failing callback of one instrument leaves the others in the text. */
  async collectText(): Promise<string> {
    const { resourceMetrics, errors } = await this.collect();
    if (errors.length > 0 && resourceMetrics.scopeMetrics.length === 0) throw new AggregateError(errors, 'metrics could not be collected');
    return this.serializer.serialize(resourceMetrics);
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

/** Resource attributes that become labels of each sample: those included (`*` is a wildcard) and not excluded. */
function constantLabels({ resource_constant_labels: labels }: PrometheusModel): RegExp | undefined {
  const included = patternOf(labels?.included);
  if (included === undefined) return undefined;
  const excluded = patternOf(labels?.excluded);
  return new RegExp(excluded === undefined ? `^${included}$` : `^(?!${excluded}$)${included}$`);
}

function patternOf(keys: readonly string[] | undefined): string | undefined {
  if (keys === undefined || keys.length === 0) return undefined;
  const alternatives = keys.map((key) => key.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*').replaceAll('?', '.'));
  return `(?:${alternatives.join('|')})`;
}
