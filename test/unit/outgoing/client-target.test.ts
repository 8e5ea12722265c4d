/** What calls have in common is made once, stays bounded, and is what upstream makes of each of them. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { getAbsoluteUrl } from '../../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { readArguments, type ClientArguments } from '../../../src/http/client-arguments.js';
import { createFindTarget } from '../../../src/http/client-target.js';
import { createUrlOf } from '../../../src/http/client-url.js';
import { waitUntil } from '../../support/wait-until.js';

const given = (options: object): ClientArguments => readArguments('http', options, undefined, undefined)!;
const answer = (statusCode: number, remotePort = 80, httpVersion = '1.1', remoteAddress = '10.0.0.1'): IncomingMessage => ({ statusCode, httpVersion, socket: { remoteAddress, remotePort } }) as IncomingMessage;

describe('targets of calls', () => {
  it('the same for the same host, port, protocol and method alone', () => {
    const find = createFindTarget('http');
    const target = find(given({ host: 'a', port: 1, method: 'GET' }));
    assert.equal(find(given({ host: 'a', port: 1, method: 'GET', path: '/other', headers: {} })), target);
    for (const other of [{ host: 'b', port: 1, method: 'GET' }, { host: 'a', port: 2, method: 'GET' }, { host: 'a', port: 1, method: 'PUT' }, { host: 'a', port: 1 }, { hostname: 'a', port: 1, method: 'GET' }, { host: 'a', hostname: 'a', port: 1, method: 'GET' }, { host: 'a', port: 1, method: 'GET', protocol: 'http:' }]) {
      assert.notEqual(find(given(other)), target, JSON.stringify(other));
    }
  });

  it('nothing is kept of a call', async () => {
    const find = createFindTarget('http');
    const collect = exposeGc();
    const agent = new WeakRef(startCall(find));
    await waitUntil(() => {
      collect();
      return agent.deref() === undefined;
    });
  });

  it('one with a long text is not kept', () => {
    const find = createFindTarget('http');
    const long = { host: 'a'.repeat(300) };
    assert.notEqual(find(given(long)), find(given(long)));
  });

  for (const [what, many] of [['hosts', (index: number) => ({ host: `h${index}` })], ['ports of a host', (index: number) => ({ host: 'a', port: index + 1 })]] as const) {
    it(`is forgotten where there are many ${what}`, () => {
      const find = createFindTarget('http');
      const first = find(given(many(0)));
      assert.equal(find(given(many(0))), first);
      for (let index = 1; index <= 100; index++) find(given(many(index)));
      assert.notEqual(find(given(many(0))), first);
    });
  }
});

describe('what is given to request', () => {
  for (const input of [undefined, null, '', 7, ['a'], () => undefined, { method: 7 }]) {
    it(`${typeof input} ${JSON.stringify(input)} is left to Node.js`, () => assert.equal(readArguments('http', input, undefined, undefined), undefined));
  }
});

describe('answers to calls', () => {
  const target = createFindTarget('http')(given({ host: 'a', port: 1 }));

  it('the same, with the same frozen attributes, for the same status, version and peer alone', () => {
    const first = target.answerOf(answer(404));
    assert.equal(target.answerOf(answer(404)), first);
    for (const other of [answer(403), answer(404, 81), answer(404, 80, '1.0'), answer(404, 80, '1.1', '10.0.0.2')]) assert.notEqual(target.answerOf(other), first);
    assert.ok(Object.isFrozen(first.metricAttributes) && Object.isFrozen(target.noAnswer.metricAttributes));
    assert.deepEqual(first.metricAttributes, { 'http.request.method': 'GET', 'server.address': 'a', 'server.port': 1, 'network.protocol.version': '1.1', 'http.response.status_code': 404, 'error.type': '404' });
  });

  it('an error has the same frozen attributes each time', () => {
    const failed = target.noAnswer.withError('TypeError');
    assert.equal(target.noAnswer.withError('TypeError'), failed);
    assert.ok(Object.isFrozen(failed));
    assert.equal(failed['error.type'], 'TypeError');
    assert.notEqual(target.noAnswer.withError('x'.repeat(300)), target.noAnswer.withError('x'.repeat(300)));
    for (let index = 0; index < 20; index++) target.noAnswer.withError(`E${index}`);
    assert.notEqual(target.noAnswer.withError('E19'), target.noAnswer.withError('E19'));
  });

  it('are forgotten where there are many', () => {
    const first = target.answerOf(answer(200, 1));
    for (let port = 2; port < 40; port++) target.answerOf(answer(200, port));
    assert.notEqual(target.answerOf(answer(200, 1)), first);
  });

  it('without a socket there is neither peer nor version', () => {
    assert.deepEqual(target.answerOf({ statusCode: 200, httpVersion: '1.1' } as IncomingMessage).block.attributes, { 'http.response.status_code': 200 });
  });
});

describe('URLs of calls', () => {
  const piece = fc.stringMatching(/^[\w.~%/?&=+#*;:@ -]{0,12}$/);
  const path = fc.tuple(piece, fc.constantFrom('', '?', '?a=b', '?sig=x', '?a', '/..'), piece).map((parts) => `/${parts.join('')}`);
  const host = fc.constantFrom('a.example', 'a:8080', '::1', '[::1]', '');

  it('are those of upstream', () => {
    const find = createFindTarget('http');
    const urlOf = createUrlOf('http', undefined);
    fc.assert(fc.property(host, host, fc.constantFrom(undefined, 80, 443, 8080, '81'), path, fc.constantFrom(undefined, 'u:p'), (hostname, name, port, text, auth) => {
      const options = { hostname, host: name, port, path: text, auth, headers: { host: 'h.example' } };
      assert.equal(urlOf(given(options), find(given(options))), getAbsoluteUrl(options as object, options.headers, 'http:', undefined));
    }), { seed: 7, numRuns: 3000 });
  });
});

/** Returns what it gives away. */
function startCall(find: ReturnType<typeof createFindTarget>): object {
  const agent = {};
  find(readArguments('http', { host: 'a', agent }, () => agent, undefined)!);
  return agent;
}

function exposeGc(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
