/** What metric exporters ask of the SDK. */
import assert from 'node:assert/strict';
import { AggregationTemporality, AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import { createMetricExporter } from '../../../src/delivery/create-exporters.js';
import { ExportReporter } from '../../../src/delivery/export-reporter.js';

function select(preference: 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram', type: InstrumentType) {
  const model = { otlp_http: { default_histogram_aggregation: preference } };
  return createMetricExporter(model, { reporter: new ExportReporter() })?.selectAggregation?.(type).type;
}

describe('metric selectors', () => {
  const { DELTA, CUMULATIVE } = AggregationTemporality;
  const temporalities: [InstrumentType, delta: AggregationTemporality, lowMemory: AggregationTemporality][] = [
    [InstrumentType.COUNTER, DELTA, DELTA],
    [InstrumentType.HISTOGRAM, DELTA, DELTA],
    [InstrumentType.GAUGE, DELTA, CUMULATIVE],
    [InstrumentType.OBSERVABLE_COUNTER, DELTA, CUMULATIVE],
    [InstrumentType.OBSERVABLE_GAUGE, DELTA, CUMULATIVE],
    [InstrumentType.UP_DOWN_COUNTER, CUMULATIVE, CUMULATIVE],
    [InstrumentType.OBSERVABLE_UP_DOWN_COUNTER, CUMULATIVE, CUMULATIVE],
  ];
  for (const [type, delta, lowMemory] of temporalities) {
    it(`honours temporality_preference for ${type}`, () => {
      const rows = [[undefined, CUMULATIVE], [null, CUMULATIVE], ['cumulative', CUMULATIVE], ['delta', delta], ['low_memory', lowMemory]] as const;
      for (const [preference, expected] of rows) {
        const options = preference === undefined ? {} : { temporality_preference: preference };
        for (const model of [{ otlp_http: options }, { otlp_grpc: options }, { console: options }, { 'otlp_file/development': options }]) {
          const exporter = createMetricExporter(model, { reporter: new ExportReporter() });
          assert.equal(exporter?.selectAggregationTemporality?.(type), expected);
        }
      }
    });
  }

  it('honours default_histogram_aggregation, for histograms only', () => {
    assert.equal(select('base2_exponential_bucket_histogram', InstrumentType.HISTOGRAM), AggregationType.EXPONENTIAL_HISTOGRAM);
    assert.equal(select('base2_exponential_bucket_histogram', InstrumentType.COUNTER), AggregationType.DEFAULT);
    assert.equal(select('explicit_bucket_histogram', InstrumentType.HISTOGRAM), AggregationType.DEFAULT);
  });
});
