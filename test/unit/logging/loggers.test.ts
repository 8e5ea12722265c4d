/** The loggers by name, what they say about bad names and levels, and which format a place calls for. */
import assert from 'node:assert/strict';
import { setDiagnosticSink } from '../../../src/diagnostics/log.js';
import { changeLogLevel, createFormat, findLogger } from '../../../src/logging/loggers.js';
import type { Environment } from '../../../src/settings/environment.js';

describe('loggers', () => {
  let said: string[];
  let restore: () => void;
  beforeEach(() => {
    said = [];
    restore = setDiagnosticSink((line) => said.push(line));
  });
  afterEach(() => restore());

  const line = { timestamp: 't', level: 'info', message: 'm', logger: 'l' } as const;
  const formatRows: readonly (readonly [wanted: 'auto' | 'json' | 'pretty', isTerminal: boolean, environment: Environment, begins: string])[] = [
    ['auto', true, {}, '\u001B'],
    ['auto', true, { NO_COLOR: '1' }, 't INFO'],
    ['auto', true, { NODE_ENV: 'production' }, '{'],
    ['auto', false, {}, '{'],
    ['auto', false, { FORCE_COLOR: '1' }, '{'],
    ['pretty', false, {}, 't INFO'],
    ['pretty', false, { FORCE_COLOR: '1' }, '\u001B'],
    ['pretty', true, { NODE_ENV: 'production' }, '\u001B'],
    ['json', true, {}, '{'],
  ];
  for (const [wanted, isTerminal, environment, begins] of formatRows) {
    it(`${wanted}${isTerminal ? ' in a terminal' : ''} ${JSON.stringify(environment)}`, () => assert.ok(createFormat(wanted, environment, isTerminal)({ ...line }).startsWith(begins)));
  }

  it('a name that is none is the default one', () => {
    assert.equal(findLogger(5), findLogger(undefined));
    assert.equal(findLogger(''), findLogger('app'));
    assert.match(said[0] ?? '', /log-invalid: getLogger\(name\?\): name is a number, expected a string; "app" is used/);
    assert.match(said[1] ?? '', /name is empty/);
  });

  it('a level that is none changes nothing', () => {
    const { level } = findLogger('one');
    for (const wanted of ['silly', 'toString', undefined, 3]) changeLogLevel(wanted, 'one');
    assert.equal(findLogger('one').level, level);
    assert.match(said[0] ?? '', /setLogLevel\(level, name\?\): level is "silly", expected one of fatal, error, warn, info, debug; nothing is changed/);
    assert.equal(said.length, 4);
  });

  for (const [given, level] of [['warning', 'warn'], ['verbose', 'debug'], ['trace', 'debug'], ['ERROR', 'error']] as const) {
    it(`the level ${given} is ${level}`, () => {
      changeLogLevel(given, 'one');
      assert.equal(findLogger('one').level, level);
      assert.deepEqual(said, []);
    });
  }

  it('too many names are one logger, and one line', () => {
    for (let index = 0; index < 1100; index++) findLogger(`user-${index}`);
    assert.equal(findLogger('user-1099'), findLogger('app'));
    assert.notEqual(findLogger('user-1'), findLogger('app'));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /there are more than 1000 names; "app" is used/);
  });
});
