/** A process that has nothing else to do ends, whatever the collector does with what it was sent. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { answerGrpc, closeServers, startGrpcServer, startHttpServer, startProxy, startRawServer, type TestServer } from './servers.js';

const fixture = fileURLToPath(new URL('finished-process.ts', import.meta.url));

/** Starts the child, tells it to be done as soon as `isReached`, and waits for its end. */
async function run(args: string[], isReached: (output: string) => boolean): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', fixture, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    timeout: 20_000,
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  while (!isReached(output) && child.exitCode === null && child.signalCode === null) await pause(10);
  child.send('finish');
  const [code]: unknown[] = await closed;
  return { code, output };
}

function startSilentServer(): Promise<TestServer> {
  return startRawServer((socket) => void socket.resume());
}

const isConnected = (server: TestServer): boolean => server.opened.count > 0;
const hasRequest = (server: TestServer): boolean => server.requests.length > 0;
const hasAnswered = (_server: TestServer, output: string): boolean => output.includes('exported again');

describe('a finished process', () => {
  afterEach(closeServers);

  const rows: [
    name: string,
    kind: string,
    start: () => Promise<TestServer>,
    isReached: (server: TestServer, output: string) => boolean,
  ][] = [
    ['an HTTP server that never answers', 'otlp_http', startSilentServer, isConnected],
    [
      'the wait before another attempt',
      'otlp_http',
      () => startHttpServer((response) => response.writeHead(503, { 'retry-after': '300' }).end()),
      hasRequest,
    ],
    ['an HTTP connection that is kept', 'otlp_http', () => startHttpServer((response) => response.end()), hasAnswered],
    [
      'an HTTP connection that is used again and not answered',
      'otlp_http',
      () => startHttpServer((response, _request, attempt) => void (attempt === 1 && response.end())),
      (server) => server.requests.length > 1,
    ],
    ['a gRPC server that never answers', 'otlp_grpc', startSilentServer, isConnected],
    ['a gRPC call that is never answered', 'otlp_grpc', () => startGrpcServer(() => {}), hasRequest],
    ['a gRPC connection that is kept', 'otlp_grpc', () => startGrpcServer((stream) => answerGrpc(stream, 0)), hasAnswered],
    ['a Zipkin server that never answers', 'zipkin', startSilentServer, isConnected],
  ];
  for (const [name, kind, start, isReached] of rows) {
    it(`is not kept alive by ${name}`, async () => {
      const server = await start();
      const { code, output } = await run([kind, server.url.href], (output) => isReached(server, output));
      assert.equal(code, 0);
      assert.match(output, /nothing left to do/);
    });
  }

  it('is not kept alive by a TLS handshake that is never answered', async () => {
    const server = await startSilentServer();
    const { code } = await run(['otlp_http', `https://127.0.0.1:${server.port}/`], () => isConnected(server));
    assert.equal(code, 0);
  });

  it('is not kept alive by a tunnel', async () => {
    const server = await startGrpcServer(() => {});
    const proxy = await startProxy(server.port);
    const { code } = await run(['otlp_grpc', 'http://collector.test:4317', `127.0.0.1:${proxy.port}`], () => hasRequest(server));
    assert.equal(code, 0);
  });

  it('is not kept alive by a proxy that never answers', async () => {
    const proxy = await startSilentServer();
    const { code } = await run(['otlp_grpc', 'http://collector.test:4317', `127.0.0.1:${proxy.port}`], () => isConnected(proxy));
    assert.equal(code, 0);
  });
});
