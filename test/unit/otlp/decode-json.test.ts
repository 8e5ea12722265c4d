import assert from 'node:assert/strict';
import { decodeRecords, decodeRequest } from '../../../src/otlp/decode.js';
import { type DecodeLimits, OtlpDecodeError } from '../../../src/otlp/decode-limits.js';

const encoder = new TextEncoder();

function spanRequest(span: object): Uint8Array {
  return encoder.encode(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
}

function decodeSpan(span: object): ReturnType<typeof decodeRecords>['spans'][number] {
  return decodeRecords('traces', 'json', spanRequest(span)).spans[0] ?? assert.fail('no span');
}

function decodeValue(value: unknown): unknown {
  return decodeSpan({ attributes: [{ key: 'key', value }] }).attributes['key'];
}

function assertMalformed(bytes: Uint8Array, message: RegExp, limits?: DecodeLimits): void {
  assert.throws(
    () => decodeRequest('traces', 'json', bytes, limits),
    (error) => error instanceof OtlpDecodeError && message.test(error.message),
  );
}

describe('decodeJson', () => {
  it('accepts the forms that OTLP/JSON allows', () => {
    const id = 'ABCDEF0123456789';
    const span = decodeSpan({ traceId: id + id, spanId: id, parentSpanId: '', startTimeUnixNano: '18446744073709551615', kind: 3, unknownField: {}, name: null });
    assert.equal(span.traceId, (id + id).toLowerCase());
    assert.equal(span.startTimeUnixNano, 2n ** 64n - 1n);
    assert.equal(span.kind, 'client');
    assert.equal(span.name, '');
    assert.ok(!('parentSpanId' in span));
    assert.equal(decodeValue({ intValue: '-9223372036854775808' }), -(2n ** 63n));
    assert.equal(decodeValue({ intValue: 5 }), 5);
    assert.ok(Number.isNaN(decodeValue({ doubleValue: 'NaN' })));
    assert.equal(decodeValue({ doubleValue: '-Infinity' }), -Infinity);
    assert.equal(decodeValue({ doubleValue: null }), null);
    assert.deepEqual(decodeValue({ bytesValue: 'AP+A' }), new Uint8Array([0, 255, 128]));
    assert.equal(decodeValue({}), null);
  });

  it('takes a parent of zeros for no parent', () => {
    assert.ok(!('parentSpanId' in decodeSpan({ parentSpanId: '0'.repeat(16) })));
  });

  it('names the field of what is malformed', () => {
    assertMalformed(encoder.encode('{"resourceSpans":['), /^not JSON/);
    assertMalformed(new Uint8Array([0x22, 0xff, 0x22]), /^not JSON/);
    assertMalformed(encoder.encode('[]'), /^ExportTraceServiceRequest: expected an object, got an array/);
    assertMalformed(encoder.encode('null'), /expected an object, got null/);
    assertMalformed(encoder.encode('{"resourceSpans":{}}'), /^ExportTraceServiceRequest\.resourceSpans: expected an array/);
    assertMalformed(spanRequest({ kind: 'SPAN_KIND_CLIENT' }), /^Span\.kind: expected an integer .*"SPAN_KIND_CLIENT"/);
    assertMalformed(spanRequest({ traceId: 'abc' }), /^Span\.traceId: expected 32 hex digits/);
    assertMalformed(spanRequest({ spanId: 'x'.repeat(16) }), /^Span\.spanId: expected 16 hex digits/);
    assertMalformed(spanRequest({ name: 5 }), /^Span\.name: expected a string, got 5/);
    assertMalformed(spanRequest({ flags: 2 ** 32 }), /^Span\.flags/);
    assertMalformed(spanRequest({ startTimeUnixNano: '18446744073709551616' }), /^Span\.startTimeUnixNano/);
    assertMalformed(spanRequest({ startTimeUnixNano: 1.5 }), /^Span\.startTimeUnixNano/);
    const attribute = (value: object): Uint8Array => spanRequest({ attributes: [{ key: 'k', value }] });
    assertMalformed(attribute({ intValue: '9223372036854775808' }), /^AnyValue\.intValue/);
    assertMalformed(attribute({ intValue: 1e300 }), /^AnyValue\.intValue/);
    assertMalformed(attribute({ stringValue: 'a', boolValue: true }), /^AnyValue\.boolValue: only one of its kind/);
    assertMalformed(attribute({ bytesValue: '*' }), /^AnyValue\.bytesValue: expected base64/);
    assertMalformed(attribute({ doubleValue: 'many' }), /^AnyValue\.doubleValue/);
  });

  it('accepts the limit and rejects one more', () => {
    let value: object = { stringValue: 'x' };
    for (let level = 0; level < 2; level++) value = { arrayValue: { values: [value] } };
    const request = spanRequest({ attributes: [{ key: 'k', value }] });
    decodeRequest('traces', 'json', request, { maxDepth: 10, maxMessages: 10, maxBytes: request.length });
    assertMalformed(request, /nested deeper than 9/, { maxDepth: 9 });
    assertMalformed(request, /too many messages/, { maxMessages: 9 });
    assertMalformed(request, /at most/, { maxBytes: request.length - 1 });
  });
});
