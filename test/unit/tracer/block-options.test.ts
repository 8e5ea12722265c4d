/** Attributes that spans have in common, for our tracer and for another one. */
import assert from 'node:assert/strict';
import type { Attributes, Tracer } from '@opentelemetry/api';
import { defaultResource } from '@opentelemetry/resources';
import { SamplingDecision, TracerProvider, type ReadableSpan, type Sampler } from '@opentelemetry/sdk-trace';
import { blockOptions } from '../../../src/tracer/block-options.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';

describe('blockOptions', () => {
  const seen: Attributes[] = [];
  let adds = false;
  const sampler: Sampler = {
    shouldSample(_context, _traceId, _name, _kind, attributes) {
      seen.push(attributes);
      return { decision: SamplingDecision.RECORD_AND_SAMPLED, ...(adds && { attributes: { 'express.type': 'sampled' } }) };
    },
    toString: () => 'looks at attributes',
  };
  const tracers: Readonly<Record<string, Tracer>> = {
    ours: new OwnTracerProvider({ resource: defaultResource(), sampler, spanLimits: {}, spanProcessors: [] }).getTracer('test'),
    upstream: new TracerProvider({ sampler }).getTracer('test'),
  };

  for (const [name, tracer] of Object.entries(tracers)) {
    it(`gives the span and the sampler all valid attributes: ${name}`, () => {
      seen.length = 0;
      const invalid = (() => undefined) as unknown as string;
      const options = blockOptions(tracer, { 'http.route': '/a', 'express.type': 'router', invalid });
      assert.equal(options.blocks !== undefined, name === 'ours');
      const span = tracer.startSpan('one', options) as unknown as ReadableSpan;
      adds = true;
      assert.deepEqual((tracer.startSpan('two', options) as unknown as ReadableSpan).attributes, { 'http.route': '/a', 'express.type': 'sampled' });
      adds = false;
      seen.pop();
      assert.deepEqual([span.attributes, seen], [{ 'http.route': '/a', 'express.type': 'router' }, [span.attributes]]);
    });
  }
});
