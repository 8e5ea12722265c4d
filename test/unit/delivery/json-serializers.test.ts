/** OTLP/JSON of each signal: the same as upstream's where that is right, and right where it is not. */
import assert from 'node:assert/strict';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufMetricsSerializer,
} from '@opentelemetry/otlp-transformer';
import { createJsonSerializer } from '../../../src/delivery/json-serializers.js';
import { otlpLogs, otlpMetrics, otlpTraces, type OtlpSignal } from '../../../src/delivery/otlp-signals.js';
import { decodeRequest } from '../../../src/otlp/decode/decode.js';
import { sampleLogRecords, sampleMetrics, sampleSpans, valueSamples } from '../otlp/sdk-samples.js';

const attributes = Object.fromEntries(valueSamples);

function jsonOf<Items>(otlp: OtlpSignal<Items>, items: Items): Uint8Array {
  const body = createJsonSerializer(otlp).serializeRequest(items);
  assert.ok(body);
  return body;
}

/** The values of a log record as OTLP/JSON, by key. */
async function valuesOf(values: Record<string, unknown>): Promise<Record<string, unknown>> {
  const body = await jsonOf(otlpLogs, await sampleLogRecords(values, 'x'));
  const request = JSON.parse(Buffer.from(body).toString()) as {
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ attributes: { key: string; value: unknown }[] }] }] }];
  };
  return Object.fromEntries(request.resourceLogs[0].scopeLogs[0].logRecords[0].attributes.map(({ key, value }) => [key, value]));
}

describe('OTLP/JSON', () => {
  it('says the same as upstream about spans', async () => {
    const spans = await sampleSpans();
    const upstream = JsonTraceSerializer.serializeRequest(spans);
    assert.ok(upstream);
    assert.deepEqual(decodeRequest('traces', 'json', await jsonOf(otlpTraces, spans)), decodeRequest('traces', 'json', upstream));
  });

  it('says the same as upstream about log records', async () => {
    const records = await sampleLogRecords({ ...attributes, map: { a: [1, { b: true }] }, bytes: new Uint8Array([0, 255]) }, { text: 'x', count: 1 });
    const upstream = JsonLogsSerializer.serializeRequest(records);
    assert.ok(upstream);
    assert.deepEqual(decodeRequest('logs', 'json', await jsonOf(otlpLogs, records)), decodeRequest('logs', 'json', upstream));
  });

  it('says the same as upstream about metrics', async () => {
    const metrics = await sampleMetrics();
    const upstream = JsonMetricsSerializer.serializeRequest(metrics);
    assert.ok(upstream);
    assert.deepEqual(decodeRequest('metrics', 'json', await jsonOf(otlpMetrics, metrics)), decodeRequest('metrics', 'json', upstream));
  });

  it('says the same as the protobuf form of the same request', async () => {
    const metrics = await sampleMetrics();
    const protobuf = ProtobufMetricsSerializer.serializeRequest(metrics);
    assert.ok(protobuf);
    assert.deepEqual(decodeRequest('metrics', 'json', await jsonOf(otlpMetrics, metrics)), decodeRequest('metrics', 'protobuf', protobuf));
  });

  const rows: [name: string, value: unknown, json: unknown][] = [
    ['a large whole double', 1e300, { doubleValue: 1e300 }],
    ['the first whole number beyond 64 bits', 2 ** 63, { doubleValue: 2 ** 63 }],
    ['the least 64-bit integer', -(2 ** 63), { intValue: '-9223372036854775808' }],
    ['a safe integer', Number.MAX_SAFE_INTEGER, { intValue: '9007199254740991' }],
    ['NaN', Number.NaN, { doubleValue: 'NaN' }],
    ['infinity', Number.POSITIVE_INFINITY, { doubleValue: 'Infinity' }],
    ['negative infinity', Number.NEGATIVE_INFINITY, { doubleValue: '-Infinity' }],
    ['a fraction', 0.1, { doubleValue: 0.1 }],
    ['an empty text', '', { stringValue: '' }],
    ['false', false, { boolValue: false }],
    ['bytes', new Uint8Array([1, 2, 255]), { bytesValue: 'AQL/' }],
    ['null', null, {}],
    ['a list', [1, 'a', Number.NaN], { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'a' }, { doubleValue: 'NaN' }] } }],
    ['a map', { a: 1e300 }, { kvlistValue: { values: [{ key: 'a', value: { doubleValue: 1e300 } }] } }],
    ['half a surrogate pair', 'a\ud800b', { stringValue: 'a\ufffdb' }],
  ];
  for (const [name, value, json] of rows) {
    it(`writes ${name}`, async () => assert.deepEqual(await valuesOf({ value }), { value: json }));
  }

  it('upstream still needs it', async () => {
    const upstream = JsonLogsSerializer.serializeRequest(await sampleLogRecords({ large: 1e300, nan: Number.NaN }, 'x'));
    const text = Buffer.from(upstream ?? []).toString();
    assert.match(text, /\{"intValue":1e\+300\}/);
    assert.match(text, /\{"doubleValue":null\}/);
  });

  for (const [name, text, expected] of [
    ['nothing', '', {}],
    ['null', 'null', {}],
    ['a refusal', '{"partialSuccess":{"rejectedSpans":"2","errorMessage":"no"}}', { partialSuccess: { rejectedSpans: '2', errorMessage: 'no' } }],
  ] as const) {
    it(`reads ${name} as an answer`, () => {
      assert.deepEqual(createJsonSerializer(otlpTraces).deserializeResponse(Buffer.from(text)), expected);
    });
  }
});
