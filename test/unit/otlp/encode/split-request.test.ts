import assert from 'node:assert/strict';
import { ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import * as fc from 'fast-check';
import { decodeRequest, type Signal } from '../../../../src/otlp/decode/decode.js';
import { countRecords, splitRequest } from '../../../../src/otlp/encode/split-request.js';
import { sampleMetrics } from '../sdk-samples.js';
import { field, tag, varint } from '../wire.js';
import { logRecord, runs, span } from './against-upstream.js';

/** So many spans in each scope of each resource. */
function traces(counts: readonly (readonly number[])[]): Uint8Array {
  let name = 0;
  const spans = counts.flatMap((scopes, resourceIndex) => {
    const resource = resourceFromAttributes({ resourceIndex }, { schemaUrl: 'https://example.com/resource' });
    return scopes.flatMap((count, scopeIndex) => {
      const instrumentationScope = { name: `scope ${scopeIndex}`, schemaUrl: 'https://example.com/scope' };
      return Array.from({ length: count }, () => span({ name: `span ${name++}`, resource, instrumentationScope }));
    });
  });
  return ProtobufTraceSerializer.serializeRequest(spans) as Uint8Array;
}

interface Flat {
  readonly resource: unknown;
  readonly scope: unknown;
  readonly record: unknown;
}

/** Each span with all that is said about where it comes from. */
function flatTraces(body: Uint8Array): Flat[] {
  return decodeRequest('traces', 'protobuf', body).resourceSpans.flatMap(({ scopeSpans, ...resource }) => {
    assert.ok(scopeSpans.length > 0, 'a resource that nothing comes from');
    return scopeSpans.flatMap(({ spans, ...scope }) => {
      assert.ok(spans.length > 0, 'a scope that nothing comes from');
      return spans.map((record) => ({ resource, scope, record }));
    });
  });
}

const someTraces = traces([[3, 1], [2]]);

describe('countRecords', () => {
  it('counts spans, log records and metric data points', async () => {
    assert.equal(countRecords('traces', someTraces), 6);
    assert.equal(countRecords('logs', ProtobufLogsSerializer.serializeRequest([logRecord(), logRecord()]) as Uint8Array), 2);
    const metrics = await sampleMetrics();
    for (const { metrics: ofScope } of metrics.scopeMetrics) for (const { dataPoints } of ofScope) dataPoints.push(...(dataPoints as never[]));
    const points = metrics.scopeMetrics.flatMap((scope) => scope.metrics.flatMap(({ dataPoints }): readonly unknown[] => dataPoints));
    assert.equal(countRecords('metrics', ProtobufMetricsSerializer.serializeRequest(metrics) as Uint8Array), points.length);
  });

  it('counts requests that were joined, and none in an empty one', () => {
    assert.equal(countRecords('traces', Buffer.concat([someTraces, someTraces])), 12);
    assert.equal(countRecords('traces', new Uint8Array(0)), 0);
  });
});

describe('splitRequest', () => {
  it('gives each half of the spans in their order, with their resources and scopes', () => {
    const shape = fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(shape, (counts) => {
        const body = traces(counts);
        const count = countRecords('traces', body);
        const halves = splitRequest(body);
        if (count === 1) return assert.equal(halves, undefined);
        assert.ok(halves !== undefined);
        const [first, second] = halves.map(flatTraces);
        assert.deepEqual([first?.length, second?.length], [count >> 1, count - (count >> 1)]);
        assert.deepEqual([...(first ?? []), ...(second ?? [])], flatTraces(body));
      }),
      { ...runs, numRuns: 100 },
    );
  });

  it('log records and metrics', async () => {
    const logs = ProtobufLogsSerializer.serializeRequest(['a', 'b', 'c'].map((body) => logRecord({ body }))) as Uint8Array;
    const bodies = splitRequest(logs)?.map((half) => decodeRequest('logs', 'protobuf', half).resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.stringValue))));
    assert.deepEqual(bodies, [['a'], ['b', 'c']]);
    const metrics = await sampleMetrics();
    const names = splitRequest(ProtobufMetricsSerializer.serializeRequest(metrics) as Uint8Array)?.map((half) => decodeRequest('metrics', 'protobuf', half).resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name))));
    assert.deepEqual(names?.flat(), metrics.scopeMetrics.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)));
    assert.deepEqual(names?.map(({ length }) => length), [2, 3]);
  });

  it('keeps fields that it does not know, and lengths that are longer than they need be', () => {
    const unknown = [...tag(99, 0), ...varint(2n ** 63n), ...tag(98, 5), 1, 2, 3, 4, ...tag(97, 1), 1, 2, 3, 4, 5, 6, 7, 8, ...field(96, 'x'), ...tag(2, 0), 1];
    const scope = [...field(2, field(5, 'a')), ...unknown, ...field(2, field(5, 'b'))];
    const body = new Uint8Array([...tag(1, 2), 0x80 | (scope.length + 3), 0x80, 0x00, ...tag(2, 2), 0x80 | scope.length, 0x00, ...scope]);
    const wanted = ['a', 'b'].map((name) => [...field(1, field(2, name === 'a' ? [...field(2, field(5, name)), ...unknown] : [...unknown, ...field(2, field(5, name))]))]);
    assert.deepEqual(splitRequest(body)?.map((half) => [...half]), wanted);
  });
});

describe('bytes that are no request', () => {
  const malformed: Readonly<Record<string, readonly number[]>> = {
    'text': [...Buffer.from('<html>bad gateway</html>')],
    'a field number of 0': [0x02, 0x00],
    'a group': [...tag(1, 3), ...tag(1, 4)],
    'a number that does not end': Array<number>(20).fill(0xff),
    'a number of more than ten bytes': [...tag(9, 0), ...Array<number>(10).fill(0x80), 0],
    'a length beyond the end': [...tag(1, 2), ...varint(2n ** 63n)],
    'a span that ends behind its scope': field(1, field(2, [...tag(2, 2), 5, 1])),
    'half a fixed64': [...tag(1, 1), 1, 2, 3],
  };
  for (const [name, bytes] of Object.entries(malformed)) {
    it(name, () => {
      for (const signal of ['traces', 'logs', 'metrics'] as const) {
        assert.equal(countRecords(signal, new Uint8Array(bytes)), 0);
        assert.equal(splitRequest(new Uint8Array([...someTraces, ...bytes])), undefined);
      }
    });
  }

  it('whatever the bytes, nothing is thrown and nothing grows', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
    const cases: fc.Arbitrary<Uint8Array> = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(flips, fc.nat()).map(([changes, cut]) => {
        const bytes = Uint8Array.from(someTraces);
        for (const [position, value] of changes) bytes[position % bytes.length] = value;
        return bytes.subarray(0, bytes.length - (cut % 20));
      }),
    );
    fc.assert(
      fc.property(cases, fc.constantFrom<Signal>('traces', 'logs', 'metrics'), (bytes, signal) => {
        assert.ok(countRecords(signal, bytes) <= bytes.length);
        for (const half of splitRequest(bytes) ?? []) assert.ok(half.length <= bytes.length);
      }),
      { ...runs, numRuns: 3000 },
    );
  });
});
