/** Whatever arrives, decoding gives records or its own error, within what the size of the input allows. */
import assert from 'node:assert/strict';
import { ProtobufLogsSerializer, ProtobufMetricsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import * as fc from 'fast-check';
import { decodeRecords, decodeRequest, type OtlpEncoding, type Signal } from '../../../../src/otlp/decode/decode.js';
import { OtlpDecodeError } from '../../../../src/otlp/decode/decode-limits.js';
import { encodeJson } from '../../../../src/otlp/encode-json.js';
import { sampleLogRecords, sampleMetrics, sampleSpans } from '../sdk-samples.js';
import { type Damage, jsonDamages, protobufDamages } from './hostile-input.js';

const signals: readonly Signal[] = ['traces', 'logs', 'metrics'];

/** One seed, so that a red run is red for all; `FAST_CHECK_SEED=$RANDOM npx mocha …` explores further. */
const seed = Number(process.env['FAST_CHECK_SEED'] ?? 4);

/** Two bytes on the wire can become a span, which counts eighteen values. */
const maxValuesPerByte = 9;
const longestMessage = 250;

/** @returns whether the bytes are a request */
function attempt(signal: Signal, encoding: OtlpEncoding, bytes: Uint8Array): boolean {
  const limits = { maxValues: 16 + maxValuesPerByte * bytes.length };
  try {
    const request = decodeRequest(signal, encoding, bytes, limits);
    decodeRecords(signal, encoding, bytes, limits);
    assert.deepEqual(decodeRequest(signal, 'json', encodeJson(request)), request);
    return true;
  } catch (error) {
    if (!(error instanceof OtlpDecodeError)) throw error;
    assert.match(error.message, /^(?:not JSON: |unknown field: |[A-Z]\w+(?:\.[\w ]+)?: )\S/);
    assert.doesNotMatch(error.message, /too many values/);
    assert.ok(error.message.length <= longestMessage, error.message);
    return false;
  }
}

describe('decoding hostile input', () => {
  const seeds: Record<OtlpEncoding, Record<Signal, Buffer>> = { protobuf: empty(), json: empty() };

  before(async () => {
    const logs = await sampleLogRecords({ nested: { deep: { list: [1, 'two', { three: null }] } }, bytes: new Uint8Array([0, 255]), beyond: 2 ** 60 }, { message: 'größe', list: [true, -0.5] });
    seeds.protobuf.traces = Buffer.from(ProtobufTraceSerializer.serializeRequest(await sampleSpans()) ?? []);
    seeds.protobuf.logs = Buffer.from(ProtobufLogsSerializer.serializeRequest(logs) ?? []);
    seeds.protobuf.metrics = Buffer.from(ProtobufMetricsSerializer.serializeRequest(await sampleMetrics()) ?? []);
    for (const signal of signals) seeds.json[signal] = Buffer.from(encodeJson(decodeRequest(signal, 'protobuf', seeds.protobuf[signal])));
  });

  for (const encoding of ['protobuf', 'json'] as const) {
    it(`${encoding}: the seeds themselves are requests, and none of them is when it is cut`, () => {
      for (const signal of signals) {
        const bytes = seeds[encoding][signal];
        assert.ok(attempt(signal, encoding, bytes));
        for (let length = 1; length < bytes.length; length++) assert.ok(!attempt(signal, encoding, bytes.subarray(0, length)), `${signal}, ${length} bytes`);
      }
    });
  }

  it('protobuf: no byte can be changed so that something else is thrown', () => {
    for (const signal of signals) {
      const damaged = Buffer.from(seeds.protobuf[signal]);
      for (const [index, original] of seeds.protobuf[signal].entries()) {
        for (const byte of [0x00, 0x80, 0xff]) {
          damaged[index] = byte;
          attempt(signal, 'protobuf', damaged);
        }
        damaged[index] = original;
      }
    }
  });

  it('protobuf: damaged in several places', () => {
    assertBothHappen('protobuf', protobufDamages(Object.values(seeds.protobuf)), 8_000);
  });

  it('json: damaged in several places', () => {
    assertBothHappen('json', jsonDamages(Object.values(seeds.json)), 5_000);
  });

  function assertBothHappen(encoding: OtlpEncoding, damage: fc.Arbitrary<Damage>, numRuns: number): void {
    let accepted = 0;
    let refused = 0;
    const property = fc.property(fc.constantFrom(...signals), fc.array(damage, { minLength: 1, maxLength: 3 }), (signal, steps) => {
      const bytes = steps.reduce((bytes, step) => step(bytes), seeds[encoding][signal]);
      if (attempt(signal, encoding, bytes)) accepted++;
      else refused++;
    });
    fc.assert(property, { seed, numRuns });
    assert.ok(accepted > numRuns / 20 && refused > numRuns / 20, `${accepted} accepted, ${refused} refused`);
  }
});

function empty(): Record<Signal, Buffer> {
  return { traces: Buffer.alloc(0), logs: Buffer.alloc(0), metrics: Buffer.alloc(0) };
}
