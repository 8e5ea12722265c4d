/** Callbacks of the app: what they see, what they can do, and that nothing they do wrong lets anything out. */
import assert from 'node:assert/strict';
import { addRedaction, type RedactionCallback, type RedactionContext } from '../../../src/redaction/add-redaction.js';
import { createTraceState } from '@opentelemetry/api';
import { createMetricAttributesRedaction } from '../../../src/redaction/exits/redact-metric-attributes.js';
import { createScopeRedaction } from '../../../src/redaction/exits/redact-scope.js';
import { createTraceStateRedaction } from '../../../src/redaction/exits/redact-trace-state.js';
import { redactDiagnostics } from '../../../src/redaction/exits/redact-diagnostics.js';
import { redact } from '../../../src/redaction/redact.js';
import { createRedactor } from '../../../src/redaction/redactor.js';
import type { RuleName } from '../../../src/redaction/rules.js';
import { captureDiagnostics } from '../../support/diagnostic-lines.js';

describe('addRedaction', () => {
  const undo: (() => void)[] = [];
  const add = (callback: unknown): void => {
    // eslint-disable-next-line typescript/no-unsafe-type-assertion -- what callers without types can do
    undo.push(addRedaction(callback as RedactionCallback));
  };
  afterEach(() => {
    for (const remove of undo.splice(0)) remove();
  });

  it('calls back with each text, number and boolean that is left by the rules, with its key and its surface', () => {
    const seen: [unknown, RedactionContext][] = [];
    add((value: string, context: RedactionContext) => {
      seen.push([value, context]);
      return value;
    });
    const redactor = createRedactor();
    const value = { a: 'x', n: 7, big: 1_700_000_000_000, flag: true, password: 'hunter2', nothing: null, list: ['y', { deep: 'z' }, 'w'], 'gen_ai.usage.input_tokens': 5 };
    assert.deepEqual(redactor.redactValue(undefined, value, 'log'), { ...value, password: '[REDACTED]' });
    assert.deepEqual(seen, [
      ['x', { key: 'a', surface: 'log' }],
      [7, { key: 'n', surface: 'log' }],
      [1_700_000_000_000, { key: 'big', surface: 'log' }],
      [true, { key: 'flag', surface: 'log' }],
      ['y', { key: 'list', surface: 'log' }],
      ['z', { key: 'deep', surface: 'log' }],
      ['w', { key: 'list', surface: 'log' }],
      [5, { key: 'gen_ai.usage.input_tokens', surface: 'log' }],
    ]);
    seen.length = 0;
    redactor.redactText('GET /', 'span');
    redactor.redactAttributes({ k: 'v' }, 'metric');
    redactor.redactValue('top', 'value', 'resource');
    redactor.redactValue(undefined, new Map([['m', 'v']]), 'log');
    redactor.redactValue(undefined, new URL('http://host/x'), 'log');
    assert.deepEqual(seen, [
      ['GET /', { key: undefined, surface: 'span' }],
      ['v', { key: 'k', surface: 'metric' }],
      ['value', { key: 'top', surface: 'resource' }],
      ['v', { key: 'm', surface: 'log' }],
      ['http://host/x', { key: undefined, surface: 'log' }],
    ]);
  });

  it('sees only what the rules leave, and hides further', () => {
    add((value: unknown) => (typeof value === 'string' ? value.replace('ada', 'A.') : value));
    assert.equal(redact('ada with password=c0ffee99'), 'A. with password=[REDACTED]');
  });

  it('leaves out what it gives undefined for; in a list and where a text must stand, a marker', () => {
    add((value: unknown, { key }: RedactionContext) => (key === 'name' || value === 'ada' ? undefined : value));
    assert.deepEqual(redact({ name: 'x', list: ['ada', 'bob'], n: 1 }), { list: ['[REDACTED]', 'bob'], n: 1 });
    assert.equal(redact('ada'), '[REDACTED]');
  });

  it('may give another type', () => {
    add((value: unknown) => (value === 7 ? 'seven' : value === true ? 0 : value));
    assert.deepEqual(redact({ a: 7, b: true, c: false }), { a: 'seven', b: 0, c: false });
  });

  for (const [what, callback] of [
    ['throws', () => { throw new Error('canary'); }],
    ['gives an object', () => ({ canary: 1 })],
    ['gives null', () => null],
    ['gives a promise', async () => 'canary'],
    ['gives a promise that is rejected', async () => { throw new Error('canary'); }],
    ['gives a symbol', () => Symbol('canary')],
    ['is asked by what it does itself', (value: unknown) => redact(value) === value ? value : { canary: 1 }],
  ] as const) {
    it(`one that ${what} leaves [REDACTED:error] and is counted`, () => {
      add(callback);
      const redactor = createRedactor();
      assert.deepEqual(redactor.redactAttributes({ a: 'x', b: [1] }, 'span'), { a: '[REDACTED:error]', b: ['[REDACTED:error]'] });
      assert.deepEqual(redactor.counts.all(), [{ rule: 'error', surface: 'span', count: 2 }]);
    });
  }

  describe('one that fails', () => {
    const lines = captureDiagnostics();
    const stopRedaction: (() => void)[] = [];
    beforeEach(() => stopRedaction.push(redactDiagnostics()));
    afterEach(() => stopRedaction.pop()?.());

    const failing = (): never => {
      throw new RangeError('canary');
    };
    for (const [callback, problem] of [
      [failing, /throws RangeError at failing \(/],
      [() => null, /gives null\./],
      [async () => 'canary', /gives a promise\./],
      [() => ({}), /gives a value of the type object\./],
      [(value: unknown) => redact(value), /redacts or logs itself\./],
    ] as const) {
      it(`is one line in all: ${problem.source}`, () => {
        add(callback);
        const redactor = createRedactor();
        redactor.redactAttributes({ 'customer.name': 'Ada', b: 'x' }, 'span');
        redactor.redactText('text', 'log');
        assert.equal(lines.length, 1);
        assert.match(lines[0] ?? '', /^\[otel-distro\] error redaction-callback-failed: A callback of addRedaction, asked about the key "customer\.name" on the way out as "span", cannot be used: it /);
        assert.match(lines[0] ?? '', problem);
        assert.match(lines[0] ?? '', /\[REDACTED:error\] leaves wherever it fails; it is reported once\. Correct the callback/);
        assert.doesNotMatch(lines[0] ?? '', /canary|Ada/);
      });
    }

    it('is reported once for each time it was added', () => {
      add(failing);
      createRedactor().redactText('a', 'log');
      undo.pop()?.();
      add(failing);
      createRedactor().redactText('b', 'log');
      assert.equal(lines.length, 1, 'what was said is not said again within five minutes');
      undo.pop()?.();
      add(failing);
      createRedactor().redactText('c', 'span');
      createRedactor().redactText('d', 'log');
      assert.equal(lines.length, 2);
      assert.match(lines[1] ?? '', /asked about a text without a key on the way out as "span"/);
    });
  });

  it('a promise that is rejected is nobody else’s matter', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    const others = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', note);
    try {
      add(async () => {
        throw new Error('canary');
      });
      redact('x');
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.removeListener('unhandledRejection', note);
      for (const other of others) process.on('unhandledRejection', other);
    }
    assert.deepEqual(unhandled, []);
  });

  it('what a callback logs itself is hidden, and does not call it again', () => {
    let logged: unknown;
    add((value: unknown) => {
      logged ??= redact({ note: 'x' });
      return value;
    });
    assert.equal(redact('text'), 'text');
    assert.deepEqual(logged, { note: '[REDACTED:error]' });
  });

  it('counts what it changes under callback, and nothing else', () => {
    add((value: unknown) => (value === 'x' ? 'y' : value === 'z' ? undefined : value));
    const redactor = createRedactor();
    redactor.redactAttributes({ a: 'x', b: 'b', c: Number.NaN, d: 'z' }, 'span');
    assert.deepEqual(redactor.counts.all(), [{ rule: 'callback' satisfies RuleName, surface: 'span', count: 2 }]);
  });

  it('asks several in the order in which they were added', () => {
    add((value: unknown) => `${String(value)}1`);
    add((value: unknown) => `${String(value)}2`);
    assert.equal(redact('x'), 'x12');
  });

  it('gives the undo, which takes back only its own and only once', () => {
    const callback: RedactionCallback = (value) => `${String(value)}!`;
    const first = addRedaction(callback);
    const second = addRedaction(callback);
    assert.equal(redact('x'), 'x!!');
    first();
    first();
    assert.equal(redact('x'), 'x!');
    second();
    assert.equal(redact('x'), 'x');
  });

  it('refuses what is no function', () => {
    assert.throws(() => add('hide'), { code: 'INVALID_ARGUMENT', message: 'addRedaction(fn): fn is a string, expected a function' });
  });

  it('is not asked while the redaction is off', () => {
    add(() => undefined);
    assert.equal(createRedactor({ mode: 'off' }).redactText('x', 'log'), 'x');
  });

  it('is asked about attributes of metrics that were remembered as harmless before', () => {
    const redactAttributes = createMetricAttributesRedaction(createRedactor());
    const attributes = { tenant: 'ada' };
    assert.deepEqual(redactAttributes(attributes), attributes);
    add(() => 'hidden');
    assert.deepEqual(redactAttributes(attributes), { tenant: 'hidden' });
    undo.pop()?.();
    assert.deepEqual(redactAttributes(attributes), attributes);
  });

  it('is asked about scopes and trace states that were looked at before', () => {
    const redactor = createRedactor();
    const redactScope = createScopeRedaction(redactor, 'log', (attributes) => attributes);
    const redactTraceState = createTraceStateRedaction(redactor, 'span');
    const scope = { name: 'shop', attributes: { tenant: 'ada' } };
    const spanContext = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1, traceState: createTraceState('tenant=ada,b=c') };
    assert.equal(redactScope(scope), scope);
    assert.equal(redactTraceState(spanContext), spanContext);
    add((value: unknown) => String(value).replace('ada', 'A.'));
    assert.deepEqual(redactScope(scope), { name: 'shop', attributes: { tenant: 'A.' } });
    assert.equal(redactScope(scope), redactScope(scope));
    assert.equal(redactTraceState(spanContext).traceState?.serialize(), 'b=c');
    undo.pop()?.();
    assert.equal(redactScope(scope), scope);
    assert.equal(redactTraceState(spanContext), spanContext);
  });

  it('is told the name of a symbol, and not the key in front of it', () => {
    const seen: unknown[] = [];
    add((value: unknown, { key }: RedactionContext) => {
      seen.push([value, key]);
      return value;
    });
    redact({ a: 'x', [Symbol.for('message')]: 'y', deep: { b: 1 } });
    assert.deepEqual(seen, [['x', 'a'], [1, 'b'], ['y', 'message']]);
  });

  it('keeps the object itself where nothing is changed', () => {
    add((value: unknown) => value);
    const value = { a: ['x', 1, true, new URL('http://host/')], b: new Map([['k', 'v']]), s: new Set(['x']), n: 1n };
    assert.equal(redact(value), value);
  });
});
