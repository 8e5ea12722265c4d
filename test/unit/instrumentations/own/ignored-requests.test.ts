/** The options that leave requests out without code. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { HttpInstrumentation } from '../../../../src/instrumentations/own/http-instrumentation.js';
import { UndiciInstrumentation } from '../../../../src/instrumentations/own/undici-instrumentation.js';

describe('ignoreIncomingPaths', () => {
  const { ignoreIncomingRequestHook: isIgnored } = new HttpInstrumentation({ enabled: false, ignoreIncomingPaths: ['/livez', '/assets/*', '/a.b'] }).getConfig();
  for (const [url, expected] of [
    ['/livez', true],
    ['/livez?verbose', true],
    ['/livez/', false],
    ['/livezz', false],
    ['/x/livez', false],
    ['/assets/', true],
    ['/assets/a/b.js?v=1', true],
    ['/assets', false],
    ['/a.b', true],
    ['/aXb', false],
    ['/LIVEZ', false],
    ['/?/livez', false],
  ] as const) {
    it(`${url}: ${expected}`, () => assert.equal(isIgnored?.({ url } as IncomingMessage), expected));
  }
});

describe('ignoreOutgoingHosts of http', () => {
  const { ignoreOutgoingRequestHook: isIgnored } = new HttpInstrumentation({ enabled: false, ignoreOutgoingHosts: ['*.Internal', 'localhost:9000'] }).getConfig();
  for (const [request, expected] of [
    [{ hostname: 'a.internal', port: 80 }, true],
    [{ host: 'A.INTERNAL' }, true],
    [{ hostname: 'internal' }, false],
    [{ hostname: 'a.internal.example' }, false],
    [{ hostname: 'localhost', port: 9000 }, true],
    [{ hostname: 'localhost', port: '9000' }, true],
    [{ hostname: 'localhost', port: 9001 }, false],
    [{ port: 9000 }, true],
    [{}, false],
  ] as const) {
    it(`${JSON.stringify(request)}: ${expected}`, () => assert.equal(isIgnored?.(request), expected));
  }

  it('a pattern with the port of the scheme', () => {
    const config = new HttpInstrumentation({ enabled: false, ignoreOutgoingHosts: ['a:443'] }).getConfig();
    assert.equal(config.ignoreOutgoingRequestHook?.({ hostname: 'a', protocol: 'https:' }), true);
    assert.equal(config.ignoreOutgoingRequestHook?.({ hostname: 'a', protocol: 'http:' }), false);
  });
});

describe('ignoreOutgoingHosts of undici', () => {
  const { ignoreRequestHook: isIgnored } = new UndiciInstrumentation({ enabled: false, ignoreOutgoingHosts: ['*.internal', 'a:443', 'b:80'] }).getConfig();
  for (const [origin, expected] of [
    ['http://x.internal', true],
    ['https://X.internal:8443', true],
    ['https://a', true],
    ['http://a', false],
    ['http://b', true],
    ['http://b:8080', false],
  ] as const) {
    it(`${origin}: ${expected}`, () => {
      const request = { origin } as Parameters<NonNullable<typeof isIgnored>>[0];
      assert.equal(isIgnored?.(request), expected);
    });
  }
});

describe('without the options', () => {
  it('there is no hook to call for every request, and a hook of the app stays', () => {
    const ignoreIncomingRequestHook = (): boolean => true;
    assert.deepEqual(new HttpInstrumentation({ enabled: false, ignoreIncomingRequestHook }).getConfig(), { enabled: false, ignoreIncomingRequestHook });
    assert.deepEqual(new UndiciInstrumentation({ enabled: false }).getConfig(), { enabled: false });
  });
});
