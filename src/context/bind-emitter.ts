/** Binds an emitter to a context at its `emit`: listeners stay as the app gave them, and emitters that nobody binds cost nothing. */
import type { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';

export type BindEmitter = (context: Context, emitter: EventEmitter) => void;

export function createBindEmitter(storage: AsyncLocalStorage<Context>): BindEmitter {
  // one for each manager, so that what one manager bound can be bound by another as well
  const isBound = Symbol('OpenTelemetry context of emit');

  return (context, emitter) => {
    const target: EventEmitter & { [isBound]?: true } = emitter;
    // the first bind wins: a library that binds again would take a request away from its span
    if (target[isBound] === true) return;
    target[isBound] = true;
    const { emit } = target;
    // on the instance, so that what the app does to `emit` later, or to that of a class, still has its effect
    target.emit = function (this: unknown, ...args: Parameters<typeof emit>): boolean {
      if (storage.getStore() === context) return Reflect.apply(emit, this, args);
      return storage.run(context, Reflect.apply, emit, this, args) as boolean;
    };
  };
}
