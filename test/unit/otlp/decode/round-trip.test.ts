/** Every field of every message comes through: protobuf becomes the model, and the model comes back from JSON. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { decodeRequest, type Signal } from '../../../../src/otlp/decode/decode.js';
import { decodeProtobuf } from '../../../../src/otlp/decode/decode-protobuf.js';
import { decodeJson } from '../../../../src/otlp/decode/decode-json.js';
import { encodeJson } from '../../../../src/otlp/encode-json.js';
import { messages } from '../../../../src/otlp/messages.js';
import type { MessageName } from '../../../../src/otlp/schema.js';
import { anyMessage } from './any-message.js';

/** One seed, so that a red run is red for all; `FAST_CHECK_SEED=$RANDOM npx mocha …` explores further. */
const seed = Number(process.env['FAST_CHECK_SEED'] ?? 5);

describe('protobuf to the model, to JSON and back', () => {
  for (const [signal, name] of [['traces', 'ExportTraceServiceRequest'], ['logs', 'ExportLogsServiceRequest'], ['metrics', 'ExportMetricsServiceRequest']] satisfies [Signal, MessageName][]) {
    it(`keeps any request of ${signal}`, () => {
      const property = fc.property(anyMessage(name), ({ bytes, model }) => {
        const request = decodeRequest(signal, 'protobuf', Uint8Array.from(bytes));
        assert.deepEqual(request, model);
        assert.deepEqual(decodeRequest(signal, 'json', encodeJson(request)), request);
      });
      fc.assert(property, { seed, numRuns: 300 });
    });
  }

  for (const name of Object.keys(messages) as MessageName[]) {
    it(`keeps any ${name}`, () => {
      const property = fc.property(anyMessage(name, 2), ({ bytes, model }) => {
        const message = decodeProtobuf(name, Uint8Array.from(bytes));
        assert.deepEqual(message, model);
        assert.deepEqual(decodeJson(name, encodeJson(message)), message);
      });
      fc.assert(property, { seed, numRuns: 100 });
    });
  }
});
