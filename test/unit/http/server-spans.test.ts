/** Requests that are not as usual: handed on, of other servers, thrown at. */
import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, trace, type Attributes } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { createContextManager } from '../../../src/context/context-manager.js';
import { contextStorage } from '../../../src/context/context-storage.js';
import { patchServers } from '../../../src/http/server-spans.js';
import { createSampler } from '../../../src/sdk/samplers.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';
import { waitUntil } from '../../support/wait-until.js';
import { resource } from '../tracer/both-providers.js';

describe('requests that are not as usual', () => {
  const lines = captureDiagnostics();
  const spans: ReadableSpan[] = [];
  const measured: Attributes[] = [];
  let undo: () => void;
  let server: http.Server;

  before(() => {
    context.setGlobalContextManager(createContextManager(contextStorage));
    const processor = { onStart: () => undefined, onEnd: (span: ReadableSpan) => void spans.push(span), forceFlush: async () => undefined, shutdown: async () => undefined };
    const provider = new OwnTracerProvider({ resource, sampler: createSampler(undefined), spanLimits: {}, spanProcessors: [processor] });
    undo = patchServers({ tracer: provider.getTracer('http'), recordDuration: (_seconds, attributes) => void measured.push(attributes), options: {} });
  });
  after(() => {
    undo();
    context.disable();
  });
  beforeEach(() => {
    spans.length = measured.length = 0;
  });
  afterEach(() => server?.close());

  async function serve(handle: http.RequestListener): Promise<number> {
    server = http.createServer(handle).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  function get(port: number, path = '/'): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      http.get({ port, path, host: '127.0.0.1', agent: false }, (response) => response.resume().on('end', () => resolve(response.statusCode))).on('error', reject);
    });
  }

  it('each of three servers that hand a request on ends its span and counts it', async () => {
    const third = http.createServer((_request, response) => response.end('c'));
    const second = http.createServer((request, response) => third.emit('request', request, response));
    const port = await serve((request, response) => second.emit('request', request, response));
    await get(port);
    await waitUntil(() => spans.length === 3);
    assert.equal(measured.length, 3);
  });

  it('a request that is none of this module has its span, and its listeners run in its context', () => {
    const request = Object.assign(new EventEmitter(), { headers: { host: 'shop' }, method: 'GET', url: '/mock', httpVersion: '2.0', socket: { remoteAddress: '::1' } });
    const response = Object.assign(new EventEmitter(), { statusCode: 204 });
    let active: unknown;
    http.createServer(() => undefined).emit('request', request as never, response as never);
    request.on('end', () => (active = trace.getActiveSpan()));
    request.emit('end');
    response.emit('close');
    assert.equal(spans.length, 1);
    assert.equal(active, spans[0]);
    assert.equal(spans[0]?.attributes['http.response.status_code'], 204);
  });

  for (const thrown of [null, undefined, Object.create(null), new Proxy(new Error('x'), { get: () => { throw new Error('ours'); } })]) {
    it(`what a handler throws goes on as it is: ${thrown === null ? 'null' : typeof thrown}`, () => {
      const request = Object.assign(new http.IncomingMessage(connectNowhere()), { url: '/', method: 'GET' });
      const response = new http.ServerResponse(request);
      let seen: unknown = 'nothing';
      try {
        http.createServer(() => { throw thrown; }).emit('request', request, response);
      } catch (error) {
        seen = error;
      }
      assert.equal(seen, thrown);
      response.emit('close');
      assert.equal(spans.length, 1);
      assert.equal(measured.length, 1);
    });
  }

  for (const route of [Symbol('route'), Object.create(null), /re/, 7]) {
    it(`a route that is no text is none: ${typeof route}`, async () => {
      const port = await serve((_request, response) => {
        Object.assign(getRPCMetadata(context.active()) ?? {}, { route });
        response.end();
      });
      assert.equal(await get(port), 200);
      await waitUntil(() => spans.length === 1);
      assert.equal(spans[0]?.name, 'GET');
      assert.equal(spans[0]?.attributes['http.route'], undefined);
    });
  }

  it('what cannot be read is a problem in the log, and ends the span', () => {
    const request = Object.assign(new http.IncomingMessage(connectNowhere()), { url: '/', method: 'GET' });
    const response = new http.ServerResponse(request);
    http.createServer(() => undefined).emit('request', request, response);
    Object.defineProperty(response, 'statusCode', { get: () => { throw new Error('secret'); } });
    response.emit('close');
    assert.equal(spans.length, 1);
    assert.match(lines.join('\n'), /instrumentation-failed: http request/);
  });

  it('another storage of the app keeps what it has', async () => {
    const own = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const port = await serve((request, response) => own.run('mine', () => {
      request.on('end', () => seen.push(own.getStore())).resume();
      response.end();
    }));
    await get(port);
    await waitUntil(() => spans.length === 1);
    assert.equal(contextStorage.getStore(), undefined);
    assert.equal(seen.length, 1);
  });
});

function connectNowhere(): never {
  return { remoteAddress: '127.0.0.1', remotePort: 1, on: () => undefined, destroyed: false } as never;
}
