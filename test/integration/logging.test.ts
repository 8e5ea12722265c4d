/** Loggers in a real process: lines and records with the ids of their context, levels, early returns at /metrics, endings; other loggers and console. */
import assert from 'node:assert/strict';
import type { Receiver } from '../../src/testing/index.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppEnd, type AppOptions, type RunningApp } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';
import { waitUntil } from '../support/wait-until.js';

type JsonLine = Readonly<Record<string, unknown>>;

const linesOf = ({ stdout }: Pick<AppEnd, 'stdout'>): JsonLine[] => stdout.trim().split('\n').filter((text) => text.startsWith('{')).map((text) => JSON.parse(text) as JsonLine);
const run = (way: string, options: Partial<AppOptions>, receiver?: Receiver, drive?: (app: RunningApp) => Promise<void>): Promise<AppEnd> =>
  runApp({ app: 'logging/app.cjs', args: [way], ...options }, receiver, drive);
const messages = (end: AppEnd): string[] => linesOf(end).map(({ level, message }) => `${String(level)} ${String(message)}`);

for (const node of mainNodeLines) {
  describe(`getLogger on ${node.name}`, () => {
    for (const app of ['logging/core.cjs', 'logging/core.mjs']) {
      for (const loading of ['--import', 'none'] as const) {
        it(`${app}, ${loading === 'none' ? 'without register' : 'under register'}`, async function () {
          skipUnless(this, node.missing);
          await withReceiver(async (receiver) => {
            const end = await runApp({ app, node, loading }, receiver);
            const [span] = receiver.spansNamed('logging');
            const ids = loading === 'none' ? {} : { trace_id: span?.traceId, span_id: span?.spanId };
            const [line, ...more] = linesOf(end);
            assert.deepEqual([line, more], [{ timestamp: line?.['timestamp'], level: 'info', message: 'order_placed', logger: 'shop.orders', ...ids, orderId: 7 }, []], end.stderr);
            assert.match(String(line?.['timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
            const found = receiver.logs.map(({ eventName, body, severityNumber, scope, spanId, attributes }) => [eventName, body, severityNumber, scope.name, spanId, attributes]);
            assert.deepEqual(found, loading === 'none' ? [] : [['order_placed', 'order_placed', 9, 'shop.orders', span?.spanId, { orderId: 7 }]]);
            assert.doesNotMatch(end.stderr, / (warn|error) /);
          });
        });
      }
    }
  });
}

describe('getLogger', () => {
  it('ids of the trace, the request and the flow in each line, and the exception with its cause', () =>
    withReceiver(async (receiver) => {
      const lines = linesOf(await run('all', {}, receiver));
      const [step] = receiver.spansNamed('step pay');
      const flowId = String(step?.attributes['flow.id']);
      for (const line of lines) {
        const ids = ['trace_id', 'span_id', 'request_id', 'correlation_id', 'flow_id', 'flow_step'].map((name) => line[name]);
        assert.deepEqual(ids, [step?.traceId, step?.spanId, 'r-1', 'c-1', flowId, 'pay']);
        assert.equal('request.id' in line, false);
      }
      assert.equal(lines.length, 2);
      assert.match(String(lines[1]?.['exception.stacktrace']), /^TypeError: broken\n[^]*\[cause\]: RangeError: inner\n/);
      const [, failed] = receiver.logs.filter(({ scope }) => scope.name === 'shop.orders');
      assert.deepEqual([failed?.severityNumber, failed?.attributes['exception.type'], failed?.attributes['exception.message'], failed?.attributes['orderId']], [17, 'TypeError', 'broken', 8]);
      assert.deepEqual([failed?.attributes['request.id'], failed?.attributes['flow.id'], failed?.attributes['request_id']], ['r-1', flowId, undefined]);
    }));

  it('readable lines', () =>
    withReceiver(async (receiver) => {
      const { stdout } = await run('all', { env: { OTEL_DISTRO_LOG_FORMAT: 'pretty' } }, receiver);
      assert.match(stdout, /^\S+Z INFO {2}shop\.orders order_placed orderId=7 .*trace_id=[0-9a-f]{32} .*request_id=r-1/m);
      assert.match(stdout, /^ {4}TypeError: broken$/m);
      assert.equal(stdout.includes('\u001B'), false);
    }));

  it('in colours where they are forced, and JSON where nobody reads', async () => {
    assert.ok((await run('levels', { env: { OTEL_DISTRO_LOG_FORMAT: 'pretty', FORCE_COLOR: '1' }, loading: 'none' })).stdout.includes('\u001B[32mINFO'));
    assert.equal(linesOf(await run('levels', { env: { FORCE_COLOR: '1' }, loading: 'none' })).length, 4);
  });

  const levelRows: Readonly<Record<string, readonly string[]>> = {
    debug: ['debug debug', 'info info', 'warn warn', 'error error', 'fatal fatal'],
    warn: ['warn warn', 'error error', 'fatal fatal'],
    FATAL: ['fatal fatal'],
  };
  for (const [level, shown] of Object.entries(levelRows)) {
    it(`OTEL_DISTRO_LOG_LEVEL=${level}`, () =>
      withReceiver(async (receiver) => {
        const end = await run('levels', { env: { OTEL_DISTRO_LOG_LEVEL: level } }, receiver);
        assert.deepEqual(messages(end), shown);
        assert.deepEqual(receiver.logs.map(({ severityText, body }) => `${severityText} ${String(body)}`), shown);
      }));
  }

  it('a level that there is not is said, also without register', async () => {
    const { stderr, ...end } = await run('levels', { env: { OTEL_DISTRO_LOG_LEVEL: 'loud' }, loading: 'none' });
    assert.match(stderr, /setting-invalid: OTEL_DISTRO_LOG_LEVEL="loud" is not known; .*using the default, info/);
    assert.equal(messages({ stderr, ...end }).length, 4);
  });

  it('the level changes at run time: of all, of one, by winston', async () => {
    const end = await run('level at run time', { env: { OTEL_DISTRO_LOG_LEVEL: 'warn' }, loading: 'none' });
    assert.deepEqual(messages(end), ['debug all', 'debug another', 'warn own level']);
  });

  it('the same logger for a name', async () => assert.match((await run('same', { loading: 'none' })).stderr, /^true true$/m));

  it('early returns are counted by event and reason, and what is too much as other', () =>
    withReceiver(async (receiver) => {
      let page = '';
      const end = await run('skip', {}, receiver, async (app) => {
        await app.waitForOutput(/reason 299/);
        const address = (): string | undefined => /\/metrics on (\S+)/.exec(app.output.stderr)?.[1];
        await waitUntil(() => address() !== undefined);
        page = await (await fetch(address() ?? '')).text();
        app.process.kill('SIGTERM');
      });
      assert.match(page, /^log_skip_count_total\{[^}]*event_name="answer_save",skip_reason="invalid_question"[^}]*\} 3$/m);
      assert.match(page, /^log_skip_count_total\{[^}]*event_name="other",skip_reason="other"[^}]*\} 101$/m);
      assert.equal(end.stderr.match(/log-invalid: .*more than 200 pairs of event and reason/g)?.length, 1, end.stderr);
      const record = receiver.logs.find(({ body }) => body === 'answer_save');
      assert.deepEqual([record?.eventName, record?.severityNumber, record?.attributes], ['answer_save', 9, { index: 0, 'skip.reason': 'invalid_question' }]);
    }));

  for (const loading of ['--import', 'none'] as const) {
    it(`process.exit right after a line, ${loading}`, () =>
      withReceiver(async (receiver) => {
        const end = await run('exit', { loading }, receiver);
        assert.equal(end.exitCode, 3);
        assert.equal(String(linesOf(end)[0]?.['text']).length, 20_000);
        assert.equal(receiver.logs.length, loading === 'none' ? 0 : 1);
      }));
  }

  it('a reader that has gone does not end the process', async () => {
    const end = await run('reader gone', { loading: 'none' }, undefined, async (app) => {
      await app.waitForOutput(/"x"/);
      app.process.stdout?.destroy();
    });
    assert.match(end.stderr, /still here/);
    assert.equal(end.exitCode, 0, end.stderr);
  });

  it('with OTEL_SDK_DISABLED there are lines and no records', () =>
    withReceiver(async (receiver) => {
      const end = await run('levels', { env: { OTEL_SDK_DISABLED: 'true' } }, receiver);
      assert.equal(messages(end).length, 4);
      assert.deepEqual(receiver.requests, []);
    }));
});

describe('loggers of the app', () => {
  for (const env of [{}, { OTEL_TRACES_EXPORTER: 'none' }, { OTEL_TRACES_SAMPLER: 'always_off' }]) {
    it(`have the ids of the request and the flow in their lines, once: ${JSON.stringify(env)}`, () =>
      withReceiver(async (receiver) => {
        const end = await run('loggers', { env }, receiver);
        const lines = linesOf(end);
        assert.equal(lines.length, 7, end.stdout + end.stderr);
        const flowId = lines[0]?.['flow_id'];
        assert.match(String(flowId), /^checkout-/);
        for (const line of lines) {
          assert.deepEqual([line['correlation_id'], line['flow_id'], line['flow_step']], ['c-1', flowId, 'pay'], JSON.stringify(line));
          if (env.OTEL_TRACES_EXPORTER === undefined) assert.match(String(line['trace_id']), /^[0-9a-f]{32}$/);
        }
        assert.deepEqual(lines.map((line) => line['request_id']), ['r-1', 'mine', 'mine', 'r-1', 'r-1', 'mine', 'r-1']);
        assert.equal(end.stdout.match(/"request_id"/g)?.length, 7);
        const records = receiver.logs.filter(({ scope }) => scope.name !== '@org/otel-distro');
        assert.equal(records.length, 7);
        for (const { attributes } of records) {
          assert.deepEqual([attributes['request.id'], attributes['flow.id'], attributes['flow.step.name']], ['r-1', flowId, 'pay']);
          assert.deepEqual(Object.keys(attributes).filter((key) => /^(?:correlation_id|flow_\w+|trace_\w+|span_id)$/.test(key)), []);
        }
        assert.deepEqual(records.map(({ attributes }) => attributes['request_id']).filter((id) => id !== undefined), ['mine', 'mine', 'mine']);
      }));
  }
});

describe('OTEL_DISTRO_CONSOLE_LOGS', () => {
  const printed = (end: AppEnd): string => end.stdout.replaceAll(/"(?:timestamp|flow_id|trace_id|span_id)":"[^"]*"/g, '');

  it('on: a record for each call, once, in its span, and what is printed stays the same', () =>
    withReceiver(async (receiver) => {
      const bare = await run('console', {});
      const end = await run('console', { env: { OTEL_DISTRO_CONSOLE_LOGS: 'on' } }, receiver);
      assert.equal(printed(end), printed(bare));
      assert.match(end.stderr, /^warn$[^]*^failed TypeError: broken\n {4}at /m);
      const [step] = receiver.spansNamed('step pay');
      const records = receiver.logs.filter(({ scope }) => scope.name === 'console');
      assert.deepEqual(records.map(({ severityText, severityNumber, body }) => [severityText, severityNumber, body]), [
        ['debug', 5, 'debug'], ['info', 9, 'a b { c: 1 }'], ['info', 9, 'info'], ['warn', 13, 'warn'], ['error', 17, 'failed TypeError: broken'],
      ]);
      for (const { spanId, attributes } of records) assert.deepEqual([spanId, attributes['request.id'], attributes['flow.step.name']], [step?.spanId, 'r-1', 'pay']);
      const { attributes } = records[4] ?? {};
      assert.deepEqual([attributes?.['exception.type'], attributes?.['exception.message']], ['TypeError', 'broken']);
      assert.deepEqual(receiver.logs.map(({ body }) => String(body)).filter((body) => body.startsWith('by')), ['by winston', 'by winston too', 'by_us']);
    }));

  it('off is the default', () =>
    withReceiver(async (receiver) => {
      await run('console', {}, receiver);
      assert.equal(receiver.logs.some(({ scope }) => scope.name === 'console'), false);
    }));
});
