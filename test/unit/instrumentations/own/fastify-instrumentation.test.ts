/** The spans of Fastify's handlers, by requests that need no network. */
import assert from 'node:assert/strict';
import * as diagnosticsChannel from 'node:diagnostics_channel';
import { SpanStatusCode, context, trace } from '@opentelemetry/api';
import { RPCType, setRPCMetadata, type RPCMetadata } from '@opentelemetry/core';
import fastify, { type FastifyInstance } from 'fastify';
import { setDiagnosticSink } from '../../../../src/diagnostics/log.js';
import { FastifyInstrumentation } from '../../../../src/instrumentations/own/fastify-instrumentation.js';
import { startInMemorySdk, type InMemorySdk } from '../../../support/in-memory-sdk.js';

describe('FastifyInstrumentation', () => {
  let sdk: InMemorySdk;
  let instrumentation: FastifyInstrumentation;
  let app: FastifyInstance;

  beforeEach(() => {
    sdk = startInMemorySdk();
    instrumentation = new FastifyInstrumentation();
    app = fastify();
  });

  afterEach(async () => {
    await app.close();
    instrumentation.disable();
    sdk.stop();
  });

  const names = (): string[] => sdk.finishedSpans().map((span) => span.name);

  it('names the span by the route, and makes it the active one in the handler', async () => {
    let active: string | undefined;
    app.get('/carts/:id', async () => {
      active = trace.getActiveSpan()?.spanContext().spanId;
      return {};
    });
    await app.inject('/carts/1');
    const span = sdk.spanNamed('request handler - /carts/:id');
    assert.equal(span.spanContext().spanId, active);
    assert.deepEqual(span.attributes, { 'http.route': '/carts/:id' });
  });

  it('gives the http instrumentation the route', async () => {
    app.get('/carts/:id', async () => ({}));
    await app.ready();
    const metadata: RPCMetadata = { type: RPCType.HTTP, span: trace.getTracer('test').startSpan('GET') };
    await context.with(setRPCMetadata(context.active(), metadata), async () => void (await app.inject('/carts/1')));
    assert.equal(metadata.route, '/carts/:id');
  });

  it('has one span for GET and for the HEAD that Fastify adds', async () => {
    app.get('/carts', async () => ({}));
    await app.inject({ method: 'HEAD', url: '/carts' });
    assert.deepEqual(names(), ['request handler - /carts']);
  });

  it('keeps what the handler gets and gives', async () => {
    app.decorate('shop', 'tea');
    app.get('/', function answer(request, reply) {
      assert.equal(Reflect.get(this, 'shop'), 'tea');
      return reply.send({ query: request.query });
    });
    const response = await app.inject('/?a=1');
    assert.deepEqual(response.json(), { query: { a: '1' } });
  });

  for (const [how, handler] of [
    ['throws', () => { throw new TypeError('broken'); }],
    ['rejects', async () => { throw new TypeError('broken'); }],
  ] as const) {
    it(`records the error of a handler that ${how}`, async () => {
      app.get('/', handler);
      const response = await app.inject('/');
      assert.equal(response.statusCode, 500);
      const span = sdk.spanNamed('request handler - /');
      assert.equal(span.status.code, SpanStatusCode.ERROR);
      assert.equal(span.attributes['error.type'], 'TypeError');
      assert.equal(span.events.length, 1);
    });
  }

  it('has no span where no route matches', async () => {
    const response = await app.inject('/nowhere');
    assert.equal(response.statusCode, 404);
    assert.deepEqual(names(), []);
  });

  it('has no span when it is disabled, for instances made before and after', async () => {
    app.get('/', async () => 'before');
    instrumentation.disable();
    await app.inject('/');
    const later = fastify();
    later.get('/', async () => 'after');
    await later.inject('/');
    await later.close();
    assert.deepEqual(names(), []);
  });

  it('an instance that takes no hooks is a problem, and not the end of the process', () => {
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    const broken = {
      addHook() {
        throw new Error('no hooks');
      },
    };
    try {
      // a subscriber that throws would end the process on the next tick
      diagnosticsChannel.channel('fastify.initialization').publish({ fastify: broken });
      diagnosticsChannel.channel('fastify.initialization').publish('something else');
    } finally {
      restore();
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /instrumentation-failed: fastify: Error: no hooks/);
  });
});
