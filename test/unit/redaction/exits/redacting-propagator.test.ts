/** What goes out with a request, and what comes in. */
import { baggageEntryMetadataFromString, createTraceState, defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, trace, type BaggageEntry, type Context } from '@opentelemetry/api';
import { CompositePropagator, suppressTracing, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import assert from 'node:assert/strict';
import { RedactingPropagator } from '../../../../src/redaction/exits/redacting-propagator.js';
import { createRedactor, type Redactor } from '../../../../src/redaction/redactor.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { canary, createCanaryRedactor, createFailingRedactor } from './canary-redactor.js';

const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
const traceparent = `00-${spanContext.traceId}-${spanContext.spanId}-01`;

function withBaggage(entries: Record<string, BaggageEntry>, context = ROOT_CONTEXT): Context {
  return propagation.setBaggage(context, propagation.createBaggage(entries));
}

function withTraceState(state: string, context = ROOT_CONTEXT): Context {
  return trace.setSpanContext(context, { ...spanContext, traceState: createTraceState(state) });
}

function createPropagator(redactor: Redactor): RedactingPropagator {
  return new RedactingPropagator(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }), redactor);
}

function headersOf(context: Context, redactor: Redactor = createCanaryRedactor()): Record<string, string> {
  const headers: Record<string, string> = {};
  createPropagator(redactor).inject(context, headers, defaultTextMapSetter);
  return headers;
}

describe('RedactingPropagator', () => {
  const lines = captureDiagnostics();

  const rows: readonly (readonly [title: string, context: Context, headers: Record<string, string>])[] = [
    ['a baggage value', withBaggage({ a: { value: canary }, b: { value: '2' } }), { baggage: 'b=2' }],
    ['a baggage key', withBaggage({ [canary]: { value: '1' }, b: { value: '2' } }), { baggage: 'b=2' }],
    ['baggage metadata', withBaggage({ a: { value: '1', metadata: baggageEntryMetadataFromString(canary) }, b: { value: '2' } }), { baggage: 'b=2' }],
    ['the only baggage entry', withBaggage({ a: { value: canary } }), {}],
    ['a trace state value', withTraceState(`a=${canary},b=2`), { traceparent, tracestate: 'b=2' }],
    ['a trace state key', withTraceState(`${canary}=1,b=2`), { traceparent, tracestate: 'b=2' }],
    ['both', withBaggage({ a: { value: canary } }, withTraceState(`a=${canary}`)), { traceparent }],
  ];
  for (const [title, context, headers] of rows) {
    it(`leaves out what has a secret in ${title}, and counts it`, () => {
      const redactor = createCanaryRedactor();
      assert.deepEqual(headersOf(context, redactor), headers);
      assert.ok(redactor.counts.all().every(({ surface, count }) => surface === 'propagation' && count > 0));
      assert.ok(redactor.counts.all().length > 0);
    });
  }

  it('goes by the key as well', () => {
    assert.deepEqual(headersOf(withBaggage({ password: { value: 'x' }, tenant: { value: 'blue' } }), createRedactor()), { baggage: 'tenant=blue' });
    assert.deepEqual(headersOf(withBaggage({ user: { value: 'ada' }, 'service.tier': { value: 'gold' } }), createRedactor({ mode: 'strict' })), { baggage: 'service.tier=gold' });
  });

  it('sends everything else as it is', () => {
    const baggage = { a: { value: '1', metadata: baggageEntryMetadataFromString('p=1') }, b: { value: '2' } };
    assert.deepEqual(headersOf(withBaggage(baggage, withTraceState('a=1,b=2'))), { traceparent, tracestate: 'a=1,b=2', baggage: 'a=1;p=1,b=2' });
    assert.deepEqual(headersOf(ROOT_CONTEXT), {});
    assert.deepEqual(headersOf(suppressTracing(withBaggage({ a: { value: canary } }, withTraceState(`a=${canary}`)))), {});
  });

  it('does not touch what comes in', () => {
    const context = createPropagator(createCanaryRedactor()).extract(ROOT_CONTEXT, { traceparent, tracestate: `a=${canary}`, baggage: `a=${canary}` }, defaultTextMapGetter);
    assert.equal(trace.getSpanContext(context)?.traceState?.get('a'), canary);
    assert.equal(propagation.getBaggage(context)?.getEntry('a')?.value, canary);
  });

  it('leaves the context of the app alone', () => {
    const context = withBaggage({ a: { value: canary } }, withTraceState(`a=${canary}`));
    headersOf(context);
    assert.equal(propagation.getBaggage(context)?.getEntry('a')?.value, canary);
    assert.equal(trace.getSpanContext(context)?.traceState?.get('a'), canary);
  });

  it('writes no header when it cannot tell, and reports it', () => {
    assert.deepEqual(headersOf(withBaggage({ a: { value: canary } }, withTraceState('a=1')), createFailingRedactor()), {});
    assert.match(lines.join('\n'), /redaction-failed: Error\. /);
    assert.doesNotMatch(lines.join('\n'), new RegExp(canary));
  });

  it('names the headers of the propagator behind it', () => {
    assert.deepEqual(createPropagator(createCanaryRedactor()).fields().sort(), ['baggage', 'traceparent', 'tracestate']);
  });
});
