/** Has the listeners of an event run in a context. */
import { EventEmitter } from 'node:events';
import type { Context } from '@opentelemetry/api';
import { contextStorage } from '../context/context-storage.js';

type Emit = (this: EventEmitter, type: string | symbol, ...args: unknown[]) => boolean;

const { listenerCount } = EventEmitter.prototype;

/**
 * Most events are heard by nobody: no context has to be entered for them.
 * @param strangers listeners that need no context
 */
export function emitWithin(context: Context, emit: Emit, emitter: EventEmitter, type: string | symbol, args: IArguments, strangers = 0): boolean {
  if (listenerCount.call(emitter, type) <= strangers || contextStorage.getStore() === context) return Reflect.apply(emit, emitter, args);
  return contextStorage.run(context, Reflect.apply, emit, emitter, args);
}
