/** A real collector accepts what a service sends that is configured by OTEL_CONFIG_FILE alone. */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Collector } from './collector.js';
import { assertOrderArrives } from './order.js';
import { collectorRow } from './row.js';

/** `exporter` gives the YAML of the exporter of a signal, in flow style. */
function configurationOf(exporter: (signal: string) => string): string {
  return `
file_format: "1.0"
resource:
  attributes:
    - { name: service.name, value: shop }
  detection/development:
    detectors: [{ service: {} }, { process: {} }]
propagator:
  composite: [{ tracecontext: {} }, { baggage: {} }]
tracer_provider:
  processors:
    - batch: { exporter: ${exporter('traces')} }
meter_provider:
  readers:
    - periodic: { exporter: ${exporter('metrics')} }
logger_provider:
  processors:
    - batch: { exporter: ${exporter('logs')} }
`;
}

const exporters: Readonly<Record<string, (collector: Collector) => (signal: string) => string>> = {
  'otlp_http, protobuf': ({ httpUrl }) => (signal) => `{ otlp_http: { endpoint: "${httpUrl}/v1/${signal}" } }`,
  'otlp_http, json and gzip': ({ httpUrl }) => (signal) => `{ otlp_http: { endpoint: "${httpUrl}/v1/${signal}", encoding: json, compression: gzip } }`,
  otlp_grpc: ({ grpcUrl }) => () => `{ otlp_grpc: { endpoint: "${grpcUrl}" } }`,
  'otlp_grpc, gzip, by host and port': ({ grpcUrl }) => () => `{ otlp_grpc: { endpoint: "${new URL(grpcUrl).host}", tls: { insecure: true }, compression: gzip } }`,
};

describe('a real collector accepts what OTEL_CONFIG_FILE sends', () => {
  for (const [title, exporterOf] of Object.entries(exporters)) {
    collectorRow(title, {}, async (collector) => {
      const file = path.join(collector.folder, 'shop.yaml');
      writeFileSync(file, configurationOf(exporterOf(collector)));
      // the file alone counts: these variables would lead elsewhere
      await assertOrderArrives(collector, { OTEL_CONFIG_FILE: file, OTEL_SERVICE_NAME: 'not this', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    });
  }
});
