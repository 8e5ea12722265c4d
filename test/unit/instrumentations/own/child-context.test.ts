/** Which variables a child gets, and that the app's call goes on whatever happens. */
import assert from 'node:assert/strict';
import { context, propagation, ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, suppressTracing, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { setRequestFrame, type RequestFrame } from '../../../../src/context/request-frame.js';
import { contextVariables, editSafely, replaceFunction, withActiveContext } from '../../../../src/instrumentations/own/child-context.js';
import { IncomingIds } from '../../../../src/request/incoming-ids.js';
import { RequestPropagator } from '../../../../src/request/request-propagator.js';
import { captureDiagnostics } from '../../../support/diagnostic-lines.js';
import { requestFrame } from '../../../support/request-frame.js';

const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: TraceFlags.SAMPLED };
const inSpan = trace.setSpanContext(ROOT_CONTEXT, span);
const w3c = new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] });
const TRACEPARENT = `00-${span.traceId}-${span.spanId}-01`;

describe('context for children', () => {
  const lines = captureDiagnostics();
  const of = (active: Context, environment: Readonly<Record<string, unknown>>): unknown => context.with(active, () => withActiveContext(environment));

  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(w3c);
  });

  afterEach(() => {
    delete process.env['TRACEPARENT'];
    delete process.env['TRACESTATE'];
  });

  after(() => {
    context.disable();
    propagation.disable();
  });

  it('is a copy, with what the environment inherits', () => {
    const environment = Object.freeze(Object.assign(Object.create({ base: '1' }), { own: '2' })) as Record<string, unknown>;
    assert.deepEqual(of(inSpan, environment), { own: '2', base: '1', TRACEPARENT });
    assert.deepEqual(Object.keys(environment), ['own']);
  });

  it('leaves the environment alone outside of spans, in an invalid one, and where nothing is traced', () => {
    const outside = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ tenant: { value: 'a' } }));
    const invalid = trace.setSpanContext(outside, { ...span, spanId: '0'.repeat(16) });
    for (const active of [ROOT_CONTEXT, outside, invalid, suppressTracing(inSpan)]) assert.equal(of(active, {}), undefined);
  });

  it('leaves it alone where the app has set one of the variables', () => {
    for (const name of ['TRACEPARENT', 'TRACESTATE', 'BAGGAGE']) assert.equal(of(inSpan, { [name]: 'own' }), undefined);
  });

  it('takes out what this process was started with', () => {
    Object.assign(process.env, { TRACEPARENT: 'old', TRACESTATE: 'old=1' });
    assert.deepEqual(of(inSpan, { TRACEPARENT: 'old', TRACESTATE: 'old=1', other: '1' }), { other: '1', TRACEPARENT });
    assert.equal(of(inSpan, { TRACEPARENT: 'own', TRACESTATE: 'old=1' }), undefined);
    assert.equal(process.env['TRACEPARENT'], 'old');
  });

  it('leaves ids of requests to requests, and a variable of the app that is called like their header to the app', () => {
    const request: RequestFrame = { ...requestFrame({ requestId: 'r', correlationId: 'c', method: 'GET' }), sentHeader: 'x-correlation-id' };
    const ids = new IncomingIds({ requestIdHeader: undefined, correlationIdHeader: 'X-Correlation-ID', sendsOn: true, cleanFor: () => undefined, trust: () => undefined, isSecret: () => false });
    propagation.disable();
    propagation.setGlobalPropagator(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new RequestPropagator(ids)] }));
    try {
      const inRequest = setRequestFrame(inSpan, request);
      assert.deepEqual(of(inRequest, {}), { TRACEPARENT });
      assert.deepEqual(of(inRequest, { X_CORRELATION_ID: 'own' }), { X_CORRELATION_ID: 'own', TRACEPARENT });
      const headers = {};
      propagation.inject(inRequest, headers);
      assert.deepEqual(headers, { traceparent: TRACEPARENT, 'x-correlation-id': 'c' });
    } finally {
      propagation.disable();
      propagation.setGlobalPropagator(w3c);
    }
  });

  it('asks for each variable by its name', () => {
    const asked: string[] = [];
    const variables = context.with(inSpan, () => contextVariables((name) => void asked.push(name)));
    assert.deepEqual(variables, { names: ['TRACEPARENT', 'TRACESTATE', 'BAGGAGE'], values: { TRACEPARENT } });
    assert.deepEqual([...new Set(asked)], ['TRACEPARENT', 'TRACESTATE', 'BAGGAGE']);
  });

  it('an edit that fails is a problem without its text, and no error', () => {
    const edit = (): never => {
      throw new Error('secret-4711');
    };
    assert.equal(editSafely(edit, []), undefined);
    assert.match(lines[0] ?? '', /instrumentation-failed: trace context for a child: Error/);
    assert.doesNotMatch(lines.join(), /4711/);
  });

  it('replaces a function by one with its name and properties, until it is taken back or replaced again', () => {
    const original = Object.assign(function name(_a: number, _b: number) {}, { property: 1 });
    const owner = { name: original };
    const undo = replaceFunction(owner, 'name', {});
    assert.deepEqual([owner.name.name, owner.name.length, owner.name.property, owner.name === original], ['name', 2, 1, false]);
    undo();
    assert.equal(owner.name, original);
    const undoLate = replaceFunction(owner, 'name', {});
    const foreign = Object.assign(() => undefined, { property: 2 });
    owner.name = foreign;
    undoLate();
    assert.equal(owner.name, foreign);
    assert.doesNotThrow(replaceFunction(owner, 'missing', {}));
  });
});
