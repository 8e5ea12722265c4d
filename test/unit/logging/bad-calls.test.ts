/** Calls of a logger that cannot be recorded as they are: the record is kept, and one line says what of it is not. */
import assert from 'node:assert/strict';
import type { EventLogger } from '../../../src/logging/event-logger.js';
import { LoggerBed } from './logger-bed.js';

describe('bad calls of a logger', () => {
  let bed: LoggerBed;
  let logger: EventLogger;
  beforeEach(() => {
    bed = new LoggerBed();
    ({ logger } = bed);
  });
  afterEach(() => bed.stop());
  const { lines, shown, records } = { lines: () => bed.lines(), shown: () => bed.shown(), records: () => bed.records() };

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  let shared: unknown = 'x';
  for (let times = 0; times < 9; times++) shared = Array(9).fill(shared);
  const bad = (fields: object): object => Object.defineProperty(fields, 'bad', { get: () => { throw new Error('boom'); }, enumerable: true });
  const refuse = (): never => { throw new Error('boom'); };
  const hostile = (): object => new Proxy({ a: 1 }, { get: refuse, getOwnPropertyDescriptor: refuse, getPrototypeOf: refuse, ownKeys: refuse });
  const badCalls: Readonly<Record<string, { readonly call: () => unknown; readonly kept: object; readonly says: RegExp }>> = {
    'a getter that throws': { call: () => logger.info('x', { a: 1, get bad() { throw new Error('boom'); } }), kept: { message: 'x', a: 1 }, says: /log\.info\("x"\): the field "bad" is left out: reading it throws/ },
    'a getter that throws, within': { call: () => logger.info('x', { a: 1, bad: { get b() { throw new Error('boom'); } } }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: reading it throws/ },
    'a cycle': { call: () => logger.info('x', { a: 1, bad: cyclic }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: it contains itself/ },
    'a getter that throws, of a skip': { call: () => logger.skip('x', 'why', bad({ a: 1 })), kept: { message: 'x', a: 1, 'skip.reason': 'why' }, says: /"bad" is left out: reading it throws/ },
    'a getter that throws, beside an error': { call: () => logger.info('x', bad({ a: 1, error: new Error('e') })), kept: { message: 'x', a: 1 }, says: /"bad" is left out: reading it throws/ },
    'a getter that throws, in the place of an error': { call: () => logger.info('x', { a: 1, get err() { throw new Error('boom'); } }), kept: { message: 'x', a: 1 }, says: /"err" is left out: reading it throws/ },
    'a getter that throws, of an entry': { call: () => logger.info(bad({ message: 'x', a: 1 }) as never), kept: { message: 'x', a: 1 }, says: /"bad" is left out: reading it throws/ },
    'a getter that throws, of a child': { call: () => logger.child(bad({ a: 1 })).info('x'), kept: { message: 'x', a: 1 }, says: /"bad" is left out: reading it throws/ },
    'fields that cannot be read at all': { call: () => logger.info('x', hostile()), kept: { message: 'x' }, says: /log\.info\("x"\): the fields are left out: their names cannot be read/ },
    'fields that cannot be read at all, of a skip': { call: () => logger.skip('x', 'why', hostile()), kept: { message: 'x', 'skip.reason': 'why' }, says: /log\.skip\("x"\): the fields are left out: their names cannot be read/ },
    'fields that cannot be read at all, of a child': { call: () => logger.child(hostile()).info('x'), kept: { message: 'x' }, says: /the fields are left out: their names cannot be read/ },
    'fields that cannot be read at all, in the place of an error': { call: () => logger.info('x', hostile(), { a: 1 }), kept: { message: 'x', a: 1 }, says: /a part of the error is left out/ },
    'a field that cannot be read at all': { call: () => logger.info('x', { a: 1, bad: hostile() }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: reading it throws/ },
    'an entry that cannot be read at all': { call: () => logger.info(hostile() as never), kept: { message: 'unnamed' }, says: /the event name is undefined/ },
    'an error without a name': { call: () => logger.info(Object.defineProperty(new Error('x'), 'name', { get: refuse }), { a: 1 }), kept: { message: 'x', a: 1 }, says: /a part of the error is left out/ },
    'a prototype as a field': { call: () => logger.info('x', JSON.parse('{ "a": 1, "__proto__": { "b": 2 } }') as object), kept: { message: 'x', a: 1 }, says: /"__proto__" is left out: its name is reserved/ },
    'members that are shared on millions of paths': { call: () => logger.info('x', { a: 1, bad: shared }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: it is longer than 256 KiB/ },
    'a name of 100,000 characters': { call: () => logger.info('x', { a: 1, ['x'.repeat(100_000)]: cyclic }), kept: { message: 'x', a: 1 }, says: /the field "x{60}…" is left out/ },
    'a megabyte': { call: () => logger.info('x', { a: 1, bad: 'x'.repeat(2 ** 20) }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: it is longer than 256 KiB/ },
    'a megabyte in pieces': { call: () => logger.info('x', { a: 1, bad: Array.from({ length: 2 ** 10 }, () => 'x'.repeat(2 ** 10)) }), kept: { message: 'x', a: 1 }, says: /"bad" is left out: it is longer/ },
    'no event name': { call: () => logger.info(undefined as never, { a: 1 }), kept: { message: 'unnamed', a: 1 }, says: /the event name is undefined, expected a string; "unnamed" is used/ },
    'an event name that is a symbol': { call: () => logger.info(Symbol('s') as never, { a: 1 }), kept: { message: 'unnamed', a: 1 }, says: /the event name is a symbol/ },
    'fields that are a number': { call: () => logger.info('x', 5 as never), kept: { message: 'x' }, says: /fields is a number, expected an object; it is left out/ },
    'an entry without a message': { call: () => logger.log({ level: 'info', a: 1 }), kept: { message: 'unnamed', a: 1 }, says: /the event name is undefined/ },
    'an unknown level': { call: () => logger.log('silly', 'x'), kept: { message: 'x' }, says: /log\.log\("silly"\): there is no such level; "info" is used/ },
    'a skip without a reason': { call: () => logger.skip('x', undefined as never), kept: { message: 'x', 'skip.reason': 'unnamed' }, says: /the reason is undefined/ },
    'an error that cannot be read': {
      call: () => logger.info('x', Object.defineProperty(new Error('m'), 'message', { get: () => { throw new Error('boom'); } }), { a: 1 }),
      kept: { message: 'x', a: 1 },
      says: /a part of the error is left out: reading it throws/,
    },
  };
  for (const [name, { call, kept, says }] of Object.entries(badCalls)) {
    it(`${name}: the record is kept, and one line says why`, () => {
      call();
      call();
      assert.equal(bed.said.length, 1, bed.said.join('\n'));
      assert.match(bed.said[0] ?? '', /^\[otel-distro\] warn log-invalid: /);
      assert.match(bed.said[0] ?? '', says);
      const [line] = shown();
      for (const key of Object.keys(line ?? {})) if (key.startsWith('exception.')) delete line?.[key];
      assert.deepEqual(line, { level: 'info', ...kept });
      assert.equal(records().length, 2);
    });
  }

  it('other values are carried', () => {
    const circular = new Error('a');
    circular.cause = circular;
    logger.info('x', { big: 5n, symbol: Symbol('s'), map: new Map([['a', 1]]), set: new Set([1]), buffer: Buffer.from('hi'), date: new Date(0), error: { message: 'no error' }, fn: () => 1, level: 'mine', constructor: 'c', when: undefined });
    logger.error('y', circular);
    assert.deepEqual(shown()[0], { level: 'info', message: 'x', big: '5', symbol: 'Symbol(s)', map: { a: 1 }, set: [1], buffer: 'aGk=', date: '1970-01-01T00:00:00.000Z', error: { message: 'no error' }, constructor: 'c', 'field.level': 'mine' });
    assert.equal(lines()[1]?.['exception.type'], 'Error');
    assert.deepEqual(bed.said, []);
  });

});
