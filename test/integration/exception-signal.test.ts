/** OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: exceptions as span events, as log records, or as both; redacted in each case. */
import assert from 'node:assert/strict';
import { runApp, withReceiver } from '../support/run-app.js';

const rows: readonly (readonly [value: string | undefined, isSpanEvent: boolean, isLogRecord: boolean])[] = [
  [undefined, true, false],
  ['logs', false, true],
  ['logs/dup', true, true],
];

describe('OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN', () => {
  for (const [value, isSpanEvent, isLogRecord] of rows) {
    it(`${value ?? 'not set'}: ${[isSpanEvent && 'span event', isLogRecord && 'log record'].filter(Boolean).join(' and ')}`, () =>
      withReceiver(async (receiver) => {
        const env = { OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN: value };
        const end = await runApp({ app: 'exception-signal/app.cjs', env }, receiver);
        assert.equal(end.exitCode, 0, end.stderr);
        const [charge] = receiver.spansNamed('charge');
        const [refund] = receiver.spansNamed('refund');
        assert.ok(charge && refund);
        assert.equal(charge.status.code, 'error');
        assert.deepEqual(charge.events.map((event) => event.name), isSpanEvent ? ['exception'] : []);
        assert.deepEqual(refund.events.map((event) => event.name), isSpanEvent ? ['asked', 'exception'] : ['asked']);

        const spanOf = (type: unknown): typeof charge => (type === 'Refused' ? refund : charge);
        const records = receiver.logs.filter((record) => record.eventName === 'exception');
        assert.deepEqual(records.map((record) => record.attributes['exception.type']).sort(), isLogRecord ? ['RangeError', 'Refused'] : []);
        for (const record of records) {
          const span = spanOf(record.attributes['exception.type']);
          assert.deepEqual([record.traceId, record.spanId, record.severityText], [span.traceId, span.spanId, 'error']);
        }
        const declined = records.find((record) => record.spanId === charge.spanId);
        if (isLogRecord) {
          assert.equal(declined?.attributes['exception.message'], 'card declined');
          assert.match(String(declined.attributes['exception.stacktrace']), /RangeError: card declined\n\s+at .*app\.cjs:5:/);
          assert.equal(declined.attributes['flow.name'], 'checkout');
        }
        const everything = JSON.stringify([receiver.spans, receiver.logs], (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
        assert.match(everything, /\[REDACTED\]/);
        assert.doesNotMatch(everything, /hunter2/);
      }));
  }
});
