/** The variables that the upstream packages ignore or get wrong: one test for each, with the value that shows the difference. */
import assert from 'node:assert/strict';
import { configurationFromSettings } from '../../../src/settings/configuration.js';
import type { ConfigurationModel } from '../../../src/settings/configuration-model.js';
import { readSettings, type Settings } from '../../../src/settings/read-settings.js';

function values(environment: Record<string, string>): Settings {
  const reading = readSettings(environment);
  assert.deepEqual(reading.problems, []);
  return reading.values;
}

function model(environment: Record<string, string>): ConfigurationModel {
  return configurationFromSettings(values(environment));
}

/** The settings and the codes of the problems, for values with something wrong. */
function faulty(environment: Record<string, string>): { values: Settings; codes: string[] } {
  const reading = readSettings(environment);
  return { values: reading.values, codes: reading.problems.map(({ code, variable }) => `${code} ${variable}`) };
}

function detectors(names: string): string[] | undefined {
  const { resource } = model({ OTEL_NODE_RESOURCE_DETECTORS: names });
  return resource?.['detection/development']?.detectors?.flatMap((detector) => Object.keys(detector));
}

const signals = [
  ['otlpTraces', 'TRACES'],
  ['otlpMetrics', 'METRICS'],
  ['otlpLogs', 'LOGS'],
] as const;

describe('variables of the specification', () => {
  it('OTEL_SDK_DISABLED: only "true" in any case, and the propagators stay', () => {
    assert.equal(model({ OTEL_SDK_DISABLED: 'True' }).disabled, true);
    assert.deepEqual(model({ OTEL_SDK_DISABLED: 'true', OTEL_PROPAGATORS: 'b3' }).propagator, { composite: [{ b3: {} }] });
    assert.deepEqual(faulty({ OTEL_SDK_DISABLED: '1' }).codes, ['setting-invalid OTEL_SDK_DISABLED']);
    assert.equal(faulty({ OTEL_SDK_DISABLED: '1' }).values.general.disabled, false);
  });

  it('OTEL_ENTITIES: reported as unsupported', () => {
    assert.deepEqual(faulty({ OTEL_ENTITIES: 'service{service.name=shop}' }).codes, ['setting-unsupported OTEL_ENTITIES']);
  });

  it('OTEL_RESOURCE_ATTRIBUTES: one bad entry does not discard the others, long values are kept', () => {
    const long = 'x'.repeat(256);
    const { values: read, codes } = faulty({ OTEL_RESOURCE_ATTRIBUTES: `team=one%2Ctwo,novalue,long=${long},bad=%E0,a=b=c` });
    assert.deepEqual(read.resource.attributes, { team: 'one,two', long, a: 'b=c' });
    assert.deepEqual(codes, ['setting-invalid OTEL_RESOURCE_ATTRIBUTES', 'setting-invalid OTEL_RESOURCE_ATTRIBUTES']);
  });

  it('OTEL_RESOURCE_ATTRIBUTES: read whatever detectors are chosen', () => {
    assert.deepEqual(model({ OTEL_RESOURCE_ATTRIBUTES: 'a=1', OTEL_NODE_RESOURCE_DETECTORS: 'none' }).resource?.attributes, [
      { name: 'a', value: '1', type: 'string' },
    ]);
  });

  it('OTEL_RESOURCE_ATTRIBUTES: a name like __proto__ is a name', () => {
    assert.deepEqual(Object.keys(values({ OTEL_RESOURCE_ATTRIBUTES: '__proto__=1' }).resource.attributes), ['__proto__']);
  });

  it('OTEL_SERVICE_NAME: wins over service.name', () => {
    const environment = { OTEL_RESOURCE_ATTRIBUTES: 'service.name=old,a=1', OTEL_SERVICE_NAME: 'shop' };
    assert.deepEqual(model(environment).resource?.attributes?.map(({ name, value }) => [name, value]), [['service.name', 'shop'], ['a', '1']]);
  });

  it('OTEL_LOG_LEVEL: info when not set; trace, fatal and warning are known', () => {
    const levels = ['', 'TRACE', 'Fatal', 'warning', 'verbose'].map((level) => values({ OTEL_LOG_LEVEL: level }).general.logLevel);
    assert.deepEqual(levels, ['info', 'all', 'none', 'warn', 'verbose']);
  });

  it('OTEL_PROPAGATORS: any case, trimmed, without repetition, with xray', () => {
    assert.deepEqual(values({ OTEL_PROPAGATORS: ' B3, xray ,b3,TraceContext' }).general.propagators, ['b3', 'xray', 'tracecontext']);
  });

  it('OTEL_PROPAGATORS: unknown and unsupported names are reported and the rest is kept; with no rest the default is used', () => {
    const some = faulty({ OTEL_PROPAGATORS: 'jaeger,b3,w3c' });
    assert.deepEqual(some.values.general.propagators, ['b3']);
    assert.deepEqual(some.codes, ['setting-unsupported OTEL_PROPAGATORS', 'setting-invalid OTEL_PROPAGATORS']);
    assert.deepEqual(faulty({ OTEL_PROPAGATORS: 'ottrace' }).values.general.propagators, ['tracecontext', 'baggage']);
    assert.deepEqual(faulty({ OTEL_PROPAGATORS: 'ottrace' }).codes, ['setting-unsupported OTEL_PROPAGATORS']);
  });

  it('OTEL_PROPAGATORS: none means no propagation', () => {
    assert.deepEqual(model({ OTEL_PROPAGATORS: 'none' }).propagator, { composite: [] });
  });

  it('OTEL_TRACES_SAMPLER: any case', () => {
    assert.deepEqual(model({ OTEL_TRACES_SAMPLER: 'ALWAYS_OFF' }).tracer_provider?.sampler, { always_off: {} });
  });

  for (const name of ['jaeger_remote', 'parentbased_jaeger_remote', 'xray']) {
    it(`OTEL_TRACES_SAMPLER: ${name} is reported as unsupported and the default is used`, () => {
      const { values: read, codes } = faulty({ OTEL_TRACES_SAMPLER: name });
      assert.equal(read.traces.sampler, 'parentbased_always_on');
      assert.deepEqual(codes, ['setting-unsupported OTEL_TRACES_SAMPLER']);
    });
  }

  it('OTEL_TRACES_SAMPLER_ARG: 1 when not set or not usable', () => {
    assert.equal(values({ OTEL_TRACES_SAMPLER: 'traceidratio' }).traces.samplerRatio, 1);
    assert.equal(faulty({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1.1' }).values.traces.samplerRatio, 1);
  });

  for (const [prefix, group] of [['BSP', 'spanBatches'], ['BLRP', 'logBatches']] as const) {
    it(`OTEL_${prefix}_*: a delay and a timeout of 0 are accepted, sizes of 0 are not`, () => {
      const batches = values({ [`OTEL_${prefix}_SCHEDULE_DELAY`]: '0', [`OTEL_${prefix}_EXPORT_TIMEOUT`]: '0' })[group];
      assert.deepEqual([batches.scheduleDelayMs, batches.exportTimeoutMs], [0, 0]);
      const { values: read, codes } = faulty({ [`OTEL_${prefix}_MAX_QUEUE_SIZE`]: '0', [`OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`]: '0' });
      assert.deepEqual([read[group].maxQueueSize, read[group].maxExportBatchSize], [undefined, 512]);
      assert.equal(codes.length, 2);
    });

    it(`OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE: at most the queue size; only a value that was set is reported`, () => {
      const atLimit = values({ [`OTEL_${prefix}_MAX_QUEUE_SIZE`]: '600', [`OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`]: '600' });
      assert.equal(atLimit[group].maxExportBatchSize, 600);
      const over = faulty({ [`OTEL_${prefix}_MAX_QUEUE_SIZE`]: '600', [`OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`]: '601' });
      assert.equal(over.values[group].maxExportBatchSize, 600);
      assert.deepEqual(over.codes, [`setting-invalid OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`]);
      assert.equal(values({ [`OTEL_${prefix}_MAX_QUEUE_SIZE`]: '100' })[group].maxExportBatchSize, 100);
    });
  }

  it('limits: negative values are refused, 0 is accepted, those of a signal win', () => {
    const { values: read, codes } = faulty({ OTEL_ATTRIBUTE_COUNT_LIMIT: '-5', OTEL_SPAN_EVENT_COUNT_LIMIT: '-1' });
    assert.deepEqual([read.spanLimits.attributeCount, read.logRecordLimits.attributeCount, read.spanLimits.eventCount], [128, 128, 128]);
    assert.deepEqual(codes, ['setting-invalid OTEL_ATTRIBUTE_COUNT_LIMIT', 'setting-invalid OTEL_SPAN_EVENT_COUNT_LIMIT']);
    const zero = values({ OTEL_ATTRIBUTE_COUNT_LIMIT: '7', OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '0' });
    assert.deepEqual([zero.logRecordLimits.attributeCount, zero.spanLimits.attributeCount], [0, 7]);
  });

  it('limits: the older names of attributes per event and link', () => {
    const { spanLimits } = values({ OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: '3', OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT: '4' });
    assert.deepEqual([spanLimits.attributesPerEvent, spanLimits.attributesPerLink], [3, 4]);
  });

  for (const [variable, group] of [['OTEL_TRACES_EXPORTER', 'traces'], ['OTEL_METRICS_EXPORTER', 'metrics'], ['OTEL_LOGS_EXPORTER', 'logs']] as const) {
    it(`${variable}: any case, trimmed, otlp/stdout`, () => {
      assert.deepEqual(values({ [variable]: ' OTLP , otlp/stdout,Console' })[group].exporters, ['otlp', 'otlp/stdout', 'console']);
    });

    it(`${variable}: an unknown exporter does not turn the signal off`, () => {
      const { values: read, codes } = faulty({ [variable]: 'jaeger' });
      assert.deepEqual(read[group].exporters, readSettings({}).values[group].exporters);
      assert.deepEqual(codes, [`setting-invalid ${variable}`]);
      assert.deepEqual(faulty({ [variable]: 'jaeger,console' }).values[group].exporters, ['console']);
    });

    it(`${variable}: none alone is empty, none beside others is reported and left out`, () => {
      assert.deepEqual(values({ [variable]: 'NONE,none' })[group].exporters, ['none']);
      const { values: read, codes } = faulty({ [variable]: 'none,console' });
      assert.deepEqual(read[group].exporters, ['console']);
      assert.deepEqual(codes, [`setting-invalid ${variable}`]);
    });
  }

  it('OTEL_METRICS_EXPORTER: the distro serves /metrics out of the box', () => {
    assert.deepEqual(values({}).metrics.exporters, ['otlp', 'prometheus']);
  });

  for (const [group, signal] of signals) {
    it(`OTEL_EXPORTER_OTLP_${signal}_*: protocol trimmed and in any case, compression in any case, timeout 0`, () => {
      const read = values({
        [`OTEL_EXPORTER_OTLP_${signal}_PROTOCOL`]: ' GRPC ',
        [`OTEL_EXPORTER_OTLP_${signal}_COMPRESSION`]: 'GZIP',
        [`OTEL_EXPORTER_OTLP_${signal}_TIMEOUT`]: '0',
      })[group];
      assert.deepEqual([read.protocol, read.compression, read.timeoutMs], ['grpc', 'gzip', 0]);
    });

    it(`OTEL_EXPORTER_OTLP_${signal}_HEADERS: replaces the headers for all signals`, () => {
      const read = values({ OTEL_EXPORTER_OTLP_HEADERS: 'key=all', [`OTEL_EXPORTER_OTLP_${signal}_HEADERS`]: 'other=1' });
      assert.deepEqual(read[group].headers, { other: '1' });
    });
  }

  it('OTEL_EXPORTER_OTLP_TIMEOUT: 0 = no limit stays 0', () => {
    assert.equal(values({ OTEL_EXPORTER_OTLP_TIMEOUT: '0' }).otlpLogs.timeoutMs, 0);
  });

  it('OTEL_EXPORTER_OTLP_HEADERS: percent-decoded, values with "=", the good ones kept, line breaks refused', () => {
    const { values: read, codes } = faulty({ OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Basic%20YQ==,broken,x=%0Ay' });
    assert.deepEqual(read.otlpTraces.headers, { Authorization: 'Basic YQ==' });
    assert.equal(codes.length, 2);
  });

  it('OTEL_EXPORTER_OTLP_INSECURE: with the old names of the signals', () => {
    const read = values({ OTEL_EXPORTER_OTLP_SPAN_INSECURE: 'true', OTEL_EXPORTER_OTLP_METRIC_INSECURE: 'TRUE' });
    assert.deepEqual([read.otlpTraces.insecure, read.otlpMetrics.insecure, read.otlpLogs.insecure], [true, true, false]);
    assert.equal(values({ OTEL_EXPORTER_OTLP_INSECURE: 'true', OTEL_EXPORTER_OTLP_TRACES_INSECURE: 'false' }).otlpTraces.insecure, false);
  });

  it('OTEL_EXPORTER_OTLP_ENDPOINT: without a scheme only where grpc is spoken', () => {
    assert.deepEqual(faulty({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }).codes, ['setting-invalid OTEL_EXPORTER_OTLP_ENDPOINT']);
    assert.equal(faulty({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317' }).values.otlp.endpoint, undefined);
    assert.equal(values({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' }).otlp.endpoint, 'collector:4317');
    const perSignal = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'collector:4317', OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'grpc' };
    assert.deepEqual(faulty(perSignal).codes, ['setting-invalid OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']);
  });

  it('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE and _DEFAULT_HISTOGRAM_AGGREGATION', () => {
    const { meter_provider } = model({
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory',
      OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'BASE2_exponential_bucket_histogram',
    });
    const exporter = meter_provider?.readers[0]?.periodic?.exporter.otlp_http;
    assert.equal(exporter?.temporality_preference, 'low_memory');
    assert.equal(exporter?.default_histogram_aggregation, 'base2_exponential_bucket_histogram');
  });

  it('OTEL_METRICS_EXEMPLAR_FILTER: what the SDK cannot do is reported', () => {
    assert.equal(values({ OTEL_METRICS_EXEMPLAR_FILTER: 'Always_Off' }).metrics.exemplarFilter, 'always_off');
    for (const filter of ['always_on', 'TRACE_BASED']) {
      assert.deepEqual(faulty({ OTEL_METRICS_EXEMPLAR_FILTER: filter }).codes, ['setting-unsupported OTEL_METRICS_EXEMPLAR_FILTER']);
    }
  });

  it('OTEL_METRIC_EXPORT_INTERVAL, _TIMEOUT: for console too; at most the interval; 0 stays 0', () => {
    const environment = { OTEL_METRICS_EXPORTER: 'console', OTEL_METRIC_EXPORT_INTERVAL: '500' };
    const { periodic } = model(environment).meter_provider?.readers[0] ?? {};
    assert.deepEqual([periodic?.interval, periodic?.timeout], [500, 500]);
    assert.equal(values({ ...environment, OTEL_METRIC_EXPORT_TIMEOUT: '0' }).metrics.exportTimeoutMs, 0);
    assert.deepEqual(faulty({ ...environment, OTEL_METRIC_EXPORT_TIMEOUT: '501' }).codes, ['setting-invalid OTEL_METRIC_EXPORT_TIMEOUT']);
    assert.equal(faulty({ OTEL_METRIC_EXPORT_INTERVAL: '0' }).values.metrics.exportIntervalMs, 60_000);
  });

  it('OTEL_EXPORTER_PROMETHEUS_PORT: 0 = any free port, up to 65535', () => {
    assert.equal(values({ OTEL_EXPORTER_PROMETHEUS_PORT: '0' }).prometheus.port, 0);
    assert.equal(values({ OTEL_EXPORTER_PROMETHEUS_PORT: '65535' }).prometheus.port, 65_535);
    assert.equal(faulty({ OTEL_EXPORTER_PROMETHEUS_PORT: '65536' }).values.prometheus.port, 9464);
  });

  it('OTEL_EXPORTER_ZIPKIN_ENDPOINT, _TIMEOUT: in the model', () => {
    const environment = { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://zipkin:9411/x', OTEL_EXPORTER_ZIPKIN_TIMEOUT: '0' };
    assert.deepEqual(model(environment).tracer_provider?.processors[0]?.batch?.exporter, { zipkin: { endpoint: 'http://zipkin:9411/x', timeout: 0 } });
  });

  it('OTEL_CONFIG_FILE: also by its deprecated name', () => {
    assert.equal(values({ OTEL_EXPERIMENTAL_CONFIG_FILE: '/etc/otel.yaml' }).general.configFile, '/etc/otel.yaml');
  });

  it('OTEL_SEMCONV_STABILITY_OPT_IN, OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', () => {
    const environment = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup, database', OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: 'LOGS/dup' };
    assert.equal(values(environment).instrumentations.exceptionSignal, 'logs/dup');
    assert.equal(model(environment)['instrumentation/development']?.general?.stability_opt_in_list, 'http/dup,database');
  });

  it('OTEL_NODE_RESOURCE_DETECTORS: trimmed, any case, blank = all', () => {
    assert.deepEqual(detectors('Host, env ,serviceinstance,service'), ['host', 'service']);
    assert.deepEqual(detectors(' '), detectors('all'));
    assert.deepEqual(detectors('none'), []);
    assert.ok(detectors('all')?.includes('gcp'));
  });

  it('OTEL_NODE_ENABLED_INSTRUMENTATIONS, OTEL_NODE_DISABLED_INSTRUMENTATIONS: lists of names, trimmed', () => {
    const read = values({ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http, pg', OTEL_NODE_DISABLED_INSTRUMENTATIONS: ' net ' }).instrumentations;
    assert.deepEqual([read.enabled, read.disabled], [['http', 'pg'], ['net']]);
  });

  it('OTEL_NODE_EXPERIMENTAL_SDK_METRICS, OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', () => {
    assert.equal(values({ OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'TRUE' }).metrics.sdkMetrics, true);
    assert.equal(values({ OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }).instrumentations.captureGenAiContent, true);
  });

  it('HTTP_PROXY, HTTPS_PROXY, NO_PROXY: both cases, the lower one first', () => {
    const { proxy } = values({ HTTP_PROXY: 'http://upper:1', http_proxy: 'lower:1', HTTPS_PROXY: 'http://upper:2', NO_PROXY: 'localhost, .internal' });
    assert.deepEqual(proxy, { httpUrl: 'http://lower:1', httpsUrl: 'http://upper:2', exceptions: ['localhost', '.internal'] });
  });
});
