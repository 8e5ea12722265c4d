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
    // the first bind wins anyway, as its `emit` is the inner one; each further one would only lie around it
    if (emitter[isBound] === true) return;
    emitter[isBound] = true;
    const { emit } = emitter;
    const isUsual = emit === usualEmit;
    emitter.emit = function (this: EventEmitter, type) {
      // most events of a request are heard by nobody: no context has to be entered for them
      const isUnheard = isUsual && listenerCount.call(this, type) === 0;
      if (isUnheard || storage.getStore() === context) return Reflect.apply(emit, this, arguments);
      return storage.run(context, Reflect.apply, emit, this, arguments);
    };
  };
}
