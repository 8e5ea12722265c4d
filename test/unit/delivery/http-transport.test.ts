/** The HTTP transport against real servers: what is sent, the deadline, and what each kind of failure is called. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import type { ExportResponse } from '@opentelemetry/otlp-exporter-base';
import { createHttpTransport, maxResponseBytes, parseRetryAfter, type HttpTransportOptions } from '../../../src/delivery/http-transport.js';
import { distroVersion } from '../../../src/support/version.js';
import { closeServers, requireCertificates, startHttpServer, startRawServer, unusedPort } from './servers.js';

const data = Buffer.from('some telemetry');

function create(url: URL, options: Partial<HttpTransportOptions> = {}) {
  return createHttpTransport({ url, headers: {}, contentType: 'application/x-protobuf', ...options });
}

function reasonOf(response: ExportResponse): string {
  assert.notEqual(response.status, 'success');
  return response.status === 'success' ? '' : (response.error?.message ?? '');
}

describe('HTTP transport', () => {
  afterEach(closeServers);

  it('posts the data with our and the user\'s headers, and uses one connection again', async () => {
    const server = await startHttpServer((response) => response.end());
    const transport = create(server.url, { headers: { 'x-tenant': 'blue', 'content-type': 'text/plain' } });
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success' });
    await transport.send(data, 5_000);
    const [first, second] = server.requests;
    assert.equal(first?.method, 'POST');
    assert.equal(first.url, '/v1/traces');
    assert.deepEqual(first.body, data);
    assert.equal(first.headers['user-agent'], `@org/otel-distro/${distroVersion}`);
    assert.equal(first.headers['x-tenant'], 'blue');
    assert.equal(first.headers['content-type'], 'application/x-protobuf');
    assert.equal(first.headers.host, server.url.host);
    assert.equal(first.headers['content-encoding'], undefined);
    assert.equal(second?.clientPort, first.clientPort);
    transport.shutdown();
  });

  it('sends credentials of the endpoint as basic authorization', async () => {
    const server = await startHttpServer((response) => response.end());
    const url = new URL(server.url);
    url.username = 'me';
    url.password = 'p%40ss';
    await create(url).send(data, 5_000);
    assert.equal(server.requests[0]?.headers.authorization, `Basic ${Buffer.from('me:p@ss').toString('base64')}`);
  });

  it('gives back the body of an answer in the type that was sent, and no other', async () => {
    const types = ['application/x-protobuf', 'application/json'];
    const server = await startHttpServer((response, _request, attempt) => {
      response.setHeader('content-type', types[attempt - 1] ?? '').end('x');
    });
    const transport = create(server.url);
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success', data: Buffer.from('x') });
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success' });
  });

  it('sends no more of the data once it is answered: whoever gave it may write over it', async () => {
    let received = 0;
    const server = await startRawServer((socket) => {
      socket.once('data', (chunk: Buffer) => {
        received += chunk.length;
        socket.pause().write('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
        answered.then(() => socket.on('data', (later: Buffer) => (received += later.length)).resume(), () => undefined);
      });
    });
    const closed = new Promise((resolve) => server.onConnectionClosed(() => resolve(undefined)));
    const large = Buffer.alloc(64 * 1024 * 1024);
    const answered = create(server.url).send(large, 5_000);
    assert.match(reasonOf(await answered), /400/);
    await closed;
    assert.ok(received < large.length, `${received} bytes`);
  });

  it('ends a request without an answer at the deadline and closes its connection', async () => {
    const server = await startHttpServer(() => {});
    const closed = new Promise((resolve) => {
      server.onConnectionClosed(() => resolve(undefined));
    });
    const response = await create(server.url).send(data, 100);
    assert.equal(response.status, 'failure');
    assert.match(reasonOf(response), /no complete answer within 100 ms/);
    await closed;
  });

  it('ends a dripping answer at the deadline, though it is never idle', async () => {
    let dripping: NodeJS.Timeout | undefined;
    const server = await startHttpServer((response) => {
      response.writeHead(200);
      dripping = setInterval(() => response.write('.'), 20);
    });
    const response = await create(server.url).send(data, 200);
    clearInterval(dripping);
    assert.match(reasonOf(response), /no complete answer/);
  });

  it('waits without a limit when the time limit is 0', async () => {
    const server = await startHttpServer((response) => setTimeout(() => response.end(), 300));
    assert.equal((await create(server.url).send(data, 0)).status, 'success');
    assert.equal((await create(server.url).send(data, 100)).status, 'failure');
  });

  for (const [bytes, expected] of [[maxResponseBytes, 'success'], [maxResponseBytes + 1, 'failure']] as const) {
    it(`takes an answer of ${bytes} bytes as ${expected}`, async () => {
      const server = await startHttpServer((response) => response.end(Buffer.alloc(bytes)));
      const response = await create(server.url).send(data, 5_000);
      assert.equal(response.status, expected);
      if (expected === 'failure') assert.match(reasonOf(response), /larger than 4 MiB/);
    });
  }

  it('says that nothing listens, and may try again', async () => {
    const response = await create(new URL(`http://127.0.0.1:${await unusedPort()}/v1/traces`)).send(data, 5_000);
    assert.equal(response.status, 'retryable');
    assert.match(reasonOf(response), /nothing listens there \(ECONNREFUSED\)/);
  });

  it('says so for a name of which both addresses refuse', async () => {
    const response = await create(new URL(`http://localhost:${await unusedPort()}/v1/traces`)).send(data, 5_000);
    assert.match(reasonOf(response), /nothing listens there \(ECONNREFUSED\)/);
  });

  const statuses: [status: number, expected: ExportResponse['status'], reason: RegExp][] = [
    [204, 'success', /^$/],
    [302, 'failure', /redirect to http:\/\/elsewhere.test\/login, which is not followed/],
    [400, 'failure', /did not understand/],
    [401, 'failure', /check the headers/],
    [403, 'failure', /check the headers/],
    [404, 'failure', /nothing takes telemetry at \/v1\/traces, check the path/],
    [415, 'failure', /does not take this encoding/],
    [429, 'retryable', /fewer requests/],
    [500, 'failure', /has a fault/],
    [501, 'failure', /has a fault/],
    [502, 'retryable', /has a fault/],
    [503, 'retryable', /has a fault/],
    [504, 'retryable', /has a fault/],
    [505, 'failure', /has a fault/],
  ];
  for (const [status, expected, reason] of statuses) {
    it(`takes status ${status} as ${expected}`, async () => {
      const server = await startHttpServer((response) => {
        response.writeHead(status, { location: 'http://me:secret@elsewhere.test/login?key=secret' }).end();
      });
      const response = await create(server.url).send(data, 5_000);
      assert.equal(response.status, expected);
      if (response.status === 'success') return;
      assert.match(reasonOf(response), reason);
      assert.doesNotMatch(reasonOf(response), /secret/);
      assert.equal(server.requests.length, 1);
    });
  }

  it('takes a web page for a failure, not for a collector', async () => {
    const server = await startHttpServer((response) => response.setHeader('content-type', 'text/html').end('<p>Log in</p>'));
    assert.match(reasonOf(await create(server.url).send(data, 5_000)), /a web page answers there/);
  });

  it('passes the wait on that the server asks for', async () => {
    const server = await startHttpServer((response) => response.writeHead(503, { 'retry-after': '7' }).end());
    const response = await create(server.url).send(data, 5_000);
    assert.equal(response.status === 'retryable' && response.retryInMillis, 7_000);
  });

  it('names the protocol when a gRPC server answers', async () => {
    const settingsFrame = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);
    const server = await startRawServer((socket) => void socket.end(settingsFrame));
    assert.match(reasonOf(await create(server.url).send(data, 5_000)), /does not speak HTTP\/1.1.*gRPC on 4317/);
  });

  it('tries a kept connection again at once when the server closed it in that moment', async () => {
    const server = await startHttpServer((response, _request, attempt) => {
      if (attempt === 1) response.end();
      else response.socket?.destroy();
    });
    const transport = create(server.url);
    await transport.send(data, 5_000);
    const onKept = await transport.send(data, 5_000);
    assert.deepEqual([onKept.status, onKept.status === 'retryable' && onKept.retryInMillis], ['retryable', 0]);
    const onNew = await transport.send(data, 5_000);
    assert.deepEqual([onNew.status, onNew.status === 'retryable' && onNew.retryInMillis], ['retryable', undefined]);
  });

  it('may try again after an answer that broke off', async () => {
    const server = await startHttpServer((response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half', () => response.socket?.destroy());
    });
    const response = await create(server.url).send(data, 5_000);
    assert.equal(response.status, 'retryable');
    assert.match(reasonOf(response), /broke off|cut/);
  });

  it('fails on a header that HTTP does not allow, without its value', async () => {
    const server = await startHttpServer((response) => response.end());
    const response = await create(server.url, { headers: { authorization: 'Bearer s3cr3t\nx' } }).send(data, 5_000);
    assert.equal(response.status, 'failure');
    assert.match(reasonOf(response), /characters that HTTP does not allow/);
    assert.doesNotMatch(reasonOf(response), /s3cr3t/);
  });

  it('trusts the configured authority over TLS, and nobody else', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startHttpServer((response) => response.end(), { cert, key });
    const trusting = create(server.url, { secureContext: createSecureContext({ ca: cert }) });
    assert.equal((await trusting.send(data, 5_000)).status, 'success');
    assert.equal((await trusting.send(data, 5_000)).status, 'success');
    assert.equal(server.requests[0]?.clientPort, server.requests[1]?.clientPort);
    const response = await create(server.url).send(data, 5_000);
    assert.equal(response.status, 'failure');
    assert.match(reasonOf(response), /not signed by an authority that is trusted here/);
  });

  it('refuses a certificate for another host', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startHttpServer((response) => response.end(), { cert, key }, { host: '127.0.0.2' });
    const transport = create(new URL(`https://127.0.0.2:${server.port}/`), { secureContext: createSecureContext({ ca: cert }) });
    assert.match(reasonOf(await transport.send(data, 5_000)), /for another host name/);
  });

  it('shows its client certificate to a server that wants one', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startHttpServer((response) => response.end(), { cert, key, ca: cert, requestCert: true, rejectUnauthorized: true });
    const known = create(server.url, { secureContext: createSecureContext({ ca: cert, cert, key }) });
    assert.equal((await known.send(data, 5_000)).status, 'success');
    const unknown = await create(server.url, { secureContext: createSecureContext({ ca: cert }) }).send(data, 5_000);
    assert.match(reasonOf(unknown), /client certificate|cut/);
  });

  it('names a server without TLS behind https:', async () => {
    const server = await startHttpServer((response) => response.end());
    const response = await create(new URL(`https://localhost:${server.port}/`)).send(data, 5_000);
    assert.match(reasonOf(response), /does not speak TLS there/);
  });
});

describe('Retry-After', () => {
  const nowMs = Date.parse('2026-01-02T03:04:05Z');
  const rows: [string | undefined, number | undefined][] = [
    [undefined, undefined],
    ['1', 1_000],
    [' 120 ', 120_000],
    ['0', undefined],
    ['-1', undefined],
    ['soon', undefined],
    ['Fri, 02 Jan 2026 03:04:06 GMT', 1_000],
    ['Fri, 02 Jan 2026 03:04:05 GMT', undefined],
    ['Fri, 02 Jan 2026 03:04:04 GMT', undefined],
  ];
  for (const [value, expected] of rows) {
    it(`${value} is ${expected} ms`, () => assert.equal(parseRetryAfter(value, nowMs), expected));
  }
});
