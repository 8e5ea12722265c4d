/** The contract of a context manager: what is active where, and what a bound function sees. */
import assert from 'node:assert/strict';
import { AsyncResource } from 'node:async_hooks';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { createContextKey, ROOT_CONTEXT, type ContextManager } from '@opentelemetry/api';
import { managers } from './managers.js';

const key = createContextKey('test');
const first = ROOT_CONTEXT.setValue(key, 'first');
const second = ROOT_CONTEXT.setValue(key, 'second');

for (const [name, create] of managers) {
  describe(`${name}: context manager`, () => {
    let manager: ContextManager;
    const active = (): unknown => manager.active().getValue(key);

    beforeEach(() => {
      manager = create().enable();
    });
    afterEach(() => {
      manager.disable();
    });

    it('has the root context where none is active', () => {
      assert.equal(manager.active(), ROOT_CONTEXT);
      manager.with(first, () => assert.equal(manager.active(), first));
      assert.equal(manager.active(), ROOT_CONTEXT);
    });

    it('nests, and restores after a return and after a throw', () => {
      const thrown = new Error('thrown');
      const result = manager.with(first, () => {
        assert.throws(() => manager.with(second, () => {
          assert.equal(active(), 'second');
          throw thrown;
        }), thrown);
        assert.equal(manager.with(ROOT_CONTEXT, active), undefined);
        return active();
      });
      assert.equal(result, 'first');
      assert.equal(manager.active(), ROOT_CONTEXT);
    });

    it('hands `this` and arguments on', () => {
      function call(this: unknown, ...args: unknown[]): unknown {
        return [this, args];
      }
      const self = {};
      assert.deepEqual(manager.with(first, call, self, 1, 'two'), [self, [1, 'two']]);
      assert.deepEqual(manager.with(first, call), [null, []]);
      assert.deepEqual(manager.with(first, call, undefined, 1), [null, [1]]);
    });

    it('is kept over await, timers, promises, microtasks, AsyncResource and messages', async () => {
      const { port1, port2 } = new MessageChannel();
      const seen = await manager.with(first, async () => {
        const values = [];
        await Promise.resolve();
        values.push(active());
        await delay(1);
        values.push(active());
        values.push(await new Promise((resolve) => setImmediate(() => resolve(active()))));
        values.push(await new Promise((resolve) => queueMicrotask(() => resolve(active()))));
        values.push(await new Promise((resolve) => process.nextTick(() => resolve(active()))));
        const message = once(port1, 'message');
        port2.postMessage(null);
        await message;
        values.push(active());
        const resource = new AsyncResource('test');
        values.push(manager.with(second, () => resource.runInAsyncScope(active)));
        return values;
      });
      port1.close();
      assert.deepEqual(seen, Array.from(seen, () => 'first'));
      assert.equal(manager.active(), ROOT_CONTEXT);
    });

    it('keeps contexts that interleave apart', async () => {
      const run = (context: typeof first): Promise<unknown[]> =>
        manager.with(context, async () => {
          const values = [];
          for (let turn = 0; turn < 5; turn++) {
            await delay(turn % 2);
            values.push(active());
          }
          return values;
        });
      const [firsts, seconds] = await Promise.all([run(first), run(second)]);
      assert.deepEqual([new Set(firsts), new Set(seconds)], [new Set(['first']), new Set(['second'])]);
    });

    for (const length of [0, 1, 2, 3, 4, 7]) {
      it(`binds a function of ${length} parameters: context, this, arguments, result, error and length`, () => {
        const thrown = new Error('thrown');
        const target = function (this: unknown, ...args: unknown[]): unknown {
          if (args[0] === 'throw') throw thrown;
          return [active(), this, args];
        };
        Object.defineProperty(target, 'length', { value: length });
        const bound = manager.bind(first, target);
        assert.deepEqual(Object.getOwnPropertyDescriptor(bound, 'length'), { value: length, writable: false, enumerable: false, configurable: true });
        const self = {};
        for (const args of [[], [1], [1, 2, 3, 4, 5, 6, 7, 8]]) assert.deepEqual(bound.apply(self, args), ['first', self, args]);
        assert.deepEqual(bound.call(undefined, 1), ['first', undefined, [1]]);
        manager.with(second, () => {
          assert.throws(() => bound('throw'), thrown);
          assert.equal(active(), 'second');
        });
        assert.equal(manager.active(), ROOT_CONTEXT);
      });
    }

    it('binds a bound function again: the inner context wins', () => {
      assert.equal(manager.bind(second, manager.bind(first, active))(), 'first');
    });

    it('leaves alone what is neither function nor emitter', () => {
      for (const target of [{ on() {} }, new EventTarget(), null, undefined, 1, Promise.resolve()]) assert.equal(manager.bind(first, target), target);
    });

    it('attaches until the token is disposed, once', () => {
      const token = manager.attach?.(first);
      const inner = manager.attach?.(second);
      assert.equal(active(), 'second');
      inner?.dispose();
      assert.equal(active(), 'first');
      token?.dispose();
      assert.equal(manager.active(), ROOT_CONTEXT);
      manager.with(second, () => {
        token?.dispose();
        assert.equal(active(), 'second');
      });
    });

    it('has nothing active after disable, and works again when it is used', () => {
      const bound = manager.bind(second, active);
      manager.with(first, () => {
        assert.equal(manager.disable(), manager);
        assert.equal(manager.active(), ROOT_CONTEXT);
      });
      assert.equal(manager.active(), ROOT_CONTEXT);
      assert.equal(manager.enable(), manager);
      assert.equal(manager.with(first, active), 'first');
      assert.equal(bound(), 'second');
      assert.equal(manager.active(), ROOT_CONTEXT);
    });
  });
}
