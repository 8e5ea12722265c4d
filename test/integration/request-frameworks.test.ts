/** Request ids in every framework, as ES module and as CommonJS: seen by the app, returned, on every log and span. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { mainNodeLines, root, thisNode, type NodeLine } from '../support/node-lines.js';
import { idsOf, stamps, uuid, withService, type Ids } from '../support/request-service.js';
import { skipUnless } from '../support/skip.js';

describe('request ids in frameworks', () => {
  const frameworks = ['http', 'express', 'fastify', 'koa', 'nest', 'hapi'];
  const routed: readonly string[] = ['express', 'fastify', 'nest', 'hapi'];

  function row(framework: string, app: string, node: NodeLine): void {
    it(`${framework}, ${app.split('.').at(-1)}, ${node.name}`, async function () {
      skipUnless(this, node.missing);
      const answers: Ids[] = [];
      await withService({ app, args: [framework], node }, async ({ url }) => {
        for (const given of ['first', 'second']) {
          const response = await fetch(`${url}/orders/7`, { method: 'POST', body: given, headers: { 'content-type': 'text/plain', 'x-request-id': `${framework}-${given}` } });
          const answer = (await response.json()) as Ids & { text: string };
          assert.deepEqual([answer.requestId, answer.correlationId, answer.text], [`${framework}-${given}`, `${framework}-${given}`, given]);
          assert.deepEqual(idsOf(response), [answer.requestId, answer.correlationId]);
          answers.push(answer);
        }
      }, ({ spans, logs }) => {
        assert.equal(logs.length, 2);
        for (const { requestId } of answers) {
          const [log] = logs.filter(({ attributes }) => attributes['request.id'] === requestId);
          assert.ok(log);
          assert.deepEqual([...stamps(log), log.attributes['body.text']], [requestId, requestId, 'POST', requestId.split('-')[1]]);
          if (routed.includes(framework)) assert.match(String(log.attributes['request.route']), /^\/orders\/[:{]id}?$/);
          const ofTrace = spans.filter(({ traceId }) => traceId === log.traceId);
          assert.ok(ofTrace.some(({ name }) => name === 'work') && ofTrace.some(({ kind }) => kind === 'server'));
          for (const span of ofTrace) assert.deepEqual(stamps(span), [requestId, requestId, 'POST'], span.name);
        }
      });
    });
  }

  for (const framework of frameworks) for (const app of ['request/frameworks.cjs', 'request/frameworks.mjs']) row(framework, app, thisNode);
  for (const node of mainNodeLines.slice(1)) for (const framework of ['http', 'express']) row(framework, 'request/frameworks.mjs', node);

  it('express 4', async () => {
    mkdirSync(path.join(root, '.cache'), { recursive: true });
    const folder = mkdtempSync(path.join(root, '.cache', 'express4-'));
    try {
      // packages are known by the name of their folder, which an npm alias changes
      cpSync(path.join(root, 'node_modules/express4'), path.join(folder, 'node_modules/express'), { recursive: true });
      for (const file of ['frameworks.cjs', 'serve.cjs']) cpSync(path.join(root, 'test/fixtures/request', file), path.join(folder, file));
      await withService({ app: path.join(folder, 'frameworks.cjs'), args: ['express'] }, async ({ url }) => {
        const response = await fetch(`${url}/orders/7`, { method: 'POST', headers: { 'x-correlation-id': 'c1' } });
        const answer = (await response.json()) as Ids;
        assert.match(answer.requestId, uuid);
        assert.deepEqual(idsOf(response), [answer.requestId, 'c1']);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('https', async function () {
    const folder = mkdtempSync(path.join(tmpdir(), 'request-ids-'));
    try {
      const [key, certificate] = [path.join(folder, 'key.pem'), path.join(folder, 'certificate.pem')];
      try {
        execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-subj', '/CN=localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
      } catch {
        skipUnless(this, 'openssl is missing');
      }
      await withService({ app: 'request/frameworks.cjs', args: ['https'], env: { TLS_KEY: key, TLS_CERT: certificate } }, async ({ port }) => {
        const request = httpsRequest({ port, host: '127.0.0.1', method: 'POST', headers: { 'x-request-id': 'r1' }, rejectUnauthorized: false }).end();
        const [response] = await once(request, 'response');
        assert.deepEqual([response.headers['x-request-id'], response.headers['x-correlation-id'], JSON.parse(await text(response)).requestId], ['r1', 'r1', 'r1']);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
