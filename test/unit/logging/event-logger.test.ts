/** A logger of ours as winston's users know it, and with events: what is on the line, what is in the record. */
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import { context } from '@opentelemetry/api';
import { setFlowFrame } from '../../../src/context/flow-frame.js';
import { setRequestFrame } from '../../../src/context/request-frame.js';
import type { ConsoleLines } from '../../../src/logging/console-lines.js';
import type { EventLogger } from '../../../src/logging/event-logger.js';
import { addRedaction } from '../../../src/redaction/add-redaction.js';
import { requestFrame } from '../../support/request-frame.js';
import { LoggerBed } from './logger-bed.js';

interface Attached {
  readonly info: Record<string | symbol, unknown>;
}

class Transport extends Writable {
  readonly taken: Attached['info'][] = [];
  level: string | undefined;
  constructor(level?: string) {
    super({ objectMode: true });
    this.level = level;
  }
  // winston asks how many parameters it has
  log(info: Attached['info']): void {
    this.taken.push(info);
  }
  override _write(info: Attached['info'], _encoding: string, done: () => void): void {
    this.log(info);
    done();
  }
}

describe('EventLogger', () => {
  let bed: LoggerBed;
  let logger: EventLogger;
  beforeEach(() => {
    bed = new LoggerBed();
    ({ logger } = bed);
  });
  afterEach(() => bed.stop());
  const { lines, shown, records } = { lines: () => bed.lines(), shown: () => bed.shown(), records: () => bed.records() };

  it('an event with fields: a line and a record', () => {
    logger.info('order_placed', { orderId: 7, nested: { list: [1, 'b'] }, none: null });
    assert.deepEqual(shown(), [{ level: 'info', message: 'order_placed', orderId: 7, nested: { list: [1, 'b'] }, none: null }]);
    const [record] = records();
    assert.deepEqual([record?.eventName, record?.body, record?.severityText, record?.severityNumber, record?.instrumentationScope.name], ['order_placed', 'order_placed', 'info', 9, 'shop']);
    assert.deepEqual(record?.attributes, { orderId: 7, nested: { list: [1, 'b'] }, none: null });
    assert.deepEqual(bed.said, []);
  });

  it('a sentence is a body and no event name', () => {
    logger.info('7 orders were placed');
    assert.deepEqual([records()[0]?.eventName, records()[0]?.body], [undefined, '7 orders were placed']);
  });

  it('levels map to severities', () => {
    logger.level = 'debug';
    for (const level of ['debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('x');
    assert.deepEqual(records().map(({ severityNumber }) => severityNumber), [5, 9, 13, 17, 21]);
    assert.deepEqual(lines().map(({ level }) => level), ['debug', 'info', 'warn', 'error', 'fatal']);
  });

  it('below its level nothing is made, and the level can be changed', () => {
    logger.debug('hidden', { get costly() { return assert.fail(); } });
    logger.level = 'error';
    logger.warn('hidden');
    logger.error('shown');
    assert.deepEqual(lines().map(({ message }) => message), ['shown']);
    assert.equal(records().length, 1);
    assert.deepEqual([logger.isLevelEnabled('warn'), logger.isErrorEnabled(), logger.isDebugEnabled()], [false, true, false]);
  });

  it('a level that there is not hides nothing, and one line says so', () => {
    const child = logger.child({ a: 1 });
    for (const level of ['blah', 'toString', '', undefined, 3]) {
      logger.level = level as never;
      child.level = level as never;
    }
    assert.deepEqual([logger.level, child.level], ['info', 'info']);
    logger.fatal('x');
    child.info('y');
    assert.deepEqual(lines().map(({ message }) => message), ['x', 'y']);
    assert.match(bed.said[0] ?? '', /log-invalid: logger\.level: level is "blah", expected one of fatal, error, warn, info, debug; nothing is changed\./);
  });

  for (const [given, level] of [['warning', 'warn'], ['trace', 'debug'], ['verbose', 'debug'], ['ERROR', 'error']] as const) {
    it(`the level ${given} is ${level}, as in the environment`, () => {
      logger.level = given;
      assert.equal(logger.level, level);
      logger.log(given, 'x');
      assert.equal(lines()[0]?.level, level);
      assert.deepEqual(bed.said, []);
    });
  }

  it('ids of the request and the flow, once each; a field of the app wins', () => {
    const inside = setFlowFrame(setRequestFrame(context.active(), requestFrame({ requestId: 'r-1', correlationId: 'c-1', method: 'GET' })), { id: 'f-1', name: 'f', step: 's' });
    context.with(inside, () => logger.info('x', { correlation_id: 'mine' }));
    assert.deepEqual(shown(), [{ level: 'info', message: 'x', correlation_id: 'mine', request_id: 'r-1', 'request.method': 'GET', flow_id: 'f-1', 'flow.name': 'f', flow_step: 's' }]);
    const { attributes } = records()[0] ?? {};
    assert.deepEqual([attributes?.['request.id'], attributes?.['correlation.id'], attributes?.['request_id']], ['r-1', 'c-1', undefined]);
  });

  it('is redacted in both, and without an SDK as well', () => {
    const secret = ['hunter', '2'].join('');
    logger.info('login', { password: secret });
    bed.sdk.stop();
    logger.info('login', { password: secret });
    assert.equal(bed.texts.length, 2);
    assert.doesNotMatch(bed.texts.join(), new RegExp(secret));
  });

  it('by one pass for both', () => {
    const asked: unknown[] = [];
    const undo = addRedaction((value, { surface }) => {
      if (value === 'looked at') asked.push(surface);
      return value;
    });
    logger.info('x', { a: 'looked at' });
    undo();
    assert.deepEqual(asked, ['log']);
  });

  it('an error has its type, message, stack and all that caused it', () => {
    const error = new TypeError('broken', { cause: new RangeError('inner') });
    logger.error('payment_failed', error, { orderId: 7 });
    logger.warn('odd', error);
    logger.error(error, { orderId: 8 });
    logger.error('as_field', { err: error, orderId: 9 });
    logger.fatal('thrown', 'a text');
    logger.error('foreign', runInNewContext('new SyntaxError("elsewhere")'));
    for (const index of [0, 1, 2, 3]) {
      const attributes = records()[index]?.attributes ?? {};
      assert.deepEqual([attributes['exception.type'], attributes['exception.message']], ['TypeError', 'broken']);
      assert.match(String(attributes['exception.stacktrace']), /^TypeError: broken\n {4}at [^]*\n\[cause\]: RangeError: inner\n {4}at /);
      assert.equal(lines()[index]?.['exception.stacktrace'], attributes['exception.stacktrace']);
    }
    assert.deepEqual(records().map(({ body, attributes }) => [body, attributes['orderId']]), [['payment_failed', 7], ['odd', undefined], ['broken', 8], ['as_field', 9], ['thrown', undefined], ['foreign', undefined]]);
    assert.equal(records()[4]?.attributes['exception.message'], 'a text');
    assert.equal(records()[5]?.attributes['exception.type'], 'SyntaxError');
    assert.deepEqual(bed.said, []);
  });

  it('error and fields are told apart in either order, and a second error is a field', () => {
    const error = new TypeError('broken');
    logger.error('swapped', { orderId: 7 }, error);
    logger.info('foreign', { orderId: 7 }, runInNewContext('new SyntaxError("elsewhere")'));
    logger.warn('no fields', undefined, error);
    logger.error('text', 'a text', error);
    logger.error('two', error, new RangeError('second'));
    logger.error('fields only', { orderId: 7 }, null as never);
    logger.error('thrown', { code: 5 }, { orderId: 7 });
    const seen = records().map(({ body, attributes: { 'exception.message': message, orderId, error: field } }) => [body, message, orderId, (field as Error | undefined)?.message]);
    assert.deepEqual(seen, [
      ['swapped', 'broken', 7, undefined],
      ['foreign', 'elsewhere', 7, undefined],
      ['no fields', 'broken', undefined, undefined],
      ['text', 'a text', undefined, 'broken'],
      ['two', 'broken', undefined, 'second'],
      ['fields only', undefined, 7, undefined],
      ['thrown', '[object Object]', 7, undefined],
    ]);
    assert.deepEqual(bed.said, []);
  });

  it('an early return can be seen', () => {
    logger.skip('answer_save', 'invalid_question', { questionId: 3 });
    assert.deepEqual(shown(), [{ level: 'info', message: 'answer_save', questionId: 3, 'skip.reason': 'invalid_question' }]);
    assert.equal(records()[0]?.eventName, 'answer_save');
  });

  it('a child has its fields, and a level of its own', () => {
    const child = logger.child({ cart: 'c1' }).child({ user: 'u1' });
    child.warn('x', { user: 'u2' });
    child.level = 'error';
    child.warn('hidden');
    logger.warn('y');
    assert.deepEqual(shown(), [{ level: 'warn', message: 'x', cart: 'c1', user: 'u2' }, { level: 'warn', message: 'y' }]);
  });

  it("winston's ways", () => {
    logger.log('warn', 'by log', { a: 1 });
    logger.log({ level: 'error', message: 'entry', a: 1 });
    logger.info({ message: 'entry of a level', a: 1 });
    const { info } = logger;
    info('off the object');
    logger.defaultMeta = { service: 'shop' };
    logger.info('meta');
    logger.defaultMeta = null;
    logger.startTimer().done({ message: 'timed' });
    logger.profile('work');
    logger.profile('work');
    assert.deepEqual(lines().map(({ level, message }) => `${level} ${message}`), ['warn by log', 'error entry', 'info entry of a level', 'info off the object', 'info meta', 'info timed', 'info work']);
    assert.equal(lines()[4]?.['service'], 'shop');
    assert.equal(typeof lines()[6]?.['durationMs'], 'number');
    assert.deepEqual(bed.said, []);
  });

  it('a transport of the app gets finished, redacted lines, and may ask for more than the console', async () => {
    const transport = new Transport('debug');
    logger.add(transport);
    assert.equal(logger.transports.length, 2);
    logger.debug('for_the_transport', { token: ['abc', 'def'].join('') });
    logger.info('for_both');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(transport.taken.map((info) => info['message']), ['for_the_transport', 'for_both']);
    assert.equal(transport.taken[0]?.['token'], '[REDACTED]');
    assert.equal(JSON.parse(String(transport.taken[1]?.[Symbol.for('message')])).message, 'for_both');
    assert.deepEqual(lines().map(({ message }) => message), ['for_both']);
    assert.equal(records().length, 1);
    logger.remove(transport);
    assert.equal(logger.transports.length, 1);
  });

  it('the console can be silent, have a level, or go', () => {
    const [own] = logger.transports as ConsoleLines[];
    assert.ok(own);
    own.level = 'error';
    logger.info('not_shown');
    own.level = undefined;
    own.silent = true;
    logger.info('not_shown');
    logger.remove(own);
    logger.info('not_shown');
    assert.deepEqual(bed.texts, []);
    assert.equal(records().length, 3);
    logger.add(own);
    own.silent = false;
    logger.info('shown');
    logger.silent = true;
    logger.info('nowhere');
    assert.deepEqual([bed.texts.length, records().length], [1, 4]);
  });

  it('a format of the app makes the line', () => {
    logger.format = { transform: (info) => (info['drop'] === true ? false : { ...info, [Symbol.for('message')]: `<${String(info['message'])}>` }) };
    logger.info('x');
    logger.info('y', { drop: true });
    assert.deepEqual(bed.texts, ['<x>']);
    assert.equal(records().length, 2);
  });

  it('the API that throws costs no line', () => {
    Reflect.set(logger, 'records', { emit: () => { throw new Error('boom'); } });
    logger.info('x');
    assert.match(bed.said[0] ?? '', /processor-failed: logger: Error/);
    assert.deepEqual(lines().map(({ message }) => message), ['x']);
  });
});
