/** Variables of metrics: where they go, how often, in which form. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { processRows, type ProcessRow, type ProcessRun } from '../support/process-rows.js';
import { hangs, sendsAll, sendsNo } from '../support/settings-work.js';

type Expect = NonNullable<ProcessRow['expect']>;

describe('settings: metrics', () => {
  const metricsOf = (run: ProcessRun, name: string) => run.receiver.metrics.filter((metric) => metric.name === name);
  const workArrives = (receiver: Receiver): Promise<unknown> => receiver.waitFor({ spans: ['work'] });
  const temporalityIs = (expected: string): Expect => (run) => assert.equal(metricsOf(run, 'work.count')[0]?.temporality, expected);
  const histogramIs = (expected: string): Expect => (run) => assert.equal(metricsOf(run, 'work.duration')[0]?.type, expected);
  const arrivesAgain = (receiver: Receiver): Promise<unknown> => receiver.waitFor(({ metrics }) => metrics.filter(({ name }) => name === 'work.count').length > 1, { timeoutMs: 3000 });
  const metricsPage = async (stderr: string): Promise<string> => (await fetch(/\/metrics on (\S+)/.exec(stderr)?.[1] ?? '')).text();
  processRows([
    { title: 'OTEL_METRICS_EXPORTER, OTLP alone: no port', env: { OTEL_METRICS_EXPORTER: 'OTLP' }, expect: (run) => {
      assert.ok(metricsOf(run, 'work.count').length > 0);
      assert.doesNotMatch(run.stderr, /\/metrics on/);
    } },
    { title: 'Prometheus alone', env: { OTEL_METRICS_EXPORTER: 'Prometheus' }, drive: async (_receiver, app) => assert.match(await metricsPage(app.output.stderr), /^work_count_total\{/m), expect: sendsNo('metrics') },
    { title: 'otlp/stdout', env: { OTEL_METRICS_EXPORTER: 'otlp/stdout' }, expect: (run) => {
      sendsNo('metrics')(run);
      assert.match(run.stdout, /^\{"resourceMetrics":\[.*"work\.count".*\}$/m);
    } },
    { title: 'none', env: { OTEL_METRICS_EXPORTER: 'none' }, expect: (run) => {
      sendsNo('metrics')(run);
      sendsAll(run);
      assert.doesNotMatch(run.stderr, /\/metrics on/);
    } },
    { title: 'OTEL_METRIC_EXPORT_INTERVAL', env: { OTEL_METRIC_EXPORT_INTERVAL: '100', OTEL_METRIC_EXPORT_TIMEOUT: '100' }, drive: arrivesAgain },
    { title: 'OTEL_METRIC_EXPORT_INTERVAL of the console', env: { OTEL_METRICS_EXPORTER: 'console', OTEL_METRIC_EXPORT_INTERVAL: '100', OTEL_METRIC_EXPORT_TIMEOUT: '100' }, drive: (_receiver, app) => app.waitForOutput(/name: 'work\.count'[^]*name: 'work\.count'/, 3000) },
    { title: 'OTEL_METRIC_EXPORT_TIMEOUT', env: { OTEL_METRIC_EXPORT_TIMEOUT: '100', OTEL_METRICS_EXPORTER: 'otlp', OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }, prepare: hangs, says: /export-failed: .* does not take metrics: no complete answer within 100 ms/ },
    { title: 'OTEL_METRIC_EXPORT_TIMEOUT of more than the interval is cut to it', env: { OTEL_METRIC_EXPORT_INTERVAL: '10000', OTEL_METRIC_EXPORT_TIMEOUT: '20000' }, says: /setting-invalid: OTEL_METRIC_EXPORT_TIMEOUT="20000" is more than OTEL_METRIC_EXPORT_INTERVAL \(10000\); .*using 10000/ },
    { title: 'cumulative is the default', expect: temporalityIs('cumulative') },
    { title: 'delta', env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'DELTA' }, expect: temporalityIs('delta') },
    { title: 'LowMemory', env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'LowMemory' }, expect: temporalityIs('delta') },
    { title: 'unknown temporality', env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'sometimes' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE="sometimes"/, expect: temporalityIs('cumulative') },
    { title: 'explicit buckets are the default', expect: histogramIs('histogram') },
    { title: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', env: { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'Base2_exponential_bucket_histogram' }, expect: histogramIs('exponentialHistogram') },
    { title: 'unknown aggregation', env: { OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'median' }, says: /setting-invalid: OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION="median"/, expect: histogramIs('histogram') },
    { title: 'OTEL_METRICS_EXEMPLAR_FILTER', env: { OTEL_METRICS_EXEMPLAR_FILTER: 'trace_based' }, says: /setting-unsupported: OTEL_METRICS_EXEMPLAR_FILTER="trace_based" is not supported/, expect: sendsAll },
    { title: 'OTEL_METRICS_EXEMPLAR_FILTER always_off', env: { OTEL_METRICS_EXEMPLAR_FILTER: 'Always_Off' }, expect: sendsAll },
    {
      title: 'OTEL_EXPORTER_PROMETHEUS_PORT and HOST',
      env: async () => ({ OTEL_EXPORTER_PROMETHEUS_PORT: String(await findFreePort()), OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1' }),
      drive: async (_receiver, _app, env) => assert.equal((await fetch(`http://127.0.0.1:${env['OTEL_EXPORTER_PROMETHEUS_PORT']}/metrics`)).status, 200),
    },
    { title: 'OTEL_EXPORTER_PROMETHEUS_PORT 0 is any free port', env: { OTEL_EXPORTER_PROMETHEUS_PORT: '0' }, drive: async (_receiver, app) => {
      assert.match(await metricsPage(app.output.stderr), /^work_count_total\{/m);
      assert.doesNotMatch(app.output.stderr, /:9464/);
    } },
    { title: 'OTEL_NODE_EXPERIMENTAL_SDK_METRICS', env: { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'TRUE', OTEL_BSP_SCHEDULE_DELAY: '50' }, drive: workArrives, expect: (run) => {
      for (const name of ['otel.sdk.span.started', 'otel.sdk.log.created', 'otel.sdk.exporter.span.exported']) assert.ok(metricsOf(run, name).length > 0, `${name} is missing`);
    } },
    { title: 'no metrics of the SDK by default', expect: ({ receiver }) => assert.ok(receiver.metrics.every(({ name }) => !name.startsWith('otel.sdk.'))) },
  ]);
});
