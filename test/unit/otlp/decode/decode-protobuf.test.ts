import assert from 'node:assert/strict';
import { decodeRecords, decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { type DecodeLimits, OtlpDecodeError } from '../../../../src/otlp/decode/decode-limits.js';
import { decodeProtobuf } from '../../../../src/otlp/decode/decode-protobuf.js';
import { field, keyValue, spanRequest, tag, varint } from '../wire.js';

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

  it('rejects field numbers, wire types and varints that protobuf does not have', () => {
    const name = field(5, 'name');
    decodeRequest('traces', 'protobuf', spanRequest([...tag(2 ** 29 - 1, 0), 1, ...name]));
    for (const number of [0, 2 ** 29, 2 ** 29 + 5]) assertMalformed(spanRequest([...tag(number, 2), 1, 0x61]), /^Span: field number out of range/);
    for (const wireType of [3, 4, 6, 7]) {
      assertMalformed(spanRequest([...tag(99, wireType), ...name]), new RegExp(`^Span\\.unknown field 99: wire type ${wireType} does not exist`));
      assertMalformed(spanRequest([...tag(5, wireType), ...name]), new RegExp(`^Span\\.name: wire type ${wireType}, expected 2`));
    }
    const tenBytes = [...Array<number>(9).fill(0xff), 0x01];
    decodeRequest('traces', 'protobuf', spanRequest([...tag(99, 0), ...tenBytes]));
    assertMalformed(spanRequest([...tag(99, 0), ...tenBytes.with(9, 0x81), 0x00]), /^Span\.unknown field 99: a number of more than 64 bits/);
    decodeRequest('traces', 'protobuf', spanRequest([...tag(6, 0), 0x82, 0x80, 0x80, 0x00]));
  });

  it('rejects lengths beyond the message that they are in', () => {
    const beyond = /^Span\.name: a length of \d+ bytes runs past the end/;
    for (const length of [5, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2n ** 63n, 2n ** 64n - 1n]) assertMalformed(spanRequest([...tag(5, 2), ...varint(length), 1, 2, 3, 4]), beyond);
    // the request goes on, the span does not
    assertMalformed(new Uint8Array([...field(1, field(2, field(2, [...tag(5, 2), 3, 1]))), ...field(1, [])]), beyond);
    assertMalformed(spanRequest([...tag(16, 5), 1, 2, 3]), /^Span\.flags: the input ends in the middle/);
    assertMalformed(spanRequest([...tag(99, 1), 1]), /^Span\.unknown field 99: the input ends in the middle/);
    assertMalformed(spanRequest([0x80]), /^Span\.tag: the input ends in the middle/);
  });

  it('rejects a packed list whose last number is cut, and a packed list where there is no list', () => {
    const buckets = (...bytes: number[]): Uint8Array => new Uint8Array(field(1, field(2, field(2, field(10, field(1, field(8, bytes)))))));
    assert.throws(() => decodeRequest('metrics', 'protobuf', buckets(...field(2, [1, 0x80]), ...tag(1, 0), 1)), /^OtlpDecodeError: Buckets\.bucketCounts: the input ends/);
    assert.throws(() => decodeRequest('metrics', 'protobuf', buckets(...field(1, [1]))), /^OtlpDecodeError: Buckets\.offset: wire type 2, expected 0/);
  });

  it('merges lists within a oneof, until another member takes over', () => {
    const list = (text: string): number[] => field(5, field(1, field(1, text)));
    assert.deepEqual(decodeValue(...list('a'), ...list('b')), ['a', 'b']);
    assert.deepEqual(decodeValue(...list('a'), ...field(1, 'x'), ...list('b')), ['b']);
    assert.equal(decodeValue(...list('a'), ...field(1, 'x')), 'x');
    assert.equal(decodeRecords('traces', 'protobuf', spanRequest([...field(5, 'a'), ...field(5, 'b')])).spans[0]?.name, 'b');
  });

  it('reads from the middle of a larger buffer and hands out bytes of its own', () => {
    const request = spanRequest(field(9, keyValue('key', field(7, [1, 2, 3]))));
    const larger = new Uint8Array(request.length + 20).fill(0xff);
    larger.set(request, 10);
    const value = decodeRecords('traces', 'protobuf', larger.subarray(10, -10)).spans[0]?.attributes['key'];
    larger.fill(0);
    assert.deepEqual(value, new Uint8Array([1, 2, 3]));
  });

  it('accepts the limit and rejects one more', () => {
    const request = nested(2);
    decodeRequest('traces', 'protobuf', request, { maxBytes: request.length });
    assertMalformed(request, /at most \d+ are accepted/, { maxBytes: request.length - 1 });
    // request, ResourceSpans, ScopeSpans, Span, KeyValue, AnyValue and two for each array; 4 + 5 + 5 + 18 + 4 + 3 + 2 * 7 values, the key and the text
    decodeRequest('traces', 'protobuf', request, { maxDepth: 10, maxValues: 55 });
    assertMalformed(request, /^AnyValue: nested deeper than 9 messages/, { maxDepth: 9 });
    assertMalformed(request, /too many values/, { maxValues: 54 });
    decodeRequest('traces', 'protobuf', nested(97));
    assertMalformed(nested(98), /nested deeper than 200 messages/);
  });

  it('bounds what a small request becomes in memory', () => {
    const spans = new Uint8Array(field(1, field(2, Array<number[]>(1000).fill(field(2, [])).flat())));
    decodeRequest('traces', 'protobuf', spans, { maxValues: 4 + 5 + 5 + 18 * 1000 });
    assertMalformed(spans, /^Span: the request holds too many values/, { maxValues: 4 + 5 + 5 + 18 * 1000 - 1 });
    const packed = new Uint8Array(field(2, Array<number>(1000).fill(1)));
    decodeProtobuf('Buckets', packed, { maxValues: 5 + 1000 });
    assert.throws(() => decodeProtobuf('Buckets', packed, { maxValues: 5 + 999 }), /^OtlpDecodeError: Buckets: the request holds too many values/);
  });
});
