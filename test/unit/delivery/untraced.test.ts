/** Nothing that the transports open is seen as part of the app's own work. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http from 'node:http';
import { context, trace, type SpanContext } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { isTracingSuppressed } from '@opentelemetry/core';
import type { IExporterTransport } from '@opentelemetry/otlp-exporter-base';
import { createGrpcTransport } from '../../../src/delivery/grpc-transport.js';
import { createHttpTransport } from '../../../src/delivery/http-transport.js';
import { createRetryingTransport } from '../../../src/delivery/retrying-transport.js';
import { answerGrpc, closeServers, startGrpcServer, startHttpServer } from './servers.js';

const appSpan: SpanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
const channels = ['net.client.socket', 'http.client.request.start'];

async function sendFromRequest(transport: IExporterTransport): Promise<void> {
  const active = trace.setSpanContext(context.active(), appSpan);
  const response = await context.with(active, () => createRetryingTransport(transport, { initialBackoffMs: 5 }).send(Buffer.from('x'), 5_000));
  assert.equal(response.status, 'success');
  transport.shutdown();
}

describe('transports in a traced app', () => {
  let seen: { channel: string | symbol; suppressed: boolean; span: unknown }[] = [];
  const record = (_message: unknown, channel: string | symbol): void => {
    seen.push({ channel, suppressed: isTracingSuppressed(context.active()), span: trace.getActiveSpan() });
  };

  beforeEach(() => {
    seen = [];
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    for (const channel of channels) subscribe(channel, record);
  });
  afterEach(async () => {
    for (const channel of channels) unsubscribe(channel, record);
    context.disable();
    await closeServers();
  });

  function assertUntraced(channel: string, times: number): void {
    const found = seen.filter((event) => event.channel === channel);
    assert.equal(found.length, times);
    for (const event of found) assert.deepEqual(event, { channel, suppressed: true, span: undefined });
  }

  it('HTTP attempts, the second too, are suppressed and outside the active span, and go past a replaced http.request', async () => {
    const server = await startHttpServer((response, _request, attempt) => response.writeHead(attempt === 1 ? 503 : 200, { connection: 'close' }).end());
    const { request } = http;
    http.request = () => assert.fail('http.request was called');
    try {
      await sendFromRequest(createHttpTransport({ url: server.url, headers: {}, contentType: 'application/json' }));
    } finally {
      http.request = request;
    }
    assertUntraced('http.client.request.start', 2);
    assertUntraced('net.client.socket', 2);
  });

  it('gRPC connections are suppressed and outside the active span', async () => {
    const server = await startGrpcServer((stream) => answerGrpc(stream, 0));
    await sendFromRequest(createGrpcTransport({ url: server.url, path: '/a/b', headers: {} }));
    assertUntraced('net.client.socket', 1);
  });
});
