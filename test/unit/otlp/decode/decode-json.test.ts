import assert from 'node:assert/strict';
import { decodeRecords, decodeRequest } from '../../../../src/otlp/decode/decode.js';
import { type DecodeLimits, OtlpDecodeError } from '../../../../src/otlp/decode/decode-limits.js';

const encoder = new TextEncoder();

function spanRequest(span: object): Uint8Array {
  return encoder.encode(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }));
}

function text(json: string): Uint8Array {
  return encoder.encode(json);
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

  it('keeps every digit of a number that is not quoted', () => {
    const [span] = decodeRecords('traces', 'json', text('{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":1700000000123456789,"endTimeUnixNano":17e17,"flags":-0}]}]}]}')).spans;
    assert.equal(span?.startTimeUnixNano, 1_700_000_000_123_456_789n);
    assert.equal(span.endTimeUnixNano, 1_700_000_000_000_000_000n);
    assert.ok(Object.is(span.flags, 0));
    assert.ok(Object.is(decodeValue({ doubleValue: '-0' }), -0));
  });

  it('reads a text as JSON has it, and half of a surrogate pair as U+FFFD', () => {
    const name = (json: string): unknown => decodeRecords('traces', 'json', text(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":${json}}]}]}]}`)).spans[0]?.name;
    assert.equal(name('"a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00b"'), 'a"\\/\b\f\n\r\té😀b');
    assert.equal(name('"größe 😀"'), 'größe 😀');
    assert.equal(name('"a\\ud800b"'), 'a\ufffdb');
    assert.equal(name('"\\\\"'), '\\');
  });

  it('skips white space, a byte order mark, and members that it does not know, whatever is in them', () => {
    const unknown = '"__proto__":{"name":"x"},"constructor":null,"toString":[[],{},[1,-2.5e-3,true,false,null,"\\u0041"]],"span_id":7,"u":{},"u":{}';
    const request = decodeRequest('traces', 'json', text(`\ufeff \t\r\n{ ${unknown} , "resourceSpans" : [ { ${unknown}} ] } \n`));
    assert.deepEqual(request, { resourceSpans: [{ scopeSpans: [], schemaUrl: '' }] });
    assert.equal(Object.getPrototypeOf(request), Object.prototype);
  });

  it('keeps __proto__ as the key of an attribute', () => {
    const { attributes } = decodeSpan({ attributes: [{ key: '__proto__', value: { kvlistValue: { values: [{ key: '__proto__', value: { intValue: 1 } }] } } }] });
    assert.deepEqual(Object.keys(attributes), ['__proto__']);
    assert.equal(Object.getPrototypeOf(attributes), Object.prototype);
  });

  for (const [json, problem] of [
    ['', 'unexpected the end at byte 0'],
    ['{"resourceSpans":[', 'unexpected the end at byte 18'],
    ['{"a":1,}', 'unexpected "}" at byte 7'],
    ['{"a":[1,]}', 'unexpected "]" at byte 8'],
    ['{"a" 1}', 'unexpected "1" at byte 5'],
    ['{a:1}', 'unexpected "a" at byte 1'],
    ['{"a":01}', 'unexpected "0" at byte 5'],
    ['{"a":+1}', 'unexpected "+" at byte 5'],
    ['{"a":.5}', 'unexpected "." at byte 5'],
    ['{"a":1.}', 'unexpected "1" at byte 5'],
    ['{"a":-}', 'unexpected "-" at byte 5'],
    ['{"a":0x1}', 'unexpected "0" at byte 5'],
    ['{"a":NaN}', 'unexpected "N" at byte 5'],
    ['{"a":truely}', 'unexpected "t" at byte 5'],
    ['{"a":nul}', 'unexpected "n" at byte 5'],
    ['{"a":"\n"}', 'unexpected "\\n" at byte 6'],
    ['{"a":"\\x"}', 'unexpected "\\"" at byte 5'],
    ['{"a":"b', 'unexpected the end at byte 7'],
    ['{"a":"b\\', 'unexpected the end at byte 9'],
    ['{"a":[}', 'unexpected "}" at byte 6'],
    ['{"a":[1 2]}', 'unexpected "2" at byte 8'],
    ['{} {}', 'unexpected "{" at byte 3'],
    ['{"resourceSpans":]}', 'unexpected "]" at byte 17'],
  ] as const) {
    it(`rejects ${JSON.stringify(json)}`, () => {
      assert.throws(() => decodeRequest('traces', 'json', text(json)), { name: 'OtlpDecodeError', message: `not JSON: ${problem}` });
    });
  }

  it('rejects what protobuf could not hold or what has two meanings', () => {
    const span = (members: string): Uint8Array => text(`{"resourceSpans":[{"scopeSpans":[{"spans":[{${members}}]}]}]}`);
    assertMalformed(span('"name":"a","name":"a"'), /^Span\.name: comes twice/);
    assertMalformed(span('"name":null,"name":"a"'), /^Span\.name: comes twice/);
    assertMalformed(span('"attributes":[null]'), /^Span\.attributes: expected an object, got null \(at byte 58\)/);
    assertMalformed(span('"attributes":[{"value":{"doubleValue":1e999}}]'), /^AnyValue\.doubleValue: expected a number, got 1e999/);
    assertMalformed(span('"kind":"2"'), /^Span\.kind: expected an integer/);
    assertMalformed(span('"kind":2147483648'), /^Span\.kind/);
    assertMalformed(span('"flags":1.5'), /^Span\.flags/);
    assertMalformed(span('"flags":"0x1"'), /^Span\.flags/);
    assertMalformed(span('"flags":-1'), /^Span\.flags/);
    assertMalformed(span('"startTimeUnixNano":18446744073709551616'), /^Span\.startTimeUnixNano: expected a 64-bit integer from 0 to 18446744073709551615, got 18446744073709551616/);
    assertMalformed(span('"startTimeUnixNano":"1e3"'), /^Span\.startTimeUnixNano/);
    assertMalformed(span('"startTimeUnixNano":""'), /^Span\.startTimeUnixNano/);
    for (const base64 of ['A', 'AAAAA', 'AA=', 'AAA==', 'A===', '=', 'AA AA']) assertMalformed(span(`"attributes":[{"value":{"bytesValue":"${base64}"}}]`), /^AnyValue\.bytesValue: expected base64/);
  });

  it('shows no more than the start of a value', () => {
    assertMalformed(spanRequest({ traceId: 'x'.repeat(10_000) }), /^.{1,200}$/);
  });

  it('accepts base64 of both alphabets, with and without padding', () => {
    for (const base64 of ['+/8=', '-_8=', '+/8', '-_8']) assert.deepEqual(decodeValue({ bytesValue: base64 }), new Uint8Array([0xfb, 0xff]));
    assert.deepEqual(decodeValue({ bytesValue: '' }), new Uint8Array(0));
  });

  it('accepts the limit and rejects one more', () => {
    let value: object = { stringValue: 'x' };
    for (let level = 0; level < 2; level++) value = { arrayValue: { values: [value] } };
    const request = spanRequest({ attributes: [{ key: 'k', value }] });
    decodeRequest('traces', 'json', request, { maxDepth: 10, maxValues: 55, maxBytes: request.length });
    assertMalformed(request, /nested deeper than 9/, { maxDepth: 9 });
    assertMalformed(request, /too many values/, { maxValues: 54 });
    assertMalformed(request, /at most/, { maxBytes: request.length - 1 });
  });

  it('bounds the depth of what it skips, and a limit that the stack could not bear', () => {
    const nested = (levels: number): Uint8Array => text(`{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`);
    decodeRequest('traces', 'json', nested(200));
    assertMalformed(nested(201), /^unknown field: nested deeper than 200 values/);
    assertMalformed(text('{"a":'.repeat(1_000_000)), /^unknown field: nested deeper than 200 values/);
    assertMalformed(nested(100_000), /^unknown field: nested deeper than 500 values/, { maxDepth: 1_000_000 });
  });
});
