import { SpanKind, SpanStatusCode, trace, type Attributes } from '@opentelemetry/api';
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { withSpan } from '../../../src/spans/with-span.js';
import { startInMemorySdk, type InMemorySdk } from '../../support/in-memory-sdk.js';

class PaymentError extends Error {}

describe('withSpan', () => {
  let sdk: InMemorySdk;

  beforeEach(() => {
    sdk = startInMemorySdk();
  });

  afterEach(() => sdk.stop());

  function exceptionEvents(name: string): (Attributes | undefined)[] {
    return sdk.spanNamed(name).events.filter((event) => event.name === 'exception').map((event) => event.attributes);
  }

  it('returns what a synchronous function returns, and ends the span after it', () => {
    const result = withSpan('sync', (span) => {
      assert.equal(trace.getActiveSpan(), span);
      assert.equal(span.isRecording(), true);
      return 42;
    });
    assert.equal(result, 42);
    assert.equal(sdk.spanNamed('sync').status.code, SpanStatusCode.UNSET);
    assert.equal(trace.getActiveSpan(), undefined);
  });

  it('ends the span of an asynchronous function when its promise settles', async () => {
    const gate = new EventEmitter();
    const opened = once(gate, 'open');
    const running = withSpan('async', async (span) => {
      await opened;
      assert.equal(trace.getActiveSpan(), span);
      return 'done';
    });
    assert.equal(sdk.finishedSpans().length, 0);
    gate.emit('open');
    assert.equal(await running, 'done');
    assert.equal(sdk.spanNamed('async').ended, true);
  });

  it('passes on the options', () => {
    withSpan('with options', { kind: SpanKind.PRODUCER, attributes: { a: 1 } }, () => {});
    assert.equal(sdk.spanNamed('with options').kind, SpanKind.PRODUCER);
    assert.deepEqual(sdk.spanNamed('with options').attributes, { a: 1 });
  });

  it('makes the inner span a child of the outer one', () => {
    withSpan('outer', () => withSpan('inner', () => {}));
    assert.equal(sdk.spanNamed('inner').parentSpanContext?.spanId, sdk.spanNamed('outer').spanContext().spanId);
  });

  it('records what is thrown once per trace, and throws the same again', async () => {
    const error = new PaymentError('card declined');
    const fail = (): Promise<never> => withSpan('outer', () => withSpan('inner', async () => Promise.reject(error)));
    await assert.rejects(fail(), (thrown) => thrown === error);
    for (const name of ['outer', 'inner']) {
      assert.deepEqual(sdk.spanNamed(name).status, { code: SpanStatusCode.ERROR, message: 'card declined' });
      assert.equal(sdk.spanNamed(name).attributes['error.type'], 'PaymentError');
    }
    assert.equal(exceptionEvents('inner')[0]?.['exception.message'], 'card declined');
    assert.deepEqual(exceptionEvents('outer'), []);
  });

  it('records what is thrown with its class and its stack, whatever code it has', () => {
    const error = Object.assign(new PaymentError('declined'), { code: 'E_DECLINED' });
    assert.throws(() => withSpan('coded', () => { throw error; }), error);
    assert.deepEqual(exceptionEvents('coded'), [{ 'exception.type': 'PaymentError', 'exception.message': 'declined', 'exception.stacktrace': error.stack }]);
  });

  it('leaves a span that the app has ended as it is', () => {
    withSpan('ended early', (span) => {
      span.end();
      Reflect.set(span, 'end', () => assert.fail('ended twice'));
    });
    assert.equal(sdk.finishedSpans().length, 1);
  });

  it('keeps the attributes that can be read', () => {
    const attributes = Object.defineProperty({ good: 1, nested: 2 }, 'nested', { enumerable: true, get: () => { throw new Error('unreadable'); } });
    assert.equal(withSpan('half readable', { attributes }, () => 'ran'), 'ran');
    assert.deepEqual(sdk.spanNamed('half readable').attributes, { good: 1 });
  });

  it('leaves cyclic attributes out', () => {
    const cycle: Attributes = {};
    cycle['self'] = cycle;
    withSpan('cyclic', { attributes: { cycle, good: 1 } }, () => undefined);
    assert.deepEqual(sdk.spanNamed('cyclic').attributes, { good: 1 });
  });

  it('takes what cannot be looked at for a result', () => {
    // oxlint-disable-next-line unicorn/no-thenable -- a result that throws when it is looked at
    const result = Object.defineProperty({}, 'then', { get: () => { throw new Error('not yours'); } });
    assert.equal(withSpan('hostile', () => result), result);
    assert.equal(sdk.spanNamed('hostile').status.code, SpanStatusCode.UNSET);
  });

  it('records one error object again in another trace', () => {
    const shared = new Error('shared');
    for (const name of ['first', 'second']) {
      assert.throws(() => withSpan(name, () => { throw shared; }), shared);
      assert.equal(exceptionEvents(name).length, 1);
    }
  });

  const hostile = {
    toString() {
      throw new Error('no text');
    },
  };
  for (const [what, thrown, type, message] of [
    ['a built-in error', new TypeError('bad'), 'TypeError', 'bad'],
    ['a DOMException', new DOMException('late', 'AbortError'), 'AbortError', 'late'],
    ['text', 'broken', '_OTHER', 'broken'],
    ['undefined', undefined, '_OTHER', 'undefined'],
    ['an object without text', Object.create(null), '_OTHER', undefined],
    ['an object that cannot be read', hostile, '_OTHER', undefined],
  ] as const) {
    it(`survives ${what} being thrown`, () => {
      let caught: unknown = 'nothing';
      try {
        withSpan('throws', () => { throw thrown; });
      } catch (error) {
        caught = error;
      }
      assert.equal(caught, thrown);
      assert.equal(sdk.spanNamed('throws').status.code, SpanStatusCode.ERROR);
      assert.equal(sdk.spanNamed('throws').status.message, message);
      assert.equal(sdk.spanNamed('throws').attributes['error.type'], type);
    });
  }

  it('awaits any thenable, such as a query builder', async () => {
    const answer = new EventEmitter();
    const rows = once(answer, 'rows');
    // oxlint-disable-next-line unicorn/no-thenable -- a query builder is one
    const builder = Object.defineProperty({}, 'then', { value: rows.then.bind(rows) }) as PromiseLike<unknown[]>;
    const running = withSpan('query', () => builder);
    assert.equal(sdk.finishedSpans().length, 0);
    answer.emit('rows', 'row');
    assert.deepEqual(await running, ['row']);
    assert.equal(sdk.spanNamed('query').ended, true);
  });

  it('keeps spans that run side by side apart', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        withSpan(`outer ${index}`, async () => {
          for (let turn = 0; turn < index % 5; turn++) await Promise.resolve();
          withSpan(`inner ${index}`, () => {});
        }),
      ),
    );
    for (let index = 0; index < 20; index++) {
      const outer = sdk.spanNamed(`outer ${index}`).spanContext();
      assert.equal(sdk.spanNamed(`inner ${index}`).parentSpanContext?.spanId, outer.spanId);
    }
  });

  it('leaves a rejection that nobody handles unhandled', async () => {
    const unhandled: unknown[] = [];
    const previous = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    const seen = new Promise<void>((resolve) => {
      process.once('unhandledRejection', (reason) => {
        unhandled.push(reason);
        resolve();
      });
    });
    try {
      void withSpan('lost', async () => Promise.reject(new Error('lost')));
      await seen;
      assert.match(String(unhandled[0]), /lost/);
    } finally {
      for (const listener of previous) process.on('unhandledRejection', listener);
    }
  });

  it('refuses a call without a function', () => {
    const call = withSpan as unknown as (name: string, options: object) => void;
    assert.throws(() => call('nothing', {}), {
      name: 'InvalidArgumentError',
      code: 'INVALID_ARGUMENT',
      message: 'withSpan(name, options?, fn): fn is undefined, expected a function',
    });
    assert.deepEqual(sdk.finishedSpans(), []);
  });
});

describe('withSpan without an SDK', () => {
  it('still runs the function', async () => {
    assert.equal(withSpan('none', (span) => span.isRecording()), false);
    assert.equal(await withSpan('none', async () => 'x'), 'x');
    assert.throws(() => withSpan('none', () => { throw new Error('same'); }), /same/);
  });
});
