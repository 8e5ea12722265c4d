/** What the log record of a crash says, whatever was thrown. */
import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import { context, logs, SeverityNumber, trace, type Context } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { emitCrash } from '../../../src/lifecycle/crash-record.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

class PaymentError extends Error {}

const throwing = (): never => {
  throw new Error('hostile');
};
const hostileTraps = { get: throwing, getPrototypeOf: throwing, has: throwing, ownKeys: throwing, getOwnPropertyDescriptor: throwing };

/** The stack first: it is made of the others when it is first touched. */
function withGetters(error: Error, ...keys: string[]): Error {
  for (const key of keys) Object.defineProperty(error, key, { get: throwing });
  return error;
}

describe('crash record', () => {
  let sdk: InMemorySdk;

  beforeEach(() => (sdk = startInMemorySdk()));

  afterEach(() => sdk.stop());

  function recordOf(error: unknown, { origin = 'uncaughtException', in: where = context.active() }: { origin?: NodeJS.UncaughtExceptionOrigin; in?: Context } = {}): ReadableLogRecord {
    emitCrash({ error, origin, context: where, span: undefined, thrownAt: new Date(1_700_000_000_123) });
    const [record] = sdk.finishedLogRecords();
    assert.ok(record);
    assert.equal(sdk.finishedLogRecords().length, 1);
    return record;
  }

  it('is an exception event of severity FATAL, in the span and at the time of the error', () => {
    const span = trace.getTracer('test').startSpan('crashing');
    const { eventName, severityNumber, severityText, body, hrTime, spanContext, instrumentationScope, attributes } = recordOf(new PaymentError('declined'), {
      in: trace.setSpan(context.active(), span),
    });
    assert.deepEqual([eventName, severityNumber, severityText, hrTime], ['exception', SeverityNumber.FATAL, 'fatal', [1_700_000_000, 123_000_000]]);
    assert.equal(body, 'The process ended by an uncaught exception (PaymentError).');
    assert.equal(spanContext?.spanId, span.spanContext().spanId);
    assert.equal(instrumentationScope.name, '@org/otel-distro');
    assert.deepEqual([attributes['exception.type'], attributes['exception.message']], ['PaymentError', 'declined']);
    assert.match(String(attributes['exception.stacktrace']), /^Error: declined\n\s+at .*crash-record\.test\.ts/);
  });

  it('names an unhandled rejection', () => {
    assert.equal(recordOf(new RangeError('x'), { origin: 'unhandledRejection' }).body, 'The process ended by an unhandled rejection (RangeError).');
  });

  const causes: readonly (readonly [title: string, error: () => Error, stacks: RegExp])[] = [
    ['the chain of causes', () => new Error('outer', { cause: new Error('middle', { cause: 'inner words' }) }), /^Error: outer\n[^]*\n\[cause\]: Error: middle\n[^]*\n\[cause\]: inner words$/],
    ['what an AggregateError gathers', () => new AggregateError([new Error('by IPv6'), new Error('by IPv4')]), /^AggregateError\n[^]*\n\[cause\]: Error: by IPv6\n[^]*\n\[cause\]: Error: by IPv4\n/],
    ['no more than is there where a cause cannot be read', () => withGetters(new Error('outer'), 'cause', 'errors'), /^Error: outer\n(?:\s+at .*\n?)*$/],
  ];
  for (const [title, error, stacks] of causes) {
    it(`has ${title} in the stack trace`, () => assert.match(String(recordOf(error()).attributes['exception.stacktrace']), stacks));
  }

  class EndlessError extends Error {
    override get cause(): Error {
      return new EndlessError('again');
    }
  }
  const circle = new Error('circle');
  circle.cause = new Error('back', { cause: circle });
  for (const [title, error, count] of [['each error of a circle once', circle, 2], ['ten errors of an endless chain', new EndlessError('endless'), 10]] as const) {
    it(`has ${title} in the stack trace`, () => assert.equal(String(recordOf(error).attributes['exception.stacktrace']).split('\n[cause]: ').length, count));
  }

  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const thrown: readonly (readonly [title: string, value: unknown, type: string | undefined, message: string | undefined])[] = [
    ['null', null, undefined, 'null'],
    ['undefined', undefined, undefined, 'undefined'],
    ['a string', 'just words', undefined, 'just words'],
    ['a symbol', Symbol('x'), undefined, 'Symbol(x)'],
    ['an object with a message', { name: 'Refused', message: 'no' }, 'Refused', 'no'],
    ['an object', { a: 1 }, undefined, '[object Object]'],
    ['an object without a prototype', Object.create(null), undefined, 'object that cannot be read'],
    ['an object whose toString throws', { toString: throwing }, undefined, 'object that cannot be read'],
    ['a proxy that throws', new Proxy({}, hostileTraps), undefined, 'object that cannot be read'],
    ['a revoked proxy', revoked.proxy, undefined, 'object that cannot be read'],
    ['an error whose getters throw', withGetters(new TypeError('x'), 'stack', 'message', 'cause', 'name', 'constructor'), undefined, 'object that cannot be read'],
    ['an error whose stack alone throws', withGetters(new TypeError('x'), 'stack'), 'TypeError', 'x'],
    ['an error whose message is no text', Object.assign(new TypeError('x'), { message: { a: 1 } }), 'TypeError', 'TypeError: [object Object]'],
    ['an error of another realm', vm.runInNewContext('new RangeError("far")'), 'RangeError', 'far'],
  ];
  for (const [title, value, type, message] of thrown) {
    it(`is written for ${title}`, () => {
      const { attributes, body } = recordOf(value);
      assert.deepEqual([attributes['exception.type'], attributes['exception.message']], [type, message]);
      assert.equal(body, `The process ended by an uncaught exception${type === undefined ? '' : ` (${type})`}.`);
    });
  }

  it('that nobody takes is not put together', () => {
    logs.disable();
    let isRead = false;
    const error = Object.defineProperty(new Error('x'), 'message', { get: () => (isRead = true) });
    emitCrash({ error, origin: 'uncaughtException', context: context.active(), span: undefined, thrownAt: new Date() });
    assert.equal(isRead, false);
  });

  it('reports a log processor that throws', () => {
    sdk.stop();
    sdk = startInMemorySdk({ logRecordProcessors: [{ onEmit: throwing, forceFlush: async () => undefined, shutdown: async () => undefined }] });
    const lines: string[] = [];
    const undo = setDiagnosticSink((line) => lines.push(line));
    try {
      emitCrash({ error: new Error('boom'), origin: 'uncaughtException', context: context.active(), span: undefined, thrownAt: new Date() });
    } finally {
      undo();
    }
    assert.match(lines.join('\n'), /processor-failed: Error at /);
    assert.doesNotMatch(lines.join('\n'), /hostile|boom/);
  });
});
