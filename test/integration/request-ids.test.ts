/** Request and correlation ids of real services: from service to service, side by side, on responses and on the wire. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { mainNodeLines, root } from '../support/node-lines.js';
import { idsOf, stamps, uuid, withService, type Ids } from '../support/request-service.js';
import type { AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

describe('request ids', () => {
  const service: AppOptions = { app: 'request/service.cjs' };

  for (const node of mainNodeLines) {
    it(`two services share the correlation id and have requests of their own: ${node.name}`, async function () {
      skipUnless(this, node.missing);
      await withService({ ...service, node, env: { OTEL_SERVICE_NAME: 'called' } }, async (called) => {
        await withService({ ...service, node, env: { OTEL_SERVICE_NAME: 'caller' } }, async ({ url }) => {
          const response = await fetch(`${url}/call?${called.url}/`, { headers: { 'x-correlation-id': 'c1' } });
          const { answers, ...ids } = (await response.json()) as Ids & { readonly answers: readonly (Ids & { received: Record<string, string> })[] };
          assert.deepEqual(idsOf(response), [ids.requestId, 'c1']);
          assert.deepEqual(answers.map(({ correlationId }) => correlationId), ['c1', 'c1', 'own', 'own']);
          assert.deepEqual(answers.map(({ received }) => received['x-correlation-id']), ['c1', 'c1', 'own', 'own']);
          for (const { requestId, received } of answers) {
            assert.match(requestId, uuid);
            assert.deepEqual([received['x-request-id'], received['traceparent']?.startsWith('00-')], [undefined, true]);
          }
          assert.equal(new Set([ids.requestId, ...answers.map(({ requestId }) => requestId)]).size, 5);
        }, ({ spans, logs }) => {
          for (const record of [...spans, ...logs]) assert.equal(record.attributes['correlation.id'], 'c1');
        });
      }, ({ spans, logs }) => {
        for (const records of [spans.filter(({ kind }) => kind === 'server'), logs]) {
          assert.deepEqual(records.map(({ attributes }) => attributes['correlation.id']), ['c1', 'c1', 'own', 'own']);
          assert.equal(new Set(records.map(({ attributes }) => attributes['request.id'])).size, 4);
        }
      });
    });
  }

  it('a message carries the correlation id, and has an id of its own', async () => {
    const folder = mkdtempSync(path.join(root, '.cache', 'messages-'));
    try {
      cpSync(path.join(root, 'test/fixtures/request/amqplib'), path.join(folder, 'node_modules/amqplib'), { recursive: true });
      cpSync(path.join(root, 'test/fixtures/request/messages.cjs'), path.join(folder, 'messages.cjs'));
      await withService({ app: path.join(folder, 'messages.cjs') }, async ({ url }) => {
        await fetch(url, { headers: { 'x-request-id': 'r1', 'x-correlation-id': 'c1' } });
      }, ({ spans, logs: [log] }) => {
        assert.match(String(log?.body), /^consumed order-7 as [\da-f-]{36} of c1$/);
        assert.deepEqual([...stamps(log!).slice(1), log?.attributes['queue']], ['c1', undefined, 'orders']);
        assert.match(String(log?.attributes['request.id']), uuid);
        assert.deepEqual(spans.map(({ kind, attributes }) => `${kind} ${String(attributes['request.id'] === 'r1')} ${String(attributes['correlation.id'])}`).sort(), ['consumer false c1', 'producer true c1', 'server true c1']);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('1,000 requests at once, none mixed up', async () => {
    const count = 1000;
    const requestIdOf = (number: unknown): string => `request-${String(number)}`;
    await withService({ ...service, env: { OTEL_BSP_SCHEDULE_DELAY: '100' } }, async ({ url }) => {
      const ask = async (number: number): Promise<void> => {
        const response = await fetch(`${url}/nested?${number}`, { headers: { 'x-request-id': requestIdOf(number), 'x-correlation-id': `c-${number}` } });
        assert.deepEqual(await response.json(), { requestId: requestIdOf(number), correlationId: `c-${number}` });
        assert.deepEqual(idsOf(response), [requestIdOf(number), `c-${number}`]);
      };
      await Promise.all(Array.from({ length: count }, (_, number) => ask(number)));
    }, ({ spans, logs }) => {
      assert.deepEqual([logs.length, spans.length], [4 * count, 4 * count]);
      for (const { body, attributes } of logs) {
        const number = String(body).split(' ')[1];
        assert.deepEqual([attributes['request.id'], attributes['correlation.id'], attributes['number']], [requestIdOf(number), `c-${number}`, number], String(body));
        assert.equal('part' in attributes, String(body).startsWith('part'));
      }
      const parts = logs.filter(({ body }) => String(body).startsWith('part')).map(({ body, attributes }) => `${String(body)}, ${String(attributes['part'])}`);
      assert.equal(new Set(parts).size, 3 * count);
      const traces = new Map(spans.filter(({ kind }) => kind === 'server').map(({ traceId, attributes }) => [traceId, attributes['request.id']]));
      assert.equal(traces.size, count);
      for (const { name, traceId, kind, attributes } of spans) {
        assert.equal(attributes['request.id'], traces.get(traceId), name);
        if (kind !== 'server') assert.deepEqual([attributes['number'], attributes['request.id']], [name.split(' ')[1], requestIdOf(name.split(' ')[1])]);
      }
    });
  });

  describe('responses', () => {
    const cookies = ['a=1', 'b=2'];
    const rows: readonly (readonly [path: string, ids: readonly unknown[], more?: { readonly status?: number; readonly cookies?: readonly string[]; readonly reason?: string; readonly text?: RegExp }])[] = [
      ['/', ['r1', 'c1']],
      ['/own', ['own', 'own'], { reason: 'Fine' }],
      ['/own-list', ['own', 'c1'], { cookies }],
      ['/pairs', ['r1', 'c1'], { cookies, reason: 'Fine' }],
      ['/object', ['r1', 'c1'], { cookies, status: 201 }],
      ['/reason', ['r1', 'c1'], { reason: 'Fine' }],
      ['/twice', ['r1', 'c1'], { text: /^firstCannot write headers after they are sent/ }],
      ['/wrong', ['r1', 'c1'], { text: /^ERR_INVALID_ARG_VALUE$/ }],
    ];
    for (const node of mainNodeLines) {
      it(`keep what the app sets itself, in every form: ${node.name}`, async function () {
        skipUnless(this, node.missing);
        await withService({ ...service, node }, async ({ url }) => {
          for (const [at, ids, { status = 200, cookies: set = [], reason, text: expected = /^/ } = {}] of rows) {
            const response = await fetch(url + at, { headers: { 'x-request-id': 'r1', 'x-correlation-id': 'c1' } });
            assert.deepEqual([response.status, idsOf(response), response.headers.getSetCookie()], [status, ids, set], at);
            if (reason !== undefined) assert.equal(response.statusText, reason, at);
            assert.match(await response.text(), expected, at);
          }
        });
      });
    }
  });

  it('a request that a server hands on to another stays the same', () => withService(service, async ({ url }) => {
    for (const at of ['/hand-on', '/hand-on-later']) {
      const response = await fetch(url + at);
      const { requestId, correlationId } = (await response.json()) as Ids;
      assert.match(requestId, uuid);
      assert.deepEqual(idsOf(response), [requestId, correlationId], at);
    }
  }, ({ logs }) => {
    const [first, ofInner, second, ofInnerLater] = logs.map(({ attributes }) => attributes['request.id']);
    assert.deepEqual([ofInner, ofInnerLater, first === second], [first, second, false]);
  }));

  it('after shutdown() there are none', () => withService(service, async ({ url }) => {
    const headers = { 'x-request-id': 'r1' };
    await fetch(`${url}/shutdown`, { headers });
    const response = await fetch(url, { headers });
    assert.deepEqual([(await response.json() as Partial<Ids>).requestId, ...idsOf(response)], [undefined, null, null]);
  }));

  describe('on the wire', () => {
    /** Sends all at once, and gives the heads of the answers and what stands in the bodies. */
    async function exchange(port: number, sent: string): Promise<string> {
      const socket = connect(port, '127.0.0.1');
      socket.write(sent, 'latin1');
      return text(socket);
    }

    const heads = (answer: string): string[] => [...answer.matchAll(/^X-Request-ID: (.*)\r$/gim)].map(([, id = '']) => id);

    it('HTTP/1.0', () => withService(service, async ({ port }) => {
      assert.deepEqual(heads(await exchange(port, 'GET / HTTP/1.0\r\nX-Request-ID: r1\r\n\r\n')), ['r1']);
    }));

    it('keep-alive with pipelining', () => withService(service, async ({ port }) => {
      const requests = Array.from({ length: 20 }, (_, index) => `GET /nested?${index} HTTP/1.1\r\nHost: here\r\nX-Request-ID: r${index}\r\n\r\n`);
      const answer = await exchange(port, requests.join('') + 'GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n');
      assert.deepEqual(heads(answer).slice(0, 20), requests.map((_, index) => `r${index}`));
      assert.match(heads(answer)[20] ?? '', uuid);
      assert.deepEqual([...answer.matchAll(/"requestId":"(r\d+)"/g)].map(([, id]) => id), requests.map((_, index) => `r${index}`));
    }));

    it('bad ids are replaced and counted, and no line is written', () => {
      const secret = ['ghp', 'x7Kq2mWv9TzR4bNc8LdJ5hYs3GfP6aEu1XoC'].join('_');
      const bad = [`X-Request-ID: ${'x'.repeat(129)}`, 'X-Request-ID: a b', 'X-Request-ID: \u00e9', 'X-Request-ID: a\r\nX-Request-ID: b', 'X-Request-ID:', `X-Correlation-ID: ${secret}`, `X-Request-ID: ${secret}`];
      return withService({ ...service, env: { OTEL_METRIC_EXPORT_INTERVAL: '60000' } }, async ({ port }) => {
        for (const header of bad) {
          const answer = await exchange(port, `GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n${header}\r\n\r\n`);
          assert.match(heads(answer)[0] ?? '', uuid, header);
          assert.match(/^X-Correlation-ID: (.*)\r$/im.exec(answer)?.[1] ?? '', uuid, header);
        }
      }, ({ metrics, logs, spans }) => {
        const points = metrics.findLast(({ name }) => name === 'otel_distro.request_id.replaced')?.points ?? [];
        assert.deepEqual(points.map(({ attributes, value }) => `${String(attributes['kind'])} ${String(attributes['reason'])} ${String(value)}`).sort(), [
          'correlation_id secret 1', 'request_id characters 2', 'request_id empty 1', 'request_id length 1', 'request_id repeated 1', 'request_id secret 1',
        ]);
        for (const record of [...logs, ...spans]) assert.match(String(record.attributes['request.id']), uuid);
      });
    });
  });

  it('what one request binds is not on the next of the same connection; outside it is one problem', () =>
    withService({ ...service, env: { BIND_OUTSIDE: 'yes' } }, async ({ url }) => {
      for (const at of ['/bind', '/', '/bind', '/']) await (await fetch(url + at)).text();
    }, ({ logs }) => {
      assert.deepEqual(logs.map(({ body, attributes }) => `${String(body)} ${String(attributes['tenant'])}`), ['bound blue', 'root undefined', 'bound blue', 'root undefined']);
    }, [/context-field-invalid: bindContext\(fields, options\?\) was called outside of a request/]));
});
