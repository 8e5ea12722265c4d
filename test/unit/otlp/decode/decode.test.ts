import assert from 'node:assert/strict';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { decodeRecords, decodeRequest, type Signal } from '../../../../src/otlp/decode/decode.js';
import type { DecodedMetric } from '../../../../src/otlp/records.js';
import { parentContext, sampleLogRecords, sampleMetrics, sampleSpans, valueSamples } from '../sdk-samples.js';

const resource = { 'service.name': 'shop', 'process.pid': 7, 'process.command_args': ['node', 'app.js'] };

function bytesOf(serialized: Uint8Array | undefined): Uint8Array {
  assert.ok(serialized);
  return serialized;
}

function assertSameModel(signal: Signal, protobuf: Uint8Array, json: Uint8Array): void {
  assert.deepEqual(decodeRequest(signal, 'json', json), decodeRequest(signal, 'protobuf', protobuf));
}

describe('decoding what upstream serializes', () => {
  it('gives back a span with every part', async () => {
    const spans = await sampleSpans();
    const protobuf = bytesOf(ProtobufTraceSerializer.serializeRequest(spans));
    const [first, second] = decodeRecords('traces', 'protobuf', protobuf).spans;
    const context = spans[0]?.spanContext();
    assert.deepEqual(first, {
      name: 'GET /',
      kind: 'server',
      traceId: context?.traceId,
      spanId: context?.spanId,
      traceState: '',
      flags: 0x101,
      startTimeUnixNano: 1_700_000_000_123_456_789n,
      endTimeUnixNano: 1_700_000_001_000_000_005n,
      attributes: Object.fromEntries(valueSamples),
      events: [{ name: 'picked', timeUnixNano: 1_700_000_000_200_000_001n, attributes: { count: 3 }, droppedAttributesCount: 0 }],
      links: [
        {
          traceId: parentContext.traceId,
          spanId: parentContext.spanId,
          traceState: '',
          flags: 0x301,
          attributes: { why: 'retry' },
          droppedAttributesCount: 0,
        },
      ],
      status: { code: 'error', message: 'out of stock' },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
      resource,
      scope: { name: 'sample', version: '1.2.3', schemaUrl: 'https://example.com/schema', attributes: {} },
    });
    assert.equal(second?.name, 'empty');
    assert.equal(second.startTimeUnixNano, 0n);
    assertSameModel('traces', protobuf, bytesOf(JsonTraceSerializer.serializeRequest(spans)));
  });

  it('gives back a log record with nested, binary and unusual values', async () => {
    const attributes = {
      nested: { deep: { list: [1, 'two', { three: null }], none: {} } },
      bytes: new Uint8Array([0, 255, 128]),
      tiny: 5e-324,
      beyond: 2 ** 60,
    };
    const records = await sampleLogRecords(attributes, { message: 'größe', list: [true, -0.5] });
    const protobuf = bytesOf(ProtobufLogsSerializer.serializeRequest(records));
    const [log] = decodeRecords('logs', 'protobuf', protobuf).logs;
    assert.deepEqual(log?.body, { message: 'größe', list: [true, -0.5] });
    assert.deepEqual(Object.keys(log.attributes), ['nested', 'bytes', 'tiny', 'beyond']);
    assert.deepEqual(log.attributes['nested'], attributes.nested);
    assert.deepEqual(log.attributes['bytes'], attributes.bytes);
    assert.equal(log.attributes['tiny'], 5e-324);
    assert.equal(log.attributes['beyond'], 2n ** 60n);
    assert.deepEqual(
      [log.severityNumber, log.severityText, log.eventName, log.timeUnixNano, log.observedTimeUnixNano],
      [17, 'ERROR', 'order.failed', 1_700_000_000_000_000_001n, 1_700_000_000_000_000_002n],
    );
    assert.ok(!('traceId' in log));
    assert.ok(!('spanId' in log));
    // upstream writes 2^60 as a number, which for JavaScript ends in 7000
    const { beyond: _beyond, ...exact } = attributes;
    const withoutBeyond = await sampleLogRecords(exact, { message: 'größe', list: [true, -0.5] });
    assertSameModel('logs', bytesOf(ProtobufLogsSerializer.serializeRequest(withoutBeyond)), bytesOf(JsonLogsSerializer.serializeRequest(withoutBeyond)));
  });

  it('gives back every type of metric', async () => {
    const collected = await sampleMetrics();
    const protobuf = bytesOf(ProtobufMetricsSerializer.serializeRequest(collected));
    const byName = new Map(decodeRecords('metrics', 'protobuf', protobuf).metrics.map((metric) => [metric.name, metric]));
    const get = (name: string): DecodedMetric => byName.get(name) ?? assert.fail(`no metric ${name}`);

    const { points, ...orders } = get('orders');
    assert.deepEqual(orders, {
      name: 'orders',
      unit: '{order}',
      description: 'Orders',
      type: 'sum',
      temporality: 'delta',
      monotonic: true,
      resource,
      scope: { name: 'meter', version: '2', schemaUrl: '', attributes: {} },
    });
    assert.deepEqual([points[0]?.value, points[0]?.attributes], [5, { shop: 'a' }]);
    assert.deepEqual([get('queue').monotonic, get('queue').points[0]?.value], [false, -3]);
    assert.deepEqual([get('temperature').type, get('temperature').points[0]?.value], ['gauge', -1.5]);

    const [duration] = get('duration').points;
    assert.deepEqual(
      [duration?.count, duration?.sum, duration?.min, duration?.max, duration?.bounds, duration?.bucketCounts],
      [3, 10, 0.25, 9, [0.5, 1], [1, 1, 1]],
    );
    const [exponential] = get('exponential').points;
    assert.equal(exponential?.count, 4);
    assert.equal(exponential.zeroCount, 1);
    assert.equal(exponential.positive?.bucketCounts.reduce((sum, count) => sum + count, 0), 3);
    assert.ok((exponential.scale ?? 0) > 0);
    assertSameModel('metrics', protobuf, bytesOf(JsonMetricsSerializer.serializeRequest(collected)));
  });
});
