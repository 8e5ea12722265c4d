/** The declarative model that the settings become. */
import assert from 'node:assert/strict';
import { levelOfSeverity, severityOfLevel, type ConfigurationModel } from '../../../src/settings/configuration-model.js';
import { configurationFromSettings } from '../../../src/settings/configuration.js';
import { diagnosticLevels } from '../../../src/diagnostics/log.js';
import { readSettings } from '../../../src/settings/read-settings.js';

function model(environment: Record<string, string> = {}): ConfigurationModel {
  return configurationFromSettings(readSettings(environment).values);
}

function spanEndpoint(environment: Record<string, string>): string | null | undefined {
  const exporter = model(environment).tracer_provider?.processors[0]?.batch?.exporter;
  return (exporter?.otlp_http ?? exporter?.otlp_grpc)?.endpoint;
}

function defaultExporter(path: string): object {
  return {
    endpoint: `http://localhost:4318${path}`,
    headers: [],
    compression: 'none',
    timeout: 10_000,
    tls: { ca_file: null, key_file: null, cert_file: null },
    encoding: 'protobuf',
  };
}

function insecure(endpoint: string, flag: string): boolean | null | undefined {
  const { tracer_provider } = model({
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_INSECURE: flag,
  });
  return tracer_provider?.processors[0]?.batch?.exporter.otlp_grpc?.tls?.insecure;
}

describe('configurationFromSettings', () => {
  it('gives the defaults of the specification, and /metrics', () => {
    const batch = { export_timeout: 30_000, max_export_batch_size: 512 };
    const attributes = { attribute_value_length_limit: null, attribute_count_limit: 128 };
    const { resource, ...rest } = model();
    assert.deepEqual(resource?.attributes, []);
    assert.deepEqual(rest, {
      disabled: false,
      log_level: 'info',
      propagator: { composite: [{ tracecontext: {} }, { baggage: {} }] },
      attribute_limits: attributes,
      tracer_provider: {
        processors: [{ batch: { schedule_delay: 5000, ...batch, exporter: { otlp_http: defaultExporter('/v1/traces') } } }],
        sampler: { parent_based: { root: { always_on: {} } } },
        limits: { ...attributes, event_count_limit: 128, link_count_limit: 128, event_attribute_count_limit: 128, link_attribute_count_limit: 128 },
      },
      meter_provider: {
        readers: [
          {
            periodic: {
              interval: 60_000,
              timeout: 30_000,
              exporter: {
                otlp_http: {
                  ...defaultExporter('/v1/metrics'),
                  temporality_preference: 'cumulative',
                  default_histogram_aggregation: 'explicit_bucket_histogram',
                },
              },
            },
          },
          { pull: { exporter: { 'prometheus/development': { host: 'localhost', port: 9464 } } } },
        ],
        exemplar_filter: 'always_off',
      },
      logger_provider: {
        processors: [{ batch: { schedule_delay: 1000, ...batch, exporter: { otlp_http: defaultExporter('/v1/logs') } } }],
        limits: attributes,
      },
      'instrumentation/development': { general: { stability_opt_in_list: null }, js: {} },
    });
  });

  it('has no processors and readers without exporters, but the providers stay', () => {
    const { tracer_provider, meter_provider, logger_provider } = model({
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    });
    assert.deepEqual([tracer_provider?.processors, meter_provider?.readers, logger_provider?.processors], [[], [], []]);
    assert.deepEqual(tracer_provider?.sampler, { parent_based: { root: { always_on: {} } } });
  });

  it('exports to the console at once, and to standard output in batches', () => {
    const list = 'console,otlp/stdout';
    const { tracer_provider, meter_provider, logger_provider } = model({ OTEL_TRACES_EXPORTER: list, OTEL_METRICS_EXPORTER: list, OTEL_LOGS_EXPORTER: list });
    const stdout = { 'otlp_file/development': { output_stream: 'stdout' } };
    for (const provider of [tracer_provider, logger_provider]) {
      assert.deepEqual(provider?.processors[0], { simple: { exporter: { console: {} } } });
      assert.deepEqual(provider?.processors[1]?.batch?.exporter, stdout);
    }
    const preferences = { temporality_preference: 'cumulative', default_histogram_aggregation: 'explicit_bucket_histogram' };
    assert.deepEqual(meter_provider?.readers.map(({ periodic }) => periodic?.exporter), [
      { console: preferences },
      { 'otlp_file/development': { output_stream: 'stdout', ...preferences } },
    ]);
  });

  it('maps every sampler', () => {
    const samplers = {
      always_on: { always_on: {} },
      always_off: { always_off: {} },
      traceidratio: { trace_id_ratio_based: { ratio: 0.25 } },
      parentbased_always_on: { parent_based: { root: { always_on: {} } } },
      parentbased_always_off: { parent_based: { root: { always_off: {} } } },
      parentbased_traceidratio: { parent_based: { root: { trace_id_ratio_based: { ratio: 0.25 } } } },
    };
    for (const [name, expected] of Object.entries(samplers)) {
      assert.deepEqual(model({ OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: '0.25' }).tracer_provider?.sampler, expected);
    }
  });

  it('puts what concerns OTLP into the exporters', () => {
    const environment = {
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1,b=2',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_TIMEOUT: '0',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_EXPORTER_OTLP_CERTIFICATE: '/ca.pem',
      OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key.pem',
      OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: '/cert.pem',
    };
    assert.deepEqual(model(environment).logger_provider?.processors[0]?.batch?.exporter.otlp_http, {
      endpoint: 'http://localhost:4318/v1/logs',
      headers: [{ name: 'a', value: '1' }, { name: 'b', value: '2' }],
      compression: 'gzip',
      timeout: 0,
      tls: { ca_file: '/ca.pem', key_file: '/key.pem', cert_file: '/cert.pem' },
      encoding: 'json',
    });
  });

  it('appends the path to the base endpoint, and takes the endpoint of a signal as it is', () => {
    const base = 'OTEL_EXPORTER_OTLP_ENDPOINT';
    assert.equal(spanEndpoint({ [base]: 'http://collector:4318' }), 'http://collector:4318/v1/traces');
    assert.equal(spanEndpoint({ [base]: 'http://collector:4318//' }), 'http://collector:4318/v1/traces');
    assert.equal(spanEndpoint({ [base]: 'https://collector/otlp/?key=1' }), 'https://collector/otlp/v1/traces?key=1');
    assert.equal(spanEndpoint({ [base]: 'http://a', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://b/' }), 'http://b/');
  });

  it('appends nothing for grpc', () => {
    const grpc = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    assert.equal(spanEndpoint(grpc), 'http://localhost:4317');
    assert.equal(spanEndpoint({ ...grpc, OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }), 'collector:4317');
    assert.equal(spanEndpoint({ ...grpc, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://b' }), 'https://b');
  });

  it('makes a URL of a grpc target when one signal goes over HTTP', () => {
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' };
    assert.equal(spanEndpoint(environment), 'http://collector:4317/v1/traces');
  });

  it('lets the scheme of a grpc endpoint win over OTEL_EXPORTER_OTLP_INSECURE', () => {
    assert.equal(insecure('', 'false'), true);
    assert.equal(insecure('HTTP://collector:4317', 'false'), true);
    assert.equal(insecure('https://collector:4317', 'true'), false);
    assert.equal(insecure('collector:4317', 'true'), true);
    assert.equal(insecure('collector:4317', 'false'), false);
  });

  it('passes the options of the instrumentations on', () => {
    const options = { http: { ignore: ['/livez'] } };
    assert.deepEqual(model({ OTEL_DISTRO_INSTRUMENTATION_OPTIONS: JSON.stringify(options) })['instrumentation/development']?.js, options);
  });
});

describe('log_level', () => {
  it('comes back as the level that it was made of', () => {
    for (const level of diagnosticLevels) assert.equal(levelOfSeverity(severityOfLevel(level)), level);
  });

  it('means the same in all variants of a severity', () => {
    assert.deepEqual((['warn4', 'error2', 'debug3', 'fatal4', 'trace3', 'info2', null, undefined] as const).map(levelOfSeverity), [
      'warn', 'error', 'debug', 'none', 'verbose', 'info', 'info', 'info',
    ]);
  });
});
