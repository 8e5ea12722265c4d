/** Collects the metrics of the real SDK when a test asks for them. */
import { AggregationTemporality, MetricReader, type ScopeMetrics } from '@opentelemetry/sdk-metrics';
import assert from 'node:assert/strict';

export class TestReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE });
  }

  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}

  async collectScopes(): Promise<readonly ScopeMetrics[]> {
    const { resourceMetrics, errors } = await this.collect();
    assert.deepEqual(errors, []);
    return resourceMetrics.scopeMetrics;
  }
}
