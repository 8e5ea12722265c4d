/** The one line of a start. */
import assert from 'node:assert/strict';
import { PrometheusReader } from '../../../src/metrics/prometheus-reader.js';
import { describeStart, type StartDescription } from '../../../src/sdk/start-line.js';
import type { ConfigurationModel } from '../../../src/settings/configuration-model.js';
import { distroVersion } from '../../../src/support/version.js';

const description: StartDescription = { serviceName: 'shop', prometheus: undefined, instrumentationCount: 3 };
const nothing: ConfigurationModel = { disabled: false };

function withTraces(...exporters: Record<string, object | null>[]): ConfigurationModel {
  return { ...nothing, tracer_provider: { processors: exporters.map((exporter) => ({ batch: { exporter } })) } };
}

function tracesIn(line: string): string | undefined {
  return /traces → (.*), metrics →/.exec(line)?.[1];
}

describe('start line', () => {
  it('says what is on, where it goes, and that there is nothing where there is nothing', () => {
    assert.equal(
      describeStart(nothing, description),
      `started ${distroVersion} for service "shop": traces → nowhere, metrics → nowhere, logs → nowhere; 3 instrumentations wait for their libraries.`,
    );
  });

  it('names each destination of each signal', () => {
    const configuration: ConfigurationModel = {
      ...withTraces({ otlp_http: { endpoint: 'http://localhost:4318/v1/traces' } }, { console: null }),
      meter_provider: { readers: [{ periodic: { exporter: { otlp_grpc: { endpoint: 'http://localhost:4317' } } } }, { pull: { exporter: { 'prometheus/development': {} } } }] },
      logger_provider: { processors: [{ simple: { exporter: { 'otlp_file/development': { output_stream: 'stdout' } } } }] },
    };
    const line = describeStart(configuration, description);
    assert.equal(tracesIn(line), 'otlp_http http://localhost:4318/v1/traces and console');
    assert.match(line, /metrics → otlp_grpc http:\/\/localhost:4317\/, logs → otlp_file\/development;/);
  });

  it('says where /metrics is, unless the port is chosen later', () => {
    const line = (port: number): string => describeStart(nothing, { ...description, prometheus: { reader: new PrometheusReader({}), host: 'localhost', port } });
    assert.match(line(9464), /, \/metrics on http:\/\/localhost:9464\/metrics;/);
    assert.doesNotMatch(line(0), /\/metrics on/);
  });

  const secretRows: [title: string, exporter: Record<string, object>, shown: string][] = [
    ['headers', { otlp_http: { endpoint: 'http://collector:4318/v1/traces', headers: [{ name: 'authorization', value: 'hunter2' }] } }, 'otlp_http http://collector:4318/v1/traces'],
    ['credentials in the address', { otlp_http: { endpoint: 'https://ada:hunter2@collector/v1/traces' } }, 'otlp_http https://collector/v1/traces'],
    ['a query', { otlp_http: { endpoint: 'https://collector/v1/traces?key=hunter2#hunter2' } }, 'otlp_http https://collector/v1/traces'],
    ['a gRPC target without scheme', { otlp_grpc: { endpoint: 'ada:hunter2@collector:4317' } }, 'otlp_grpc'],
    ['a text that is no address', { otlp_http: { endpoint: 'hunter2' } }, 'otlp_http'],
  ];
  for (const [title, exporter, shown] of secretRows) {
    it(`does not show ${title}`, () => {
      const line = describeStart(withTraces(exporter), description);
      assert.equal(tracesIn(line), shown);
      assert.doesNotMatch(line, /hunter2/);
    });
  }
});
