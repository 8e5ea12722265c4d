/** The target of a request beside what the URL parser says. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { requestTarget, type RequestTarget } from '../../../../src/instrumentations/own/request-target.js';

const hosts = ['shop.test', 'shop.test:8080', '[::1]:80', 'no host', 'a:b', undefined];
const part = fc.constantFrom('/', '//', '/a', '/b-1~', '.', '..', '/.', '/..', '/.a', '/a.b', '%2e', '/é', '?', '?a=1', '#', '\\', ' ', ':', '@', '*', 'http://other/');

function parse(url: string, host: string | undefined): RequestTarget {
  try {
    const { pathname, search } = new URL(url, `http://${host ?? 'localhost'}`);
    return { pathname, search };
  } catch {
    return {};
  }
}

describe('request target', () => {
  it('is what the parser gives, whatever the path and the host', () => {
    const requests = fc.array(fc.tuple(fc.array(part, { maxLength: 4 }), fc.constantFrom(...hosts)), { maxLength: 8 });
    fc.assert(
      fc.property(requests, (list) => {
        for (const [parts, host] of list) {
          const url = parts.join('');
          assert.deepEqual(requestTarget({ url, headers: { host } }, () => parse(url, host)), parse(url, host), `${url} of ${host}`);
        }
      }),
      { seed: 4, numRuns: 3000 },
    );
  });
  it('of a plain path is not parsed again at the same host', () => {
    let parsed = 0;
    for (const url of ['/', '/orders/1042', '/static/app.min.js', '/a/']) {
      requestTarget({ url, headers: { host: 'same' } }, () => (parsed++, parse(url, 'same')));
    }
    assert.equal(parsed, 1);
  });
});
