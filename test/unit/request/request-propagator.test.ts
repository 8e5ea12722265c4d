/** What messages bring, what goes out with them, and what a context that has a frame is not changed by. */
import { context, defaultTextMapGetter, defaultTextMapSetter, propagation, ROOT_CONTEXT, type TextMapGetter } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import assert from 'node:assert/strict';
import { getRequestFrame, setRequestFrame, withoutSendingOn } from '../../../src/context/request-frame.js';
import { IncomingFrame, type IncomingIds } from '../../../src/request/incoming-ids.js';
import { RequestPropagator } from '../../../src/request/request-propagator.js';
import { startInMemorySdk } from '../../support/in-memory-sdk.js';
import { uuid } from '../../support/request-service.js';
import { createIds } from './create-ids.js';

/** As kafkajs has them: names as they were sent, values in buffers. */
const bufferGetter: TextMapGetter<Record<string, Buffer>> = { keys: (carrier) => Object.keys(carrier), get: (carrier, key) => carrier[key]?.toString() };

function extract(carrier: unknown, { ids = createIds(), getter = defaultTextMapGetter as TextMapGetter, into = ROOT_CONTEXT } = {}) {
  return getRequestFrame(new RequestPropagator(ids).extract(into, carrier, getter));
}

function inject(carrier: Record<string, unknown>, { ids = createIds(), from = setRequestFrame(ROOT_CONTEXT, new IncomingFrame(ids, 'r1', 'c1')) }: { ids?: IncomingIds; from?: typeof ROOT_CONTEXT } = {}) {
  new RequestPropagator(ids).inject(from, carrier, defaultTextMapSetter);
  return carrier;
}

describe('RequestPropagator', () => {
  it('gives a message a frame with its ids, and no method', () => {
    const frame = extract({ 'x-request-id': 'r1', 'x-correlation-id': 'c1' });
    assert.deepEqual([frame?.requestId, frame?.correlationId, frame?.method], ['r1', 'c1', undefined]);
  });

  it('reads names as they are set, and values of other kinds', () => {
    const frame = extract({ 'X-Request-ID': Buffer.from('r1'), 'x-correlation-id': Buffer.from('c1') }, { getter: bufferGetter });
    assert.deepEqual([frame?.requestId, frame?.correlationId], ['r1', 'c1']);
  });

  it('gives messages without headers, or with unreadable ones, ids of their own', () => {
    const throwing: TextMapGetter = { keys: () => [], get: () => { throw new Error('no headers'); } };
    const made = [extract({}), extract({}), extract(undefined), extract('x', { getter: throwing })].map((frame) => frame?.requestId ?? '');
    for (const id of made) assert.match(id, uuid);
    assert.equal(new Set(made).size, 4);
  });

  it('leaves a context alone that belongs to a request', () => {
    const frame = new IncomingFrame(createIds(), 'r1', undefined);
    for (const carrier of [{}, { 'x-request-id': 'other' }]) assert.equal(extract(carrier, { into: setRequestFrame(ROOT_CONTEXT, frame) }), frame);
  });

  it('sends the correlation id, and not the id of the request', () => {
    assert.deepEqual(inject({ a: '1' }), { a: '1', 'x-correlation-id': 'c1' });
    assert.deepEqual(new RequestPropagator(createIds()).fields(), ['x-correlation-id']);
  });

  it('leaves what the app sends itself', () => {
    assert.deepEqual(inject({ 'X-CORRELATION-id': 'own' }), { 'X-CORRELATION-id': 'own' });
    const ids = createIds();
    assert.deepEqual(inject({}, { ids, from: withoutSendingOn(setRequestFrame(ROOT_CONTEXT, new IncomingFrame(ids, 'r1', 'c1'))) }), {});
  });

  it('sends nothing outside of a request, with what is not traced, or where it is turned off', () => {
    const ids = createIds();
    assert.deepEqual(inject({}, { from: ROOT_CONTEXT }), {});
    assert.deepEqual(inject({}, { ids, from: suppressTracing(setRequestFrame(ROOT_CONTEXT, new IncomingFrame(ids, 'r1', 'c1'))) }), {});
    for (const off of [createIds({ sendsOn: false }), createIds({ correlationIdHeader: undefined })]) {
      assert.deepEqual(inject({}, { ids: off }), {});
      assert.deepEqual(new RequestPropagator(off).fields(), []);
    }
  });

  it('goes by the names of the settings', () => {
    const ids = createIds({ requestIdHeader: 'Trace-Me', correlationIdHeader: undefined });
    const frame = extract({ 'trace-me': 'r1', 'x-request-id': 'no', 'x-correlation-id': 'no' }, { ids });
    assert.deepEqual([frame?.requestId, frame?.correlationId], ['r1', 'r1']);
    assert.match(extract({ 'x-request-id': 'no' }, { ids: createIds({ requestIdHeader: undefined }) })?.requestId ?? '', uuid);
  });

  it('finds the frame of the active request again by its headers', () => {
    const sdk = startInMemorySdk();
    try {
      const headers = {};
      const frame = new IncomingFrame(createIds(), undefined, undefined, 'GET', headers);
      context.with(setRequestFrame(ROOT_CONTEXT, frame), () => {
        assert.equal(extract(headers), frame);
        assert.notEqual(extract({}), frame);
      });
    } finally {
      sdk.stop();
      propagation.disable();
    }
  });
});
