/** Request ids under the settings that could be in their way, and under their own. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { idsOf, stamps, uuid, withService, type Ids } from '../support/request-service.js';
import type { AppOptions } from '../support/run-app.js';

const service: AppOptions = { app: 'request/service.cjs' };

describe('request ids and settings', () => {
  interface Row {
    readonly title: string;
    readonly env: Readonly<Record<string, string>>;
    /** What the app sees, of the ids r1 and c1. */
    readonly ids: readonly unknown[];
    readonly returned?: readonly unknown[];
    readonly look?: (receiver: Receiver) => unknown;
  }

  const onLogs = ({ logs }: Receiver): void => {
    assert.ok(logs.length > 0);
    for (const log of logs) assert.deepEqual(stamps(log), ['r1', 'c1', 'GET']);
  };
  const rows: readonly Row[] = [
    { title: 'traces go nowhere', env: { OTEL_TRACES_EXPORTER: 'none' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'no trace is sampled', env: { OTEL_TRACES_SAMPLER: 'always_off' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'no propagators', env: { OTEL_PROPAGATORS: 'none' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'other propagators', env: { OTEL_PROPAGATORS: 'b3' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'without the http instrumentation', env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http,undici' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'incoming requests are not instrumented', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": {"disableIncomingRequestInstrumentation": true}}' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'the path is ignored', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": {"ignoreIncomingPaths": ["/", "/events"]}}' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'another path is ignored', env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"http": {"ignoreIncomingPaths": ["/livez"]}}' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'strict redaction', env: { OTEL_DISTRO_REDACTION: 'strict' }, ids: ['r1', 'c1'], look: onLogs },
    { title: 'the SDK is disabled', env: { OTEL_SDK_DISABLED: 'true' }, ids: [undefined, undefined], returned: [null, null] },
    { title: 'no request context', env: { OTEL_DISTRO_REQUEST_CONTEXT: 'false' }, ids: [undefined, undefined], returned: [null, null], look: ({ logs }) => assert.deepEqual(logs.map(stamps)[0], [undefined, undefined, undefined]) },
    { title: 'no header for the request id', env: { OTEL_DISTRO_REQUEST_ID_HEADER: 'none' }, ids: [uuid, 'c1'], returned: [null, 'c1'] },
    { title: 'no header for the correlation id', env: { OTEL_DISTRO_CORRELATION_ID_HEADER: 'None' }, ids: ['r1', 'r1'], returned: ['r1', null] },
    { title: 'one header for both', env: { OTEL_DISTRO_CORRELATION_ID_HEADER: 'X-Request-ID' }, ids: ['r1', 'r1'], returned: ['r1', null] },
  ];
  const isId = (actual: unknown, expected: unknown): void => (expected instanceof RegExp ? assert.match(String(actual), expected) : assert.equal(actual, expected));

  for (const { title, env, ids, returned = ids, look } of rows) {
    it(title, () => withService({ ...service, env }, async ({ url }) => {
      for (const at of ['/', '/events']) {
        const body = at === '/' ? {} : { method: 'POST', body: 'some bytes' };
        const response = await fetch(url + at, { ...body, headers: { 'x-request-id': 'r1', 'x-correlation-id': 'c1' } });
        const answer = (await response.json()) as Partial<Ids>;
        for (const [index, actual] of [answer.requestId, answer.correlationId].entries()) isId(actual, ids[index]);
        for (const [index, actual] of idsOf(response).entries()) isId(actual, returned[index]);
      }
    }, (receiver) => {
      const closed = receiver.logs.filter(({ body }) => String(body).startsWith('closed'));
      for (const { body } of closed) isId(String(body).split(' ')[1], ids[0] ?? 'undefined');
      look?.({ ...receiver, logs: receiver.logs.filter(({ attributes }) => attributes['request.method'] !== 'POST') } as Receiver);
    }));
  }

  it('other names', () => withService({ ...service, env: { OTEL_DISTRO_REQUEST_ID_HEADER: 'Trace-Me', OTEL_DISTRO_CORRELATION_ID_HEADER: 'X-Amzn-Trace-Id' } }, async (called) => {
    const response = await fetch(`${called.url}/call?${called.url}/`, { headers: { 'trace-me': 'r1', 'x-amzn-trace-id': 'Root=1-2-3', 'x-request-id': 'no' } });
    const { answers, ...ids } = (await response.json()) as Ids & { readonly answers: readonly Ids[] };
    assert.deepEqual([ids.requestId, ids.correlationId, answers[1]?.correlationId], ['r1', 'Root=1-2-3', 'Root=1-2-3']);
    assert.deepEqual([response.headers.get('trace-me'), response.headers.get('x-amzn-trace-id'), ...idsOf(response)], ['r1', 'Root=1-2-3', null, null]);
  }));

  for (const env of [{ OTEL_PROPAGATORS: 'none' }, { OTEL_DISTRO_CORRELATION_ID_HEADER: 'none' }]) {
    it(`${Object.entries(env).flat().join('=')} sends nothing on`, () => withService({ ...service, env }, async ({ url }) => {
      const response = await fetch(`${url}/call?${url}/`, { headers: { 'x-correlation-id': 'c1' } });
      const { answers } = (await response.json()) as { readonly answers: readonly { readonly received: Record<string, string> }[] };
      assert.deepEqual(answers.map(({ received }) => received['x-correlation-id']), [undefined, undefined, 'own', 'own']);
    }));
  }
});
