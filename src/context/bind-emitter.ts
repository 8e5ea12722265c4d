/** Binds an emitter to a context at its `emit`: listeners stay as the app gave them, and an emitter that nobody binds costs nothing. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';

export type BindEmitter = (context: Context, emitter: EventEmitter) => void;

const { emit: usualEmit, listenerCount } = EventEmitter.prototype;

export function createBindEmitter(storage: AsyncLocalStorage<Context>): BindEmitter {
  // one for each manager, so that what one has bound can be bound by another as well
  const isBound = Symbol('OpenTelemetry bound emitter');

  return (context, emitter: EventEmitter & { [isBound]?: true }) => {
    // the first bind wins: a library that binds again would take a request away from its span
    if (emitter[isBound] === true) return;
    emitter[isBound] = true;
    const { emit } = emitter;
    const isUsual = emit === usualEmit;
    emitter.emit = function (this: EventEmitter, type) {
      if (storage.getStore() === context || (isUsual && isUnheard(this, type))) return Reflect.apply(emit, this, arguments);
      return storage.run(context, Reflect.apply, emit, this, arguments);
    };
  };
}

/** Most events of a request are: no context has to be entered for them. An error without listener may have an `errorMonitor`. */
function isUnheard(emitter: EventEmitter, type: string | symbol): boolean {
  return type !== 'error' && listenerCount.call(emitter, type) === 0;
}
