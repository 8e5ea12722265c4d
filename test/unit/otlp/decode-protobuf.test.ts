import assert from 'node:assert/strict';
import { ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { decodeRecords, decodeRequest } from '../../../src/otlp/decode.js';
import { type DecodeLimits, OtlpDecodeError } from '../../../src/otlp/decode-limits.js';
import { decodeProtobuf } from '../../../src/otlp/decode-protobuf.js';
import { sampleMetrics, sampleSpans } from './sdk-samples.js';
import { field, keyValue, spanRequest, tag, varint } from './wire.js';

function decodeValue(...anyValue: number[]): unknown {
  return decodeRecords('traces', 'protobuf', spanRequest(field(9, keyValue('key', anyValue)))).spans[0]?.attributes['key'];
}

function assertMalformed(bytes: Uint8Array, message: RegExp, limits?: DecodeLimits): void {
  assert.throws(
    () => decodeRequest('traces', 'protobuf', bytes, limits),
    (error) => error instanceof OtlpDecodeError && error.code === 'OTLP_MALFORMED' && message.test(error.message),
  );
}

function int(value: bigint): number[] {
  return [...tag(3, 0), ...varint(value)];
}

/** An attribute value inside so many arrays. */
function nested(levels: number): Uint8Array {
  let value: number[] = field(1, 'x');
  for (let level = 0; level < levels; level++) value = field(5, field(1, value));
  return spanRequest(field(9, keyValue('key', value)));
}

describe('decodeProtobuf', () => {
  it('reads 64-bit integers to their ends', () => {
    assert.equal(decodeValue(...int(2n ** 63n - 1n)), 2n ** 63n - 1n);
    assert.equal(decodeValue(...int(-(2n ** 63n))), -(2n ** 63n));
    assert.equal(decodeValue(...int(-1n)), -1);
    assert.equal(decodeValue(...int(2n ** 53n - 1n)), Number.MAX_SAFE_INTEGER);
    assert.equal(decodeValue(...int(2n ** 53n)), 2n ** 53n);
  });

  it('reads doubles that JSON has no number for', () => {
    for (const double of [Number.NaN, Infinity, -Infinity, -0]) {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(double);
      assert.ok(Object.is(decodeValue(...tag(4, 1), ...bytes), double));
    }
  });

  it('keeps an empty value as null and a key of __proto__ as a key', () => {
    assert.equal(decodeValue(), null);
    const [span] = decodeRecords('traces', 'protobuf', spanRequest(field(9, keyValue('__proto__', field(1, 'own'))))).spans;
    assert.equal(Object.getOwnPropertyDescriptor(span?.attributes, '__proto__')?.value, 'own');
  });

  it('takes the last member of a oneof and merges a message that comes in parts', () => {
    assert.equal(decodeValue(...field(1, 'first'), ...tag(2, 0), 1), true);
    const scope = [...field(1, field(1, 'name')), ...field(1, field(2, '1.0'))];
    assert.deepEqual(decodeProtobuf('ScopeSpans', new Uint8Array(scope)).scope, {
      name: 'name',
      version: '1.0',
      attributes: [],
      droppedAttributesCount: 0,
    });
  });

  it('reads repeated numbers packed and one by one', () => {
    const one = [...tag(2, 0), ...varint(7)];
    const packed = field(2, [...varint(300), ...varint(0)]);
    assert.deepEqual(decodeProtobuf('Buckets', new Uint8Array([...tag(1, 0), ...varint(3), ...one, ...packed])), {
      offset: -2,
      bucketCounts: [7n, 300n, 0n],
    });
  });

  it('skips unknown fields of every wire type', () => {
    const unknown = [...tag(100, 0), ...varint(2n ** 63n), ...tag(101, 1), ...Array(8).fill(1), ...field(102, 'x'), ...tag(103, 5), 1, 2, 3, 4];
    assert.equal(decodeRecords('traces', 'protobuf', spanRequest([...unknown, ...field(5, 'name')])).spans[0]?.name, 'name');
  });

  it('names the field of what is malformed', () => {
    assertMalformed(spanRequest([...tag(5, 0), 1]), /^Span\.name: wire type 0, expected 2/);
    assertMalformed(spanRequest([...tag(6, 2), 0]), /^Span\.kind: wire type 2, expected 0/);
    assertMalformed(spanRequest([...tag(7, 1), 1, 2, 3]), /^Span\.startTimeUnixNano: the input ends in the middle/);
    assertMalformed(spanRequest(field(1, Array(15).fill(1))), /^Span\.traceId: an id of 15 bytes, expected 16/);
    assertMalformed(spanRequest(field(2, Array(9).fill(1))), /^Span\.spanId: an id of 9 bytes, expected 8/);
    assertMalformed(spanRequest(field(5, [0xc3, 0x28])), /^Span\.name: not valid UTF-8/);
    assertMalformed(spanRequest([...tag(99, 3)]), /^Span\.unknown field 99: wire type 3/);
    assertMalformed(spanRequest([0x00]), /^Span: field number out of range/);
    assertMalformed(spanRequest([...tag(6, 0), ...Array(9).fill(0xff), 0x02]), /^Span\.kind: a number of more than 64 bits/);
    assertMalformed(new Uint8Array([0x0a, 5, 1]), /^ExportTraceServiceRequest\.resourceSpans: a length of 5 bytes runs past the end/);
    assert.equal(decodeRecords('traces', 'protobuf', spanRequest(field(1, Array(16).fill(1)))).spans[0]?.traceId, '01'.repeat(16));
  });

  it('either decodes or throws its own error, wherever the input is cut or damaged', async () => {
    const traces = ProtobufTraceSerializer.serializeRequest(await sampleSpans()) ?? assert.fail();
    const metrics = ProtobufMetricsSerializer.serializeRequest(await sampleMetrics()) ?? assert.fail();
    let rejected = 0;
    const attempt = (signal: 'traces' | 'metrics', bytes: Uint8Array): void => {
      try {
        decodeRecords(signal, 'protobuf', bytes);
      } catch (error) {
        assert.ok(error instanceof OtlpDecodeError, String(error));
        rejected++;
      }
    };
    for (let length = 1; length < traces.length; length++) attempt('traces', traces.subarray(0, length));
    assert.equal(rejected, traces.length - 1, 'the request is one message, so every cut is malformed');
    for (const [signal, bytes] of [['traces', traces], ['metrics', metrics]] as const) {
      for (let index = 0; index < bytes.length; index++) {
        const damaged = Uint8Array.from(bytes);
        for (const byte of [0x00, 0x7f, 0x80, 0xff]) {
          damaged[index] = byte;
          attempt(signal, damaged);
        }
      }
    }
  });

  it('accepts the limit and rejects one more', () => {
    const request = nested(2);
    decodeRequest('traces', 'protobuf', request, { maxBytes: request.length });
    assertMalformed(request, /at most \d+ are accepted/, { maxBytes: request.length - 1 });
    // request, ResourceSpans, ScopeSpans, Span, KeyValue, AnyValue and two for each array
    decodeRequest('traces', 'protobuf', request, { maxDepth: 10, maxMessages: 10 });
    assertMalformed(request, /^AnyValue: nested deeper than 9 messages/, { maxDepth: 9 });
    assertMalformed(request, /too many messages/, { maxMessages: 9 });
    decodeRequest('traces', 'protobuf', nested(97));
    assertMalformed(nested(98), /nested deeper than 200 messages/);
  });
});
