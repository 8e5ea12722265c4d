/** Outgoing requests by fetch, undici, http and openai: one client span each, with a metric, from the first request on. */
import assert from 'node:assert/strict';
import { serveJson } from '../support/json-server.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { drawTraces } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';

const completion = {
  id: 'c1',
  object: 'chat.completion',
  model: 'small',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'hi' } }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
};

describe('outgoing requests', () => {
  const url = serveJson(completion);

  const app = 'instrumentations/outgoing.mjs';

  for (const node of mainNodeLines) {
    describe(`on ${node.name}`, () => {
      for (const [how, count] of [['fetch', 1], ['fetch twice', 2], ['undici', 1], ['http', 1]] as const) {
        it(how, async function () {
          skipUnless(this, node.missing);
          await withReceiver(async (receiver) => {
            const end = await runApp({ app, args: [how, url()], node }, receiver);
            assert.equal(end.exitCode, 0, end.stderr);
            assert.deepEqual(drawTraces(receiver), [`internal calling${'\n  client GET'.repeat(count)}`]);
            const duration = receiver.metrics.find((metric) => metric.name === 'http.client.request.duration');
            assert.equal(duration?.points[0]?.count, count);
          });
        });
      }

      it('http, whose namespace an earlier --import has made', async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const nodeFlags = ['--import', './test/fixtures/instrumentations/imports-http.mjs'];
          await runApp({ app, args: ['http', url()], node, nodeFlags }, receiver);
          assert.deepEqual(drawTraces(receiver), ['internal calling\n  client GET']);
        });
      });

      for (const loading of ['--import', '--require'] as const) {
        it(`openai, an ES module, ${loading}`, async function () {
          skipUnless(this, node.missing);
          await withReceiver(async (receiver) => {
            const end = await runApp({ app, args: ['openai', url()], node, loading }, receiver);
            assert.equal(end.exitCode, 0, end.stderr);
            assert.deepEqual(drawTraces(receiver), ['internal calling\n  client chat small\n    client POST']);
          });
        });
      }

      it('openai by a static import: the app’s own modules stay as they are', async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const end = await runApp({ app: 'instrumentations/openai-static.mjs', args: [url()], node }, receiver);
          assert.equal(end.exitCode, 0, end.stderr);
          assert.deepEqual(drawTraces(receiver), ['client chat small\n  client POST']);
        });
      });
    });
  }

  const ignoringRows: readonly { readonly how: string; readonly options: unknown }[] = [
    { how: 'http', options: { http: { ignoreOutgoingHosts: ['127.0.0.*'] } } },
    { how: 'fetch', options: { undici: { ignoreOutgoingHosts: ['127.0.0.1'] } } },
  ];
  for (const { how, options } of ignoringRows) {
    it(`${how} with ${JSON.stringify(options)} leaves neither span nor metric`, () =>
      withReceiver(async (receiver) => {
        await runApp({ app, args: [how, url()], env: withOptions(options) }, receiver);
        assert.deepEqual(drawTraces(receiver), ['internal calling']);
        assert.equal(receiver.metrics.some((metric) => metric.name === 'http.client.request.duration'), false);
      }));
  }

  it('headersToSpanAttributes of undici puts headers on the span', () =>
    withReceiver(async (receiver) => {
      const options = { undici: { headersToSpanAttributes: { requestHeaders: ['x-tenant'] } } };
      await runApp({ app, args: ['fetch', url()], env: withOptions(options) }, receiver);
      const [span] = receiver.spansNamed('GET');
      assert.deepEqual(span?.attributes['http.request.header.x-tenant'], ['blue']);
    }));
});

function withOptions(options: unknown): NonNullable<AppOptions['env']> {
  return { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: JSON.stringify(options) };
}
