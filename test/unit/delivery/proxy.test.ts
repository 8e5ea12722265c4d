/** Which requests go through a proxy, and that a real one gets them as it expects. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { createHttpTransport } from '../../../src/delivery/http-transport.js';
import { selectProxy } from '../../../src/delivery/proxy.js';
import { closeServers, requireCertificates, startHttpServer, startProxy, unusedPort } from './servers.js';

const data = Buffer.from('some telemetry');
const httpProxy = 'http://proxy.test:3128';
const httpsProxy = 'http://secure-proxy.test:3128';

function createThrough(url: string, proxy: string, secureContext?: ReturnType<typeof createSecureContext>) {
  return createHttpTransport({ url: new URL(url), headers: {}, contentType: 'application/json', proxy: new URL(proxy), secureContext });
}

describe('proxy selection', () => {
  const rows: [target: string, noProxy: string | undefined, expected: string | undefined][] = [
    ['http://collector.test:4318/', undefined, httpProxy],
    ['https://collector.test/', undefined, httpsProxy],
    ['http://localhost:4318/', undefined, undefined],
    ['http://127.0.0.1:4318/', undefined, undefined],
    ['http://[::1]:4318/', undefined, undefined],
    ['http://128.0.0.1:4318/', undefined, httpProxy],
    ['http://collector.test/', '*', undefined],
    ['http://collector.test/', 'collector.test', undefined],
    ['http://collector.test/', 'COLLECTOR.test', undefined],
    ['http://a.collector.test/', 'collector.test', undefined],
    ['http://a.collector.test/', '.collector.test', undefined],
    ['http://a.collector.test/', '*.collector.test', undefined],
    ['http://mycollector.test/', 'collector.test', httpProxy],
    ['http://collector.test.org/', 'collector.test', httpProxy],
    ['http://collector.test/', 'other.test, collector.test', undefined],
    ['http://collector.test/', 'other.test collector.test', undefined],
    ['http://collector.test:4318/', 'collector.test:4318', undefined],
    ['http://collector.test:4318/', 'collector.test:4317', httpProxy],
    ['http://collector.test/', 'collector.test:80', undefined],
    ['http://10.1.2.3/', '10.1.2.3', undefined],
    ['http://10.1.2.3/', '10.0.0.0/8', undefined],
    ['http://11.1.2.3/', '10.0.0.0/8', httpProxy],
    ['http://10.1.2.3/', '10.0.0.0/33', httpProxy],
    ['http://10.1.2.3/', '10.0.0.0/x', httpProxy],
    ['http://collector.test/', '10.0.0.0/8', httpProxy],
    ['http://[fd00::5]:4318/', 'fd00::/8', undefined],
    ['http://[fd00::5]:4318/', 'fd00::5', undefined],
    ['http://[fd00::5]:4318/', '[fd00::5]:4318', undefined],
    ['http://[fd00::5]:4318/', '[fd00::5]:4317', httpProxy],
    ['http://collector.test/', ' , ', httpProxy],
  ];
  for (const [target, noProxy, expected] of rows) {
    it(`${target} with NO_PROXY=${noProxy ?? ''} uses ${expected ?? 'none'}`, () => {
      assert.equal(selectProxy(new URL(target), { httpProxy, httpsProxy, noProxy })?.origin, expected);
    });
  }

  it('takes a proxy without scheme, ignores a blank one, and refuses other kinds without quoting them', () => {
    const target = new URL('http://collector.test/');
    assert.equal(selectProxy(target, { httpProxy: 'proxy.test:3128' })?.href, 'http://proxy.test:3128/');
    assert.equal(selectProxy(target, { httpProxy: ' ' }), undefined);
    assert.throws(() => selectProxy(target, { httpProxy: 'socks5://me:s3cr3t@proxy.test' }), (error: Error) => {
      assert.match(error.message, /HTTP_PROXY is not an http/);
      assert.doesNotMatch(error.message, /s3cr3t/);
      return true;
    });
  });
});

describe('a real proxy', () => {
  afterEach(closeServers);

  it('gets the absolute address and its credentials for http:', async () => {
    const server = await startHttpServer((response) => response.end());
    const proxy = await startProxy(server.port, 'me:p@ss');
    const transport = createThrough('http://collector.test:4318/v1/traces', `http://me:p%40ss@127.0.0.1:${proxy.port}`);
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success' });
    assert.equal(proxy.requests[0]?.url, 'http://collector.test:4318/v1/traces');
    assert.equal(proxy.requests[0].headers.host, 'collector.test:4318');
    assert.deepEqual(server.requests[0]?.body, data);
    transport.shutdown();
  });

  it('opens a tunnel for https:, and the collector does not get the credentials', async function () {
    const { cert, key } = requireCertificates(this);
    const server = await startHttpServer((response) => response.end(), { cert, key });
    const proxy = await startProxy(server.port, 'me:pass');
    const transport = createThrough('https://collector.test/v1/traces', `http://me:pass@127.0.0.1:${proxy.port}`, createSecureContext({ ca: cert }));
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success' });
    assert.deepEqual(await transport.send(data, 5_000), { status: 'success' });
    assert.deepEqual(proxy.tunnels, ['collector.test:443']);
    assert.equal(server.requests[0]?.headers['proxy-authorization'], undefined);
    assert.equal(server.requests[0]?.headers.host, 'collector.test');
    transport.shutdown();
  });

  it('that refuses or cannot be reached is named without its credentials', async function () {
    const proxy = await startProxy(1, 'me:pass');
    for (const [port, reason] of [[proxy.port, /answered 407.*other credentials/], [await unusedPort(), /the proxy 127.0.0.1:\d+ cannot be reached \(ECONNREFUSED\)/]] as const) {
      const response = await createThrough('https://collector.test/', `http://me:wr0ng@127.0.0.1:${port}`).send(data, 5_000);
      assert.equal(response.status, 'failure');
      assert.match(response.status === 'failure' ? response.error.message : '', reason);
      assert.doesNotMatch(response.status === 'failure' ? response.error.message : '', /wr0ng/);
    }
  });
});
