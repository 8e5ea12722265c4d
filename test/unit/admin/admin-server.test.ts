/** The server behind `/metrics`: what it answers, and that nobody notices it otherwise. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { startAdminServer, type AdminResponse } from '../../../src/admin/admin-server.js';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { startInMemorySdk } from '../../support/in-memory-sdk.js';
import { runModule } from '../../support/run-module.js';
import { waitUntil } from '../../support/wait-until.js';

const page: AdminResponse = { contentType: 'text/plain; version=0.0.4', body: 'größe 1\n' };
const routes = {
  '/metrics': async () => page,
  '/hanging': () => new Promise<AdminResponse>(() => undefined),
  '/broken': async () => { throw new TypeError('token=hunter2'); },
};

async function start(): Promise<{ url: string; close(): Promise<void> }> {
  let opened = (_url: string): void => undefined;
  const listening = new Promise<string>((resolve) => (opened = resolve));
  const { close } = startAdminServer({ host: '127.0.0.1', port: 0, routes, onListening: opened });
  return { url: await listening, close };
}

describe('admin server', () => {
  let server: { url: string; close(): Promise<void> };

  beforeEach(async () => {
    server = await start();
  });

  afterEach(() => server.close());

  it('answers a page, with or without a query', async () => {
    for (const path of ['/metrics', '/metrics?name[]=up']) {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), page.contentType);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      assert.equal(await response.text(), page.body);
    }
  });

  it('answers HEAD with the headers alone', async () => {
    const response = await fetch(`${server.url}/metrics`, { method: 'HEAD' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-length'), String(Buffer.byteLength(page.body)));
    assert.equal(await response.text(), '');
  });

  for (const path of ['/', '/other', '/metrics/', '/toString', '/__proto__']) {
    it(`has no ${path}, and says what there is`, async () => {
      const response = await fetch(server.url + path);
      assert.equal(response.status, 404);
      assert.match(await response.text(), /there is \/metrics, \/hanging, \/broken/);
    });
  }

  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    it(`refuses ${method}`, async () => {
      const response = await fetch(`${server.url}/metrics`, { method });
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('allow'), 'GET, HEAD');
    });
  }

  it('answers 500 when a page fails, without the message', async () => {
    const response = await fetch(`${server.url}/broken`);
    const body = await response.text();
    assert.equal(response.status, 500);
    assert.match(body, /^failed: TypeError at /);
    assert.doesNotMatch(body, /hunter2/);
  });

  it('refuses headers beyond 16 KiB', async () => {
    const statusOf = async (bytes: number): Promise<number> => (await fetch(`${server.url}/metrics`, { headers: { 'x-long': 'x'.repeat(bytes) } })).status;
    assert.equal(await statusOf(15 * 1024), 200);
    assert.equal(await statusOf(17 * 1024), 431);
  });

  it('a port that is taken is one problem, and the app goes on', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const lines: string[] = [];
    const restore = setDiagnosticSink((line) => lines.push(line));
    try {
      const second = startAdminServer({ host: '127.0.0.1', port, routes, onListening: () => assert.fail('it is taken') });
      await waitUntil(() => lines.length > 0);
      await second.close();
    } finally {
      restore();
      taken.close();
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', new RegExp(`warn admin-port-unavailable: .*EADDRINUSE.*127\\.0\\.0\\.1:${port}\\. Set OTEL_EXPORTER_PROMETHEUS_PORT`));
  });

  it('close does not wait for a page that never comes', async () => {
    const request = http.get(`${server.url}/hanging`);
    const cut = once(request, 'error');
    await once(request, 'finish');
    // the server has seen it once it answers another one
    await fetch(`${server.url}/metrics`);
    await server.close();
    await cut;
    await assert.rejects(fetch(`${server.url}/metrics`));
  });

  it('does not keep a finished process alive, a kept connection included', async () => {
    const end = await runModule(new URL('idle-server.ts', import.meta.url));
    assert.deepEqual(end, { exitCode: 0, signal: null, stdout: 'scraped\nends at once\n', stderr: '' });
  });

  it('leaves no span where http is instrumented', async () => {
    const sdk = startInMemorySdk();
    // patches what is loaded by require
    const { HttpInstrumentation } = await import('@opentelemetry/instrumentation-http');
    const instrumentation = new HttpInstrumentation();
    const { createServer, get } = createRequire(import.meta.url)('node:http') as typeof http;
    const other = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    try {
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      for (const url of [`${server.url}/metrics`, `http://127.0.0.1:${port}/app`]) {
        const [response] = (await once(get(url), 'response')) as [http.IncomingMessage];
        response.resume();
        await once(response, 'end');
      }
      const servers = (): string[] => sdk.finishedSpans().filter(({ kind }) => kind === 1).map(({ attributes }) => String(attributes['url.path']));
      await waitUntil(() => servers().length > 0);
      assert.deepEqual(servers(), ['/app']);
    } finally {
      other.close();
      instrumentation.disable();
      sdk.stop();
    }
  });
});
