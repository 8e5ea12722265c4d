/** A real collector accepts all three signals over each protocol, compressed and not, at one endpoint or three. */
import { assertOrderArrives } from './order.js';
import { collectorRow } from './row.js';

describe('a real collector accepts spans, metrics and logs', () => {
  for (const protocol of ['http/protobuf', 'http/json', 'grpc']) {
    for (const compression of ['none', 'gzip']) {
      const httpCompressions = [compression === 'gzip' ? 'gzip' : ''];
      collectorRow(`over ${protocol}, compression ${compression}`, { httpCompressions }, async (collector) => {
        await assertOrderArrives(collector, {
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_COMPRESSION: compression,
          OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
        });
      });
    }
  }

  const paths = { traces: '/ingest/of/traces', logs: '/ingest/of/logs' };
  collectorRow('at an endpoint of its own for each signal, taken as it is', { paths }, async (collector) => {
    await assertOrderArrives(collector, {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.httpUrl + paths.traces,
      OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector.grpcUrl,
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: collector.httpUrl + paths.logs,
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
    });
  });

  collectorRow('below a path of the one endpoint', { paths: { traces: '/otlp/v1/traces', metrics: '/otlp/v1/metrics', logs: '/otlp/v1/logs' } }, async (collector) => {
    await assertOrderArrives(collector, { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.httpUrl}/otlp/` });
  });
});
