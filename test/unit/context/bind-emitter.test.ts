/** An emitter that is bound: its listeners run in the context, and nothing else about it changes. */
import assert from 'node:assert/strict';
import { EventEmitter, errorMonitor, on, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { createContextKey, ROOT_CONTEXT, type ContextManager } from '@opentelemetry/api';
import { managers } from './managers.js';

const key = createContextKey('test');
const first = ROOT_CONTEXT.setValue(key, 'first');
const second = ROOT_CONTEXT.setValue(key, 'second');

class Shop extends EventEmitter {
  override emit(type: string | symbol, ...args: unknown[]): boolean {
    super.emit('any', type);
    return super.emit(type, ...args);
  }
}

for (const [name, create] of managers) {
  describe(`${name}: bound emitter`, () => {
    let manager: ContextManager;
    let seen: unknown[] = [];
    const active = (): unknown => manager.active().getValue(key);
    const look = (): void => void seen.push(active());

    beforeEach(() => {
      manager = create().enable();
      seen = [];
    });
    afterEach(() => {
      manager.disable();
    });

    for (const method of ['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const) {
      it(`${method}: the listener runs in the context, which is left again`, () => {
        const emitter = manager.bind(first, new EventEmitter());
        emitter[method]('paid', look);
        manager.with(second, () => {
          assert.equal(emitter.emit('paid'), true);
          assert.equal(active(), 'second');
        });
        emitter.emit('paid');
        assert.equal(manager.active(), ROOT_CONTEXT);
        assert.deepEqual(seen, method.toLowerCase().includes('once') ? ['first'] : ['first', 'first']);
      });

      for (const remove of ['off', 'removeListener'] as const) {
        it(`${method}, ${remove}: the listener is gone`, () => {
          const emitter = manager.bind(first, new EventEmitter());
          emitter[method]('paid', look);
          emitter[remove]('paid', look);
          assert.equal(emitter.emit('paid'), false);
          assert.deepEqual([seen, emitter.listenerCount('paid')], [[], 0]);
        });
      }
    }

    it('returns the emitter; this, arguments, order, result and chaining are as ever', () => {
      const emitter = new EventEmitter();
      assert.equal(manager.bind(first, emitter), emitter);
      const calls: unknown[] = [];
      const record = (label: string) =>
        function (this: unknown, ...args: unknown[]): void {
          calls.push([label, this === emitter, args]);
        };
      assert.equal(emitter.on('paid', record('b')).prependListener('paid', record('a')).once('paid', record('c')), emitter);
      assert.equal(emitter.emit('paid', 1, 2, 3, 4), true);
      assert.equal(emitter.emit('refunded'), false);
      assert.deepEqual(calls, ['a', 'b', 'c'].map((label) => [label, true, [1, 2, 3, 4]]));
    });

    it('removeAllListeners of an event and of all', () => {
      const emitter = manager.bind(first, new EventEmitter());
      emitter.on('paid', look).on('refunded', look).removeAllListeners('paid');
      assert.deepEqual(emitter.eventNames(), ['refunded']);
      emitter.removeAllListeners();
      assert.deepEqual(emitter.eventNames(), []);
      emitter.on('paid', look).emit('paid');
      assert.deepEqual(seen, ['first']);
    });

    it('the first bind wins, and further ones leave nothing', () => {
      const emitter = manager.bind(first, new EventEmitter());
      const before = Object.getOwnPropertyDescriptors(emitter);
      manager.bind(second, emitter);
      assert.deepEqual(Object.getOwnPropertyDescriptors(emitter), before);
      emitter.on('paid', look).emit('paid');
      assert.deepEqual(seen, ['first']);
    });

    it('what throws in a listener comes out of emit, in the context of the caller', () => {
      const thrown = new Error('thrown');
      const emitter = manager.bind(first, new EventEmitter()).on('paid', () => {
        throw thrown;
      });
      manager.with(second, () => {
        assert.throws(() => emitter.emit('paid'), thrown);
        assert.equal(active(), 'second');
      });
      assert.equal(manager.active(), ROOT_CONTEXT);
    });

    it('an error that nobody listens to is thrown; errorMonitor sees it in the context', () => {
      const refused = new Error('refused');
      const emitter = manager.bind(first, new EventEmitter()).on(errorMonitor, look);
      assert.throws(() => emitter.emit('error', refused), refused);
      assert.deepEqual(seen, ['first']);
      emitter.on('error', look).emit('error', refused);
      assert.deepEqual(seen, ['first', 'first', 'first']);
    });

    it('captureRejections: the rejection comes as an error in the context', async () => {
      const emitter = manager.bind(first, new EventEmitter({ captureRejections: true }));
      emitter.on('paid', async () => {
        throw new Error('refused');
      });
      const failed = new Promise<unknown>((resolve) => {
        emitter.once('error', () => resolve(active()));
      });
      manager.with(second, () => emitter.emit('paid'));
      assert.equal(await failed, 'first');
    });

    it('newListener and removeListener run in the context', () => {
      const emitter = manager.bind(first, new EventEmitter());
      emitter.on('newListener', look).on('removeListener', look);
      emitter.off('paid', look);
      emitter.on('paid', look);
      emitter.off('paid', look);
      assert.deepEqual(new Set(seen), new Set(['first']));
    });

    it('events.once and events.on wait in the context of who waits', async () => {
      const emitter = manager.bind(first, new EventEmitter());
      const waits = manager.with(second, async () => {
        const [value] = await once(emitter, 'paid');
        const after = [value, active()];
        const events = on(emitter, 'paid');
        emitter.emit('paid', 2);
        for await (const [next] of events) return [...after, next, active()];
        return after;
      });
      emitter.emit('paid', 1);
      assert.deepEqual(await waits, [1, 'second', 2, 'second']);
    });

    it('emitters that emit in each other: each has its own context', () => {
      const inner = manager.bind(second, new EventEmitter()).on('paid', look);
      const outer = manager.bind(first, new EventEmitter()).on('paid', () => {
        look();
        inner.emit('paid');
        look();
      });
      outer.emit('paid');
      assert.deepEqual(seen, ['first', 'second', 'first']);
    });

    it('a class with an emit of its own', () => {
      const shop = manager.bind(first, new Shop());
      shop.on('any', look).on('paid', look);
      shop.emit('paid');
      shop.emit('refunded');
      manager.with(first, () => shop.emit('refunded'));
      assert.deepEqual(seen, ['first', 'first', 'first', 'first']);
    });

    it('an emit that the app puts over it still works, before and after the bind', () => {
      const emitter = new EventEmitter();
      const types: unknown[] = [];
      const watch = (): void => {
        const { emit } = emitter;
        emitter.emit = function (type, ...args) {
          types.push(type);
          return emit.call(this, type, ...args);
        };
      };
      watch();
      manager.bind(first, emitter);
      watch();
      emitter.on('paid', look).emit('paid');
      assert.deepEqual([types, seen], [['paid', 'paid'], ['first']]);
    });

    it('another emitter that takes its emit over emits its own events', () => {
      const emitter = manager.bind(first, new EventEmitter());
      const other = new EventEmitter().on('paid', () => seen.push('of the other'));
      other.emit = emitter.emit;
      other.emit('paid');
      assert.deepEqual(seen, ['of the other']);
    });

    it('an emitter that nobody bound stays in the context of the caller, its class too', () => {
      const names = Object.getOwnPropertyNames(EventEmitter.prototype);
      const { emit } = EventEmitter.prototype;
      manager.bind(first, new EventEmitter());
      new EventEmitter().on('paid', look).emit('paid');
      assert.deepEqual([seen, Object.getOwnPropertyNames(EventEmitter.prototype), EventEmitter.prototype.emit], [[undefined], names, emit]);
    });

    it('a stream: data, end and close', async () => {
      const stream = manager.bind(first, new PassThrough());
      for (const type of ['data', 'end', 'close']) stream.on(type, look);
      const closed = once(stream, 'close');
      stream.write('a');
      setImmediate(() => stream.end('b'));
      await closed;
      assert.deepEqual(seen, ['first', 'first', 'first', 'first']);
    });

    it('two managers bind the same emitter, each with its own context', () => {
      const other = create();
      const emitter = other.bind(second, manager.bind(first, new EventEmitter()));
      emitter.on('paid', () => seen.push(active(), other.active().getValue(key))).emit('paid');
      other.disable();
      assert.deepEqual(seen, ['first', 'second']);
    });

    it('works after disable, and leaves nothing active', () => {
      const emitter = manager.bind(first, new EventEmitter()).on('paid', look);
      manager.disable();
      emitter.emit('paid');
      assert.deepEqual([seen, manager.active()], [['first'], ROOT_CONTEXT]);
    });

    // the differences that users may see; docs/adr/0008-context-manager.md
    const isOurs = name === 'ours';

    it(`listeners ${isOurs ? 'keep' : 'lose'} their identity`, () => {
      const emitter = manager.bind(first, new EventEmitter()).on('paid', look);
      assert.equal(emitter.listeners('paid')[0] === look, isOurs);
      assert.equal(Object.hasOwn(emitter, 'on'), !isOurs);
    });

    it(`listeners from before the bind run ${isOurs ? 'in the context' : 'outside'}`, () => {
      const emitter = new EventEmitter().on('paid', look);
      manager.bind(first, emitter).emit('paid');
      assert.deepEqual(seen, [isOurs ? 'first' : undefined]);
    });

    it(`an emit of the prototype, called past the instance, runs listeners ${isOurs ? 'outside' : 'in the context'}`, () => {
      const emitter = manager.bind(first, new EventEmitter()).on('paid', look);
      EventEmitter.prototype.emit.call(emitter, 'paid');
      assert.deepEqual(seen, [isOurs ? undefined : 'first']);
    });
  });
}
