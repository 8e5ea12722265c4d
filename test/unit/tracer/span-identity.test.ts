/** The ids of spans: valid, different, and the same as numbers and as texts. */
import { createTraceState, isValidSpanId, isValidTraceId } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import * as fc from 'fast-check';
import { parseTraceId, randomTraceId, SpanIdentity, TraceId } from '../../../src/tracer/span-identity.js';

const hexOf = (...words: readonly number[]): string => words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

describe('span identity', () => {
  it('makes valid ids, each once', () => {
    const seen = new Set<string>();
    for (let time = 0; time < 20_000; time++) {
      const trace = randomTraceId();
      const { traceId, spanId, traceFlags } = new SpanIdentity(trace, true, undefined).context();
      assert.ok(isValidTraceId(traceId) && isValidSpanId(spanId));
      assert.equal(traceFlags, 1);
      seen.add(traceId).add(spanId);
    }
    assert.equal(seen.size, 40_000);
  });

  it('all bits of an id are random', () => {
    const ones = Array.from({ length: 192 }, () => 0);
    for (let time = 0; time < 4000; time++) {
      const { traceId, spanId } = new SpanIdentity(randomTraceId(), false, undefined).context();
      const bits = BigInt(`0x1${traceId}${spanId}`).toString(2).slice(1);
      ones.forEach((_count, index) => (ones[index]! += Number(bits[index])));
    }
    // ten standard deviations
    for (const count of ones) assert.ok(Math.abs(count - 2000) < 320, String(ones));
  });

  it('never makes ids of zeros', async () => {
    const { randomFillSync } = crypto;
    crypto.randomFillSync = ((bytes: Int32Array) => bytes.fill(0)) as never;
    try {
      const fresh = (await import(`../../../src/tracer/span-identity.js?fresh=${Math.random()}`)) as { randomTraceId: typeof randomTraceId; SpanIdentity: typeof SpanIdentity };
      const { traceId, spanId } = new fresh.SpanIdentity(fresh.randomTraceId(), true, undefined).context();
      assert.deepEqual([traceId, spanId], ['0'.repeat(31).concat('1'), '0'.repeat(15).concat('1')]);
    } finally {
      crypto.randomFillSync = randomFillSync;
    }
  });

  it('words and texts say the same', () => fc.assert(
    fc.property(fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer()), (words) => {
      const { hex } = new TraceId(...words);
      assert.equal(hex, hexOf(...words));
      const { word0, word1, word2, word3 } = parseTraceId(hex.toUpperCase());
      assert.deepEqual([word0, word1, word2, word3], words);
    }), { seed: 4 }));

  it('a text that was given stays as it is', () => assert.equal(parseTraceId('ABCDEF'.padEnd(32, '9')).hex, 'ABCDEF'.padEnd(32, '9')));

  it('gives the same context each time, with the trace state and the flag', () => {
    const traceState = createTraceState('a=b');
    const identity = new SpanIdentity(parseTraceId('0af7651916cd43dd8448eb211c80319c'), false, traceState);
    assert.equal(identity.context(), identity.context());
    assert.deepEqual(identity.context(), { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: hexOf(identity.word0, identity.word1), traceFlags: 0, traceState });
    assert.notEqual(identity.trace.hex, '');
  });
});
