/** What the SDK says about itself with `OTEL_NODE_EXPERIMENTAL_SDK_METRICS`: names, types, units and attributes of the semantic conventions. */
import assert from 'node:assert/strict';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import type { DecodedMetric, Receiver } from '../../src/testing/index.js';
import { runApp, withReceiver } from '../support/run-app.js';

interface Definition {
  readonly type: 'counter' | 'up-down counter' | 'histogram';
  readonly unit: string;
  /** Besides those of the component. */
  readonly attributes?: readonly string[];
  /** Kinds of its component; none = it has no component. */
  readonly component?: RegExp;
}

const spanProcessor = { component: /^(batching|simple)_span_processor$/ };
const logProcessor = { component: /^(batching|simple)_log_processor$/ };
const toServer = ['server.address', 'server.port'];

/** https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics */
const definitions: Readonly<Record<string, Definition>> = {
  'otel.sdk.span.started': { type: 'counter', unit: '{span}', attributes: ['otel.span.parent.origin', 'otel.span.sampling_result'] },
  'otel.sdk.span.live': { type: 'up-down counter', unit: '{span}', attributes: ['otel.span.sampling_result'] },
  'otel.sdk.log.created': { type: 'counter', unit: '{log_record}' },
  'otel.sdk.processor.span.processed': { type: 'counter', unit: '{span}', ...spanProcessor },
  'otel.sdk.processor.span.queue.size': { type: 'up-down counter', unit: '{span}', ...spanProcessor },
  'otel.sdk.processor.span.queue.capacity': { type: 'up-down counter', unit: '{span}', ...spanProcessor },
  'otel.sdk.processor.log.processed': { type: 'counter', unit: '{log_record}', ...logProcessor },
  'otel.sdk.processor.log.queue.size': { type: 'up-down counter', unit: '{log_record}', ...logProcessor },
  'otel.sdk.processor.log.queue.capacity': { type: 'up-down counter', unit: '{log_record}', ...logProcessor },
  'otel.sdk.exporter.span.inflight': { type: 'up-down counter', unit: '{span}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_span_exporter$/ },
  'otel.sdk.exporter.span.exported': { type: 'counter', unit: '{span}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_span_exporter$/ },
  'otel.sdk.exporter.log.inflight': { type: 'up-down counter', unit: '{log_record}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_log_exporter$/ },
  'otel.sdk.exporter.log.exported': { type: 'counter', unit: '{log_record}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_log_exporter$/ },
  'otel.sdk.exporter.metric_data_point.inflight': { type: 'up-down counter', unit: '{data_point}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_metric_exporter$/ },
  'otel.sdk.exporter.metric_data_point.exported': { type: 'counter', unit: '{data_point}', attributes: toServer, component: /^otlp_(http|http_json|grpc)_metric_exporter$/ },
  'otel.sdk.exporter.operation.duration': { type: 'histogram', unit: 's', attributes: toServer, component: /^otlp_(http|http_json|grpc)_(span|log|metric)_exporter$/ },
  'otel.sdk.metric_reader.collection.duration': { type: 'histogram', unit: 's', component: /^(periodic_metric_reader|prometheus_http_text_metric_exporter)$/ },
};

const known: ReadonlySet<unknown> = new Set(Object.values(conventions));

function typeOf({ type, monotonic }: DecodedMetric): string {
  if (type !== 'sum') return type;
  return monotonic === true ? 'counter' : 'up-down counter';
}

function assertDefined(metric: DecodedMetric): void {
  const definition = definitions[metric.name];
  assert.ok(definition, `${metric.name} is not in the table`);
  assert.deepEqual([typeOf(metric), metric.unit], [definition.type, definition.unit], metric.name);
  for (const { attributes } of metric.points) {
    const ofComponent: readonly string[] = definition.component === undefined ? [] : ['otel.component.name', 'otel.component.type'];
    const keys = Object.keys(attributes).filter((key) => key !== 'error.type').sort();
    assert.deepEqual(keys, [...ofComponent, ...(definition.attributes ?? [])].sort(), metric.name);
    if (definition.component === undefined) continue;
    assert.match(String(attributes['otel.component.type']), definition.component);
    assert.ok(known.has(attributes['otel.component.type']));
    assert.match(String(attributes['otel.component.name']), new RegExp(`^${String(attributes['otel.component.type'])}/\\d+$`));
  }
}

/** The values of the last export, by `error.type`. */
function lastValues(receiver: Receiver, name: string): Record<string, unknown> {
  const metric = receiver.metrics.findLast((each) => each.name === name);
  return Object.fromEntries((metric?.points ?? []).map(({ attributes, value, count }) => [String(attributes['error.type'] ?? 'ok'), value ?? count]));
}

const env = { OTEL_NODE_EXPERIMENTAL_SDK_METRICS: 'true', OTEL_BSP_MAX_QUEUE_SIZE: '100', OTEL_BLRP_MAX_QUEUE_SIZE: '200' };

describe('metrics of the SDK about itself', () => {
  for (const name of Object.keys(definitions)) it(`${name} is in the conventions`, () => assert.ok(known.has(name)));

  for (const protocol of ['http/protobuf', 'http/json', 'grpc'] as const) {
    it(`are all there, as the conventions want them: ${protocol}`, () =>
      withReceiver(async (receiver) => {
        const endpoint = protocol === 'grpc' ? { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.grpcUrl } : {};
        await runApp({ app: 'endings/app.cjs', args: ['drain'], env: { ...env, ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol } }, receiver);
        const own = receiver.metrics.filter(({ name }) => name.startsWith('otel.sdk.'));
        for (const metric of own) assertDefined(metric);
        assert.deepEqual([...new Set(own.map(({ name }) => name))].sort(), Object.keys(definitions).sort());
        assert.deepEqual(lastValues(receiver, 'otel.sdk.processor.span.processed'), { ok: 1 });
        assert.deepEqual(lastValues(receiver, 'otel.sdk.processor.span.queue.capacity'), { ok: 100 });
        assert.deepEqual(lastValues(receiver, 'otel.sdk.processor.log.queue.capacity'), { ok: 200 });
        assert.deepEqual(lastValues(receiver, 'otel.sdk.exporter.log.inflight'), { ok: 0 });
      }));
  }

  it('tell what the collector refused, and how long it took', () =>
    withReceiver(async (receiver) => {
      receiver.respondWith(({ signal }) => (signal === 'traces' ? { status: 400 } : {}));
      await runApp({ app: 'endings/app.cjs', args: ['drain'], env }, receiver);
      assert.deepEqual(lastValues(receiver, 'otel.sdk.exporter.span.exported'), { 'HTTP 400': 1 });
      const durations = receiver.metrics.findLast(({ name }) => name === 'otel.sdk.exporter.operation.duration')?.points ?? [];
      const ofSpans = durations.filter(({ attributes }) => attributes['otel.component.type'] === 'otlp_http_span_exporter');
      assert.deepEqual(ofSpans.map(({ attributes, count }) => [attributes['error.type'], count]), [['HTTP 400', 1]]);
    }));

  it('tell what found no room', () =>
    withReceiver(async (receiver) => {
      receiver.respondWith(({ signal }) => (signal === 'traces' ? { hang: true } : {}));
      await runApp({ app: 'endings/app.cjs', args: ['many spans'], env: { ...env, OTEL_BSP_MAX_QUEUE_SIZE: '3', OTEL_DISTRO_SHUTDOWN_TIMEOUT: '500' } }, receiver);
      assert.deepEqual(lastValues(receiver, 'otel.sdk.processor.span.processed'), { ok: 3, queue_full: 8 });
    }));

  for (const [exporter, type, processed] of [['otlp/stdout', 'batching_span_processor', 1], ['console', 'simple_span_processor', 1]] as const) {
    it(`know the processor in front of the exporter ${exporter}`, () =>
      withReceiver(async (receiver) => {
        await runApp({ app: 'endings/app.cjs', args: ['drain'], env: { ...env, OTEL_TRACES_EXPORTER: exporter } }, receiver);
        for (const metric of receiver.metrics.filter(({ name }) => name.startsWith('otel.sdk.'))) assertDefined(metric);
        const metric = receiver.metrics.findLast(({ name }) => name === 'otel.sdk.processor.span.processed');
        assert.deepEqual(metric?.points.map(({ attributes, value }) => [attributes['otel.component.type'], value]), [[type, processed]]);
        const queue = lastValues(receiver, 'otel.sdk.processor.span.queue.size');
        assert.deepEqual(queue, exporter === 'console' ? {} : { ok: 0 });
      }));
  }
});
