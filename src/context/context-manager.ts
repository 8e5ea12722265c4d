/** Which context is active: `AsyncLocalStorage` as in upstream's manager, whose contract this one keeps, with cheaper binds. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { ROOT_CONTEXT, type Context, type ContextManager } from '@opentelemetry/api';
import { createBindEmitter } from './bind-emitter.js';
import { bindFunction, type AnyFunction } from './bind-function.js';

/** Has `withScope` since Node.js 25.9. */
type Storage = AsyncLocalStorage<Context> & { withScope?(context: Context): { dispose(): void } };

export function createContextManager(storage: Storage): ContextManager {
  const bindEmitter = createBindEmitter(storage);
  const active = (): Context => storage.getStore() ?? ROOT_CONTEXT;

  return {
    active,
    with(context, fn, thisArg, ...args) {
      return storage.run(context, Reflect.apply, fn, thisArg ?? null, args) as ReturnType<typeof fn>;
    },
    bind(context, target) {
      if (target instanceof EventEmitter) bindEmitter(context, target);
      else if (typeof target === 'function') return bindFunction(storage, context, target as AnyFunction) as typeof target;
      return target;
    },
    attach(context) {
      if (storage.withScope !== undefined) return storage.withScope(context);
      const previous = active();
      storage.enterWith(context);
      let isDisposed = false;
      return {
        dispose() {
          if (isDisposed) return;
          isDisposed = true;
          storage.enterWith(previous);
        },
      };
    },
    enable() {
      return this;
    },
    disable() {
      storage.disable();
      return this;
    },
  };
}
