/** A thousand requests at once that share timers, sockets, emitters and promises: each span belongs to its request, and nothing stays active. */
import assert from 'node:assert/strict';
import { Agent, request as sendRequest } from 'node:http';
import type { DecodedSpan } from '../../src/otlp/records.js';
import { runApp, withReceiver } from '../support/run-app.js';
import { createRandom } from './random.js';

/** What each request of a kind leaves below its server span; `*` for any number of it. */
const spansOfKind: Readonly<Record<string, readonly string[]>> = {
  timers: ['work in a timer', 'work deep in timers'],
  promises: ['work in a promise', 'work in a promise', 'work in a promise'],
  streams: ['work in a transform*', 'work behind a pipeline'],
  body: ['work in a chunk*', 'work behind the body'],
  emitter: ['work behind an event'],
  throws: ['work behind an error'],
  uncaught: ['work in front of a throw'],
  'emits-error': ['work in an error'],
  destroys: ['work in a close'],
  calls: ['GET', 'work in a response', 'work in data of a response', 'work at the end of a response'],
  nested: ['outer', 'outer > work in a span'],
  crowd: ['work in a crowd'],
};
const kinds = Object.keys(spansOfKind);
const count = 1000;
const seed = 7;

describe('a thousand requests at once', () => {
  for (const fastPath of ['on', 'off']) {
    it(`keep to themselves, OTEL_DISTRO_FAST_PATH=${fastPath}`, () =>
      withReceiver(async (receiver) => {
        const end = await runApp({ app: 'differential/leaks.cjs', env: { OTEL_DISTRO_FAST_PATH: fastPath, OTEL_LOGS_EXPORTER: 'none' } }, receiver, async (app) => {
          const [, port] = await app.waitForOutput(/listening on (\d+)/);
          await sendAll(Number(port));
          app.process.kill('SIGUSR2');
          const [, told = ''] = await app.waitForOutput(/told (.*)\n/);
          assert.deepEqual(JSON.parse(told), { leaks: [], open: [] });
          app.process.kill('SIGTERM');
        });
        assert.equal(end.signal, 'SIGTERM', end.stderr);
        checkSpans(receiver.spans);
      }));
  }
});

/** In an order without a pattern; each with a body in two packets. */
async function sendAll(port: number): Promise<void> {
  const { pick } = createRandom(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: 60 });
  const sendOne = (number: number, kind: string): Promise<void> =>
    new Promise((resolve) => {
      const request = sendRequest({ port, host: '127.0.0.1', agent, method: 'POST', path: `/${kind}/${number}` }, (response) => response.resume());
      request.on('error', () => undefined).on('close', resolve);
      request.write('one');
      setTimeout(() => request.end('two'), number % 4);
    });
  await Promise.all(Array.from({ length: count }, (_, number) => sendOne(number, number < kinds.length ? (kinds[number] ?? '') : pick(kinds))));
  agent.destroy();
}

function checkSpans(spans: readonly DecodedSpan[]): void {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const parentOf = (span: DecodedSpan): DecodedSpan | undefined => byId.get(span.parentSpanId ?? '');
  const pathOf = (span: DecodedSpan): string => String(span.attributes['url.path']);
  const roots = spans.filter((span) => span.parentSpanId === undefined);
  assert.equal(roots.filter(({ kind }) => kind === 'server').length, count);
  assert.deepEqual(roots.filter(({ kind }) => kind !== 'server').map(({ name }) => name), []);

  const below = new Map<string, string[]>(roots.map((root) => [pathOf(root), []]));
  for (const span of spans) {
    const chain = chainOf(span, parentOf);
    const [root = span] = chain;
    const path = pathOf(root);
    assert.equal(span.traceId, root.traceId);
    const own = span.attributes['of.request'];
    if (own !== undefined) assert.equal(path.split('/')[2], String(own), `"${span.name}" of ${String(own)} lies below ${path}`);
    if (span.kind === 'server' && span !== root) {
      assert.deepEqual([pathOf(span), parentOf(span)?.kind], [`/end/${path.split('/')[2]}`, 'client']);
    } else if (span !== root) {
      below.get(path)?.push(chain.slice(1).map(({ name }) => name).join(' > '));
    }
  }
  for (const [path, names] of below) {
    const expected = spansOfKind[path.split('/')[1] ?? ''] ?? [];
    const repeated = new Set(expected.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1)));
    const seen = names.filter((name, index) => !repeated.has(name) || names.indexOf(name) === index).map((name) => (repeated.has(name) ? `${name}*` : name));
    assert.deepEqual(seen.sort(), expected.toSorted(), path);
  }
}

/** From the root to the span. */
function chainOf(span: DecodedSpan, parentOf: (span: DecodedSpan) => DecodedSpan | undefined): DecodedSpan[] {
  const parent = parentOf(span);
  return parent === undefined ? [span] : [...chainOf(parent, parentOf), span];
}
