/** What becomes a log record of the lines of a real pino logger: the same, whether it is made of the fields or of the line. */
import assert from 'node:assert/strict';
import { context, trace } from '@opentelemetry/api';
import { PinoInstrumentation as UpstreamPinoInstrumentation } from '@opentelemetry/instrumentation-pino';
import realPino from 'pino';
import { setRequestFrame } from '../../../../src/context/request-frame.js';
import { setDiagnosticSink } from '../../../../src/diagnostics/log.js';
import { PinoInstrumentation } from '../../../../src/instrumentations/own/pino-instrumentation.js';
import { startInMemorySdk, type InMemorySdk } from '../../../support/in-memory-sdk.js';
import { requestFrame } from '../../../support/request-frame.js';

type Options = realPino.LoggerOptions;
type Log = (logger: realPino.Logger) => void;

describe('PinoInstrumentation', () => {
  let sdk: InMemorySdk;
  let instrumentation: PinoInstrumentation;
  let lines: string[];
  let problems: string[];
  let restore: () => void;

  beforeEach(() => {
    lines = [];
    problems = [];
    restore = setDiagnosticSink((line) => problems.push(line));
    sdk = startInMemorySdk();
    instrumentation = new PinoInstrumentation();
  });

  afterEach(() => {
    instrumentation.disable();
    sdk.stop();
    restore();
  });

  function create(options: Options = {}, by: object = instrumentation): realPino.Logger {
    const [definition] = Reflect.get(by, '_modules');
    return (definition.patch(realPino, '10.4.0') as typeof realPino)(options, { write: (line) => void lines.push(line) });
  }

  const recordOf = (log: Log, options?: Options, by?: object) => {
    const before = sdk.finishedLogRecords().length;
    log(create(options, by));
    const records = sdk.finishedLogRecords().slice(before);
    assert.equal(records.length, 1);
    const { body, severityText, severityNumber, attributes, eventName } = records[0]!;
    const { 'exception.stacktrace': stack, ...rest } = attributes;
    return { body, severity: `${severityText} ${severityNumber}`, attributes: rest, ...(eventName === undefined ? {} : { eventName }), ...(stack === undefined ? {} : { hasStack: true }) };
  };

  const rows: Readonly<Record<string, readonly [Log, object, Options?]>> = {
    'a message': [(log) => log.info('m'), { body: 'm', severity: 'info 9', attributes: {} }],
    'fields of every type': [
      (log) => log.warn({ a: 1, b: 'x', c: true, none: null, list: [1], nested: { d: new Date(0) }, inf: Infinity, missing: undefined, fn: () => 1 }, 'm'),
      { body: 'm', severity: 'warn 13', attributes: { a: 1, b: 'x', c: true, none: null, list: [1], nested: { d: '1970-01-01T00:00:00.000Z' }, inf: null } },
    ],
    'simple fields': [(log) => log.info({ a: 1, b: 'x', c: true, missing: undefined, fn: () => 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 1, b: 'x', c: true } }],
    'fields without a message': [(log) => log.info({ a: 1 }), { body: undefined, severity: 'info 9', attributes: { a: 1 } }],
    'a message with values': [(log) => log.info('%d of %s', 3, 'tea'), { body: '3 of tea', severity: 'info 9', attributes: {} }],
    'children': [(log) => log.child({ part: 'cart', a: 0 }).child({ b: 2 }).info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { part: 'cart', a: 1, b: 2 } }],
    'a child with more than texts': [(log) => log.child({ list: [1] }).info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { list: [1], a: 1 } }],
    'a child with its own serializer': [(log) => log.child({}, { serializers: { a: () => 'seen' } }).info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 'seen' } }],
    'a child that hides': [(log) => log.child({}, { redact: ['a'] }).info({ a: 'canary' }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: '[Redacted]' } }],
    'an error': [(log) => log.error(new TypeError('broken')), { body: 'broken', severity: 'error 17', attributes: { 'exception.type': 'TypeError', 'exception.message': 'broken' }, hasStack: true }],
    'an error as a field': [(log) => log.error({ err: new TypeError('broken'), a: 1 }, 'm'), { body: 'm', severity: 'error 17', attributes: { a: 1, 'exception.type': 'TypeError', 'exception.message': 'broken' }, hasStack: true }],
    'the name of an event': [(log) => log.info({ 'otel.event.name': 'paid' }, 'm'), { body: 'm', severity: 'info 9', attributes: {}, eventName: 'paid' }],
    'fields with names of the line': [(log) => log.info({ pid: 1, hostname: 'h', trace_id: 't' }, 'm'), { body: 'm', severity: 'info 9', attributes: {} }],
    'a message among the fields': [(log) => log.info({ msg: 'mine' }), { body: 'mine', severity: 'info 9', attributes: {} }],
    'redact': [(log) => log.info({ a: 'canary', b: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: '[Redacted]', b: 1 } }, { redact: ['a'] }],
    'serializers': [(log) => log.info({ a: 'canary' }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 'seen' } }, { serializers: { a: () => 'seen' } }],
    'a serializer of the message': [(log) => log.info({ a: 1 }, 'canary'), { body: 'seen', severity: 'info 9', attributes: { a: 1 } }, { serializers: { msg: () => 'seen' } }],
    'formatters': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { seen: 1 } }, { formatters: { log: () => ({ seen: 1 }) } }],
    'a nested key': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { payload: { a: 1 } } }, { nestedKey: 'payload' }],
    'other keys': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 1 } }, { messageKey: 'text' }],
    'a mixin': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { mixed: 2, a: 1 } }, { mixin: () => ({ mixed: 2 }) }],
    'a hook that changes the line': [(log) => log.info({ a: 'canary' }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 'seen' } }, { hooks: { streamWrite: (line) => line.replaceAll('canary', 'seen') } }],
    'a time of its own': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 1, time: 'noon' } }, { timestamp: () => ',"time":"noon"' }],
    'no time': [(log) => log.info({ a: 1 }, 'm'), { body: 'm', severity: 'info 9', attributes: { a: 1 } }, { timestamp: false }],
    'a level between': [(log) => (log as unknown as realPino.Logger<'notice'>).notice('m'), { body: 'm', severity: 'notice 11', attributes: {} }, { customLevels: { notice: 35 } } as Options],
  };
  for (const [name, [log, expected, options]] of Object.entries(rows)) {
    it(name, () => {
      assert.deepEqual(recordOf(log, options), expected);
      assert.deepEqual([lines.length, problems], [1, []]);
    });
    it(`${name}, as upstream has it`, () => assert.deepEqual(recordOf(log, options, new UpstreamPinoInstrumentation()), expected));
  }

  it('loggers side by side have their own fields, and what they hide', () => {
    const root = create();
    for (const logger of [root, root.child({ part: 'cart' }), root.child({ part: 'pay' }, { redact: ['a'] }), root]) logger.info({ a: 1 }, 'm');
    assert.deepEqual(sdk.finishedLogRecords().map(({ attributes }) => attributes), [{ a: 1 }, { part: 'cart', a: 1 }, { part: 'pay', a: '[Redacted]' }, { a: 1 }]);
  });

  it('is below the level of the logger: no record', () => {
    create().debug('m');
    assert.deepEqual(sdk.finishedLogRecords(), []);
  });

  for (const [name, fields, attributes] of [['the fields', {}, {}], ['the line', { list: [1] }, { list: [1] }]] as const) {
    it(`leaves out what was added to the line, and keeps what the app calls like it, of ${name}`, () => {
      const span = trace.getTracer('test').startSpan('logging');
      const inRequest = setRequestFrame(trace.setSpan(context.active(), span), requestFrame({ requestId: 'r-1', correlationId: 'c-1' }));
      context.with(inRequest, () => create().info({ ...fields, request_id: 'mine' }, 'm'));
      const [record] = sdk.finishedLogRecords();
      assert.deepEqual(record?.attributes, { ...attributes, request_id: 'mine' });
      assert.equal(record?.spanContext?.spanId, span.spanContext().spanId);
      const { correlation_id: correlationId, trace_id: traceId } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
      assert.deepEqual([correlationId, traceId], ['c-1', span.spanContext().traceId]);
    });
  }

  it('a logs API that throws is a problem, and the line is written', () => {
    Object.defineProperty(instrumentation, 'logger', { value: { emit: () => assert.fail('canary') } });
    create().info('m');
    assert.equal(lines.length, 1);
    assert.match(problems.join(''), /instrumentation-failed.*pino record/);
    assert.doesNotMatch(problems.join(''), /canary/);
  });
});
