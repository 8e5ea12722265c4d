/** winston, pino and bunyan under register: each line becomes one log record of the span that it was logged in. */
import assert from 'node:assert/strict';
import type { DecodedLogRecord } from '../../src/testing/index.js';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, withReceiver, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

/** Severity text and body, and the attributes where there are any. */
type Line = readonly [severityText: string, body: unknown, attributes?: Readonly<Record<string, unknown>>];

interface WinstonRow {
  readonly way: string;
  readonly lines: readonly Line[];
  readonly severityNumber?: number;
  readonly env?: AppOptions['env'];
  readonly stderr?: RegExp;
}

const exception = { 'exception.type': 'TypeError', 'exception.message': 'broken' };

const winstonRows: readonly WinstonRow[] = [
  { way: 'made before register', lines: [['info', 'early', { a: 1 }]], severityNumber: 9 },
  { way: 'child', lines: [['warn', 'from a child', { service: 'shop', requestId: 'r1', a: 1 }]], severityNumber: 13 },
  { way: 'splat', lines: [['info', 'tea costs 3', { a: 1 }]] },
  { way: 'json', lines: [['info', 'as json', { nested: { list: [1, 'b'] } }]] },
  { way: 'colorize', lines: [['error', '\u001B[31mred\u001B[39m']], severityNumber: 17 },
  { way: 'error object', lines: [['error', 'broken', exception]] },
  { way: 'error with errors format', lines: [['error', 'broken', exception]] },
  { way: 'error as argument', lines: [['error', 'failed: broken', exception]] },
  { way: 'error as field', lines: [['error', 'failed', { orderId: 7, ...exception }]] },
  { way: 'error by a child', lines: [['error', 'broken', { requestId: 'r1', ...exception }]] },
  { way: 'two loggers', lines: [['info', 'one'], ['info', 'two']] },
  { way: 'two transports', lines: [['info', 'once']] },
  { way: 'level', lines: [['warn', 'at']] },
  { way: 'level', lines: [['info', 'below'], ['warn', 'at']], env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"winston": {"logSeverity": 9}}' } },
  { way: 'level', lines: [], env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"winston": {"disableLogSending": true}}' } },
  { way: 'level changed later', lines: [['debug', 'now']], severityNumber: 5 },
  { way: 'silent', lines: [] },
  { way: 'filtered by a format', lines: [] },
  { way: 'custom levels', lines: [['hum', 'a custom level']], severityNumber: 0 },
  { way: 'custom levels', lines: [['hum', 'a custom level']], severityNumber: 10, env: { OTEL_DISTRO_INSTRUMENTATION_OPTIONS: '{"winston": {"severityMapping": {"hum": 10}}}' } },
  { way: 'syslog levels', lines: [['crit', 'syslog']], severityNumber: 21 },
  { way: 'configured again', lines: [['info', 'after configure']] },
  { way: 'default logger', lines: [['info', 'by the default logger']] },
  { way: 'upstream transport', lines: [['info', 'sent by the transport']] },
];

/** The stack is different on each machine. */
function toLine({ severityText, body, attributes }: DecodedLogRecord): Line {
  const { 'exception.stacktrace': stack, ...rest } = attributes;
  if (stack !== undefined) assert.match(String(stack), /^TypeError: broken\n\s+at /);
  return Object.keys(rest).length === 0 ? [severityText, body] : [severityText, body, rest];
}

describe('winston', () => {
  for (const { way, lines, severityNumber, env = {} } of winstonRows) {
    it([way, ...Object.values(env)].join(', '), () =>
      withReceiver(async (receiver) => {
        const end = await runApp({ app: 'instrumentations/winston.cjs', loading: 'none', args: [way], env }, receiver);
        assert.equal(end.exitCode, 0, end.stderr);
        assert.deepEqual(receiver.logs.map(toLine), lines);
        const [span] = receiver.spansNamed('logging');
        for (const record of receiver.logs) assert.equal(record.spanId, span?.spanId);
        if (severityNumber !== undefined) assert.equal(receiver.logs[0]?.severityNumber, severityNumber);
        assert.doesNotMatch(end.stderr, /\[otel-distro\] (warn|error)/);
      }));
  }
});

for (const node of mainNodeLines) {
  describe(`pino and bunyan on ${node.name}`, () => {
    for (const app of ['instrumentations/loggers.cjs', 'instrumentations/loggers.mjs']) {
      it(app, async function () {
        skipUnless(this, node.missing);
        await withReceiver(async (receiver) => {
          const end = await runApp({ app, node }, receiver);
          const [span] = receiver.spansNamed('logging');
          const found = receiver.logs.map(({ severityNumber, body, spanId, attributes }) => [severityNumber, body, spanId, attributes['orderId']]);
          assert.deepEqual(found.sort(), [[13, 'by bunyan', span?.spanId, 7], [13, 'by pino', span?.spanId, 7]], end.stderr);
          const written = end.stdout.trim().split('\n').map((line): unknown => JSON.parse(line));
          assert.equal(written.length, 2, end.stdout);
          for (const line of written) assert.deepEqual(line, { ...Object(line), trace_id: span?.traceId, span_id: span?.spanId });
        });
      });
    }
  });
}
