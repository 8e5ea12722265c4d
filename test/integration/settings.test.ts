/** Variables that concern all signals, each as a real process: resource, log level, propagation, sampling, batches, limits. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Receiver } from '../../src/testing/index.js';
import { findFreePort } from '../support/free-port.js';
import { processRows, type ProcessRow, type ProcessRun } from '../support/process-rows.js';
import { assertWork, logRecordOf, sendsAll, sendsCounts, workSpanOf } from '../support/settings-work.js';

const incomingTraceIds = { w3c: '0af7651916cd43dd8448eb211c80319c', b3: '1af7651916cd43dd8448eb211c80319c', xray: '3af7651916cd43dd8448eb211c80319c' };

/** The headers in which a trace that came in goes out again, and which of the incoming traces it is. */
function passesOn(trace: keyof typeof incomingTraceIds | undefined, ...names: string[]) {
  return ({ stdout }: ProcessRun): void => {
    const text = /^passed on: (.*)$/m.exec(stdout)?.[1] ?? '';
    const headers: Record<string, string> = JSON.parse(text);
    // that of the request context is in request-settings.test.ts
    assert.deepEqual(Object.keys(headers).map((name) => name.toLowerCase()).filter((name) => name !== 'x-correlation-id').sort(), names.toSorted());
    if (trace !== undefined) assert.ok(text.replaceAll(/1-([0-9a-f]{8})-/g, '$1').includes(incomingTraceIds[trace]), text);
  };
}

function requestCarries(stdout: string, name: string): boolean {
  return new RegExp(`^headers: .*"${name}":`, 'm').test(stdout);
}

function resourceHas(attributes: Readonly<Record<string, unknown>>) {
  return ({ receiver }: ProcessRun): void => {
    const { resource } = workSpanOf(receiver);
    assert.deepEqual(Object.fromEntries(Object.keys(attributes).map((name) => [name, resource[name]])), attributes);
  };
}

function isSaidAt(level: string) {
  return ({ stderr }: ProcessRun): void => assert.ok(stderr.includes(`[otel-distro] ${level} `), `nothing at ${level}`);
}
const startLine: ProcessRow['expect'] = ({ stderr }) => assert.match(stderr, /^\[otel-distro\] info started \S+ for service "[^"]+": [^\n]+\n\[otel-distro\] info \/metrics on http:\/\/localhost:\d+\/metrics\n$/);
const silent: ProcessRow['expect'] = (run) => {
  assert.equal(run.stderr, '');
  sendsAll(run);
};

describe('settings: OTEL_SDK_DISABLED', () => {
  processRows([
    {
      title: 'nothing is sent, nothing instrumented, and trace context is still passed on',
      env: { OTEL_SDK_DISABLED: 'True', OTEL_METRICS_EXPORTER: 'otlp,prometheus' },
      expect(run) {
        assert.equal(run.receiver.requests.length, 0);
        passesOn('w3c', 'traceparent', 'baggage')(run);
        assert.equal(requestCarries(run.stdout, 'traceparent'), false);
        assert.equal(run.exitCode, 0);
      },
    },
    {
      title: 'no port is opened',
      env: async () => ({ OTEL_SDK_DISABLED: 'true', OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_PORT: String(await findFreePort()) }),
      drive: (_receiver, _app, env) => assert.rejects(fetch(`http://localhost:${env['OTEL_EXPORTER_PROMETHEUS_PORT']}/metrics`)),
    },
    { title: '"1" is not true', env: { OTEL_SDK_DISABLED: '1' }, says: /warn setting-invalid: OTEL_SDK_DISABLED="1" is not a boolean; allowed: true or false; using the default, false\./, expect: sendsAll },
    { title: 'blank is not set', env: { OTEL_SDK_DISABLED: ' ' }, expect: sendsAll },
  ]);
});

describe('settings: resource', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const appWithoutPackage = path.join(folder, 'app.cjs');
  before(() => {
    copyFileSync('test/fixtures/settings/app.cjs', appWithoutPackage);
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  });
  processRows([
    { title: 'OTEL_RESOURCE_ATTRIBUTES', env: { OTEL_RESOURCE_ATTRIBUTES: 'a=1, b=x%2Cy ,service.name=from-attributes' }, expect: resourceHas({ a: '1', b: 'x,y', 'service.name': 'from-attributes' }) },
    { title: 'OTEL_RESOURCE_ATTRIBUTES with one bad entry keeps the good ones', env: { OTEL_RESOURCE_ATTRIBUTES: 'a=1,nonsense,b=2' }, says: /setting-invalid: OTEL_RESOURCE_ATTRIBUTES="a=…,…,b=…" has a bad entry: number 2 has no "="/, expect: resourceHas({ a: '1', b: '2' }) },
    { title: 'OTEL_RESOURCE_ATTRIBUTES with a long value keeps it', env: { OTEL_RESOURCE_ATTRIBUTES: `a=${'v'.repeat(256)},b=2` }, expect: resourceHas({ a: 'v'.repeat(256), b: '2' }) },
    { title: 'OTEL_SERVICE_NAME wins', env: { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' }, expect: resourceHas({ 'service.name': 'shop' }) },
    { title: 'OTEL_SERVICE_NAME without the detectors', env: { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'a=1', OTEL_NODE_RESOURCE_DETECTORS: 'host' }, expect: resourceHas({ 'service.name': 'shop', a: '1' }) },
    { title: 'the name and version of package.json are the default', expect: resourceHas({ 'service.name': '@org/otel-distro', 'service.version': '0.1.0', 'telemetry.distro.name': '@org/otel-distro', 'telemetry.distro.version': '0.1.0' }) },
    {
      title: 'without a package.json the name is no path',
      env: {},
      options: { app: appWithoutPackage },
      expect: ({ receiver }) => assert.equal(workSpanOf(receiver).resource['service.name'], 'unknown_service:node'),
    },
    { title: 'OTEL_NODE_RESOURCE_DETECTORS, blanks and case', env: { OTEL_NODE_RESOURCE_DETECTORS: ' Host , env,serviceinstance', OTEL_RESOURCE_ATTRIBUTES: 'a=1' }, expect: (run) => {
      resourceHas({ a: '1', 'os.type': undefined, 'process.pid': undefined })(run);
      const { resource } = workSpanOf(run.receiver);
      assert.ok(resource['host.name'] && resource['service.instance.id']);
    } },
    { title: 'Kubernetes is found', env: { KUBERNETES_SERVICE_HOST: '10.0.0.1', K8S_POD_NAME: 'shop-1' }, expect: resourceHas({ 'k8s.pod.name': 'shop-1' }) },
    { title: 'OTEL_NODE_RESOURCE_DETECTORS, none', env: { OTEL_NODE_RESOURCE_DETECTORS: 'none' }, expect: resourceHas({ 'host.name': undefined, 'os.type': undefined }) },
    { title: 'OTEL_NODE_RESOURCE_DETECTORS, empty is not set', env: { OTEL_NODE_RESOURCE_DETECTORS: '' }, expect: ({ receiver }) => assert.ok(workSpanOf(receiver).resource['host.name']) },
    { title: 'OTEL_NODE_RESOURCE_DETECTORS, unknown', env: { OTEL_NODE_RESOURCE_DETECTORS: 'hots,os' }, says: /setting-invalid: OTEL_NODE_RESOURCE_DETECTORS="hots,os" has the member "hots"/, expect: resourceHas({ 'os.type': process.platform, 'host.name': undefined }) },
    { title: 'OTEL_ENTITIES', env: { OTEL_ENTITIES: 'service{service.name=a}' }, says: /setting-unsupported: OTEL_ENTITIES/, expect: sendsAll },
  ]);
});

describe('settings: OTEL_LOG_LEVEL', () => {
  processRows([
    { title: 'the default is info: one start line, then silence', expect: startLine },
    { title: 'INFO', env: { OTEL_LOG_LEVEL: 'INFO' }, expect: startLine },
    { title: 'warn', env: { OTEL_LOG_LEVEL: 'warn' }, expect: silent },
    { title: 'warning means warn', env: { OTEL_LOG_LEVEL: 'warning' }, expect: silent },
    { title: 'fatal means none', env: { OTEL_LOG_LEVEL: 'fatal', OTEL_TRACES_SAMPLER: 'nonsense' }, expect: silent },
    { title: 'none silences problems', env: { OTEL_LOG_LEVEL: 'none', OTEL_TRACES_SAMPLER: 'nonsense', OTEL_LOGS_EXPORTER: 'none, otlp', OTEL_DISTRO_TYPO: '1' }, expect: silent },
    { title: 'error silences warnings', env: { OTEL_LOG_LEVEL: 'error', OTEL_TRACES_SAMPLER: 'nonsense' }, expect: silent },
    ...['debug', 'verbose', 'all', 'Trace'].map((level): ProcessRow => ({ title: level, env: { OTEL_LOG_LEVEL: level }, says: 'anything', expect: isSaidAt('debug') })),
    { title: 'unknown', env: { OTEL_LOG_LEVEL: 'loud' }, says: /setting-invalid: OTEL_LOG_LEVEL="loud" is not known; allowed: none, error, warn, info, debug, verbose, all .*using the default, info\./, expect: isSaidAt('info') },
  ]);
});

describe('settings: OTEL_PROPAGATORS', () => {
  processRows([
    { title: 'the default', expect: passesOn('w3c', 'traceparent', 'baggage') },
    { title: 'case and blanks', env: { OTEL_PROPAGATORS: ' TraceContext , TRACECONTEXT' }, expect: passesOn('w3c', 'traceparent') },
    { title: 'b3', env: { OTEL_PROPAGATORS: 'b3' }, expect: passesOn('b3', 'b3') },
    { title: 'b3multi', env: { OTEL_PROPAGATORS: 'B3Multi' }, expect: passesOn('b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-sampled') },
    { title: 'xray', env: { OTEL_PROPAGATORS: 'xray' }, expect: passesOn('xray', 'x-amzn-trace-id') },
    { title: 'none', env: { OTEL_PROPAGATORS: 'none' }, expect: (run) => {
      passesOn(undefined)(run);
      assert.equal(requestCarries(run.stdout, 'traceparent'), false);
      sendsAll(run);
    } },
    { title: 'only an unknown one leaves the default', env: { OTEL_PROPAGATORS: 'nonsense' }, says: /setting-invalid: OTEL_PROPAGATORS="nonsense" has the member "nonsense", which is not known; .*using the default, tracecontext,baggage\./, expect: passesOn('w3c', 'traceparent', 'baggage') },
    { title: 'one that is not supported beside a known one', env: { OTEL_PROPAGATORS: 'jaeger,baggage' }, says: /setting-unsupported: OTEL_PROPAGATORS="jaeger,baggage" has the member "jaeger", which is not supported/, expect: passesOn(undefined, 'baggage') },
  ]);
});

describe('settings: OTEL_TRACES_SAMPLER', () => {
  const none = sendsCounts({ spans: 0, logs: 1 });
  processRows([
    { title: 'ALWAYS_OFF in upper case', env: { OTEL_TRACES_SAMPLER: 'ALWAYS_OFF' }, expect: none },
    { title: 'Always_On', env: { OTEL_TRACES_SAMPLER: 'Always_On' }, expect: sendsAll },
    { title: 'parentbased_always_off', env: { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, expect: none },
    { title: 'traceidratio 0', env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, expect: none },
    { title: 'ParentBased_TraceIdRatio 0', env: { OTEL_TRACES_SAMPLER: 'ParentBased_TraceIdRatio', OTEL_TRACES_SAMPLER_ARG: '0' }, expect: none },
    { title: 'traceidratio 1', env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' }, expect: sendsAll },
    { title: 'unknown', env: { OTEL_TRACES_SAMPLER: 'sometimes' }, says: /setting-invalid: OTEL_TRACES_SAMPLER="sometimes" is not known; .*using the default, parentbased_always_on\./, expect: sendsAll },
    ...['jaeger_remote', 'parentbased_jaeger_remote', 'xray'].map((sampler): ProcessRow => ({ title: sampler, env: { OTEL_TRACES_SAMPLER: sampler }, says: /setting-unsupported: OTEL_TRACES_SAMPLER=.*using the default, parentbased_always_on\./, expect: sendsAll })),
    { title: 'an argument that is no ratio', env: { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, says: /setting-invalid: OTEL_TRACES_SAMPLER_ARG="2" is not such a number; allowed: a number from 0 to 1; using the default, 1\./, expect: sendsAll },
  ]);
});

/** Of the requests of each signal, how many records they carried. */
function largestBatch({ requests, spans, logs }: Receiver): { spans: number; logs: number } {
  const requestsOf = (signal: string): number => requests.filter((request) => request.signal === signal).length;
  return { spans: Math.ceil(spans.length / requestsOf('traces')), logs: Math.ceil(logs.length / requestsOf('logs')) };
}
/** Less than the two signals wait by default. */
const soon = { timeoutMs: 900 };
const workArrives = (receiver: Receiver): Promise<unknown> => receiver.waitFor({ spans: ['work'] }, soon);
const logArrives = (receiver: Receiver): Promise<unknown> => receiver.waitFor(({ logs }) => logs.length > 0, soon);
const slow = (...signals: string[]) => (receiver: Receiver): void =>
  receiver.respondWith((request) => (signals.length === 0 || signals.includes(request.signal) ? { delayMs: 400 } : undefined));

describe('settings: batches', () => {
  processRows([
    { title: 'OTEL_BSP_SCHEDULE_DELAY', env: { OTEL_BSP_SCHEDULE_DELAY: '50' }, drive: workArrives },
    { title: 'OTEL_BSP_SCHEDULE_DELAY 0', env: { OTEL_BSP_SCHEDULE_DELAY: '0' }, drive: workArrives },
    { title: 'OTEL_BLRP_SCHEDULE_DELAY', env: { OTEL_BLRP_SCHEDULE_DELAY: '50' }, drive: logArrives },
    { title: 'OTEL_BLRP_SCHEDULE_DELAY 0', env: { OTEL_BLRP_SCHEDULE_DELAY: '0' }, drive: logArrives },
    { title: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', env: { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' }, expect: ({ receiver }) => assert.equal(largestBatch(receiver).spans, 1) },
    { title: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE of more than the queue is cut to it', env: { OTEL_BSP_MAX_QUEUE_SIZE: '50', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '51' }, says: /setting-invalid: OTEL_BSP_MAX_EXPORT_BATCH_SIZE="51" is more than OTEL_BSP_MAX_QUEUE_SIZE \(50\); .*using 50/, expect: sendsAll },
    { title: 'OTEL_BSP_MAX_QUEUE_SIZE: what does not fit is dropped and said', env: { OTEL_BSP_MAX_QUEUE_SIZE: '1', OTEL_BSP_SCHEDULE_DELAY: '60000' }, prepare: slow(), says: /queue-full: .*are waiting already\./, expect: ({ receiver }) => assert.ok(receiver.spans.length < 6) },
    { title: 'OTEL_BSP_EXPORT_TIMEOUT', env: { OTEL_BSP_EXPORT_TIMEOUT: '100' }, prepare: slow('traces'), says: /export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/traces does not take traces: .*100 ms/ },
    { title: 'OTEL_BLRP_EXPORT_TIMEOUT', env: { OTEL_BLRP_EXPORT_TIMEOUT: '100' }, prepare: slow('logs'), says: /export-failed: http:\/\/127\.0\.0\.1:\d+\/v1\/logs does not take logs: .*100 ms/ },
    { title: 'a timeout of 0 is no limit', env: { OTEL_BSP_EXPORT_TIMEOUT: '0', OTEL_BLRP_EXPORT_TIMEOUT: '0', OTEL_METRIC_EXPORT_TIMEOUT: '0', OTEL_EXPORTER_OTLP_TIMEOUT: '0' }, prepare: slow(), expect: sendsAll },
    { title: 'no queue of 0', env: { OTEL_BLRP_MAX_QUEUE_SIZE: '0' }, says: /setting-invalid: OTEL_BLRP_MAX_QUEUE_SIZE="0" .*using the default, 2048, and no number for OTLP/, expect: sendsAll },
  ]);
});
const lengths = (span: number, log: number) => ({ receiver }: ProcessRun): void => {
  const textLength = (attributes: Readonly<Record<string, unknown>>): number => String(attributes['text']).length;
  assert.deepEqual([textLength(workSpanOf(receiver).attributes), textLength(logRecordOf(receiver).attributes)], [span, log]);
};
const attributeCounts = (span: number, log: number) => ({ receiver }: ProcessRun): void => {
  const counts = [workSpanOf(receiver), logRecordOf(receiver)].map(({ attributes }) => Object.keys(attributes).length);
  assert.deepEqual(counts, [span, log]);
  assert.deepEqual([workSpanOf(receiver).droppedAttributesCount, logRecordOf(receiver).droppedAttributesCount], [4 - span, 4 - log]);
};

describe('settings: limits', () => {
  processRows([
    { title: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT', env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '30' }, expect: lengths(30, 30) },
    { title: 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT, negative', env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '-5' }, says: /setting-invalid: OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT="-5" is not such a number; .*using the default, no limit\./, expect: lengths(40, 40) },
    { title: 'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', env: { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '30', OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '20' }, expect: lengths(20, 30) },
    { title: 'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT', env: { OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '20' }, expect: lengths(40, 20) },
    { title: 'OTEL_ATTRIBUTE_COUNT_LIMIT', env: { OTEL_ATTRIBUTE_COUNT_LIMIT: '3' }, says: /upstream-diagnostic: Dropping extra attributes\./, expect: attributeCounts(3, 3) },
    { title: 'OTEL_ATTRIBUTE_COUNT_LIMIT, negative', env: { OTEL_ATTRIBUTE_COUNT_LIMIT: '-1' }, says: /setting-invalid: OTEL_ATTRIBUTE_COUNT_LIMIT="-1" .*using the default, 128\./, expect: attributeCounts(4, 4) },
    { title: 'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', env: { OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1' }, says: /upstream-diagnostic: Dropping extra attributes\./, expect: attributeCounts(1, 4) },
    { title: 'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', env: { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '1' }, says: /upstream-diagnostic: Dropping extra attributes\./, expect: attributeCounts(4, 1) },
    { title: 'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT 0', env: { OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '0' }, says: /upstream-diagnostic: Dropping extra attributes\./, expect: attributeCounts(4, 0) },
    { title: 'events and links', env: { OTEL_SPAN_EVENT_COUNT_LIMIT: '1', OTEL_SPAN_LINK_COUNT_LIMIT: '1' }, says: [/Dropped 1 events/, /Dropped 1 links/], expect: ({ receiver }) => assertWork(receiver, { events: 1, links: 1 }) },
    { title: 'no events and links', env: { OTEL_SPAN_EVENT_COUNT_LIMIT: '0', OTEL_SPAN_LINK_COUNT_LIMIT: '0' }, says: [/No events/, /Dropped 2 events/, /Dropped 2 links/], expect: ({ receiver }) => assertWork(receiver, { events: 0, links: 0 }) },
    { title: 'attributes of events and links', env: { OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '1' }, expect: ({ receiver }) => assertWork(receiver, { events: 2, links: 2, attributesPerEvent: 1, attributesPerLink: 1 }) },
  ]);
});

describe('settings: our own', () => {
  processRows([
    { title: 'a misspelt OTEL_DISTRO_ name', env: { OTEL_DISTRO_SHUTDOWN_TIMOUT: '1' }, says: /setting-unknown: OTEL_DISTRO_SHUTDOWN_TIMOUT is not known; did you mean OTEL_DISTRO_SHUTDOWN_TIMEOUT\?/, expect: sendsAll },
    { title: 'a name that is like none', env: { OTEL_DISTRO_XYZZY: '1' }, says: /setting-unknown: OTEL_DISTRO_XYZZY is not known\./, expect: sendsAll },
  ]);
});
