/** Has the listeners of a request and its response run in the context of the request, and sees how the response ends. */
import { errorMonitor, EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
import { replaceMethod } from '../support/replace-method.js';
import { emitWithin } from './emit-within.js';
import type { ServedRequest } from './served-request.js';

type Emit = (this: EventEmitter, type: string | symbol, ...args: unknown[]) => boolean;

const servedKey = Symbol('@org/otel-distro served request');
type Served = EventEmitter & { [servedKey]?: ServedRequest };

const { listenerCount } = EventEmitter.prototype;

/** What is bound first wins: a request that is handed to another server stays in its context. */
export function serve(request: IncomingMessage & Served, response: ServerResponse & Served, served: ServedRequest): void {
  const { IncomingMessage: Request, ServerResponse: Response } = process.getBuiltinModule('node:http');
  if (!(request instanceof Request && response instanceof Response)) return serveStrangers(request, response, served);
  const outer = response[servedKey];
  if (outer === undefined) {
    request[servedKey] = served;
    response[servedKey] = served;
    served.finishListeners = listenerCount.call(response, 'finish');
  } else {
    served.inner = outer.inner;
    outer.inner = served;
  }
}

/** An app may emit anything as a request, such as one of HTTP/2. */
function serveStrangers(request: EventEmitter, response: EventEmitter, served: ServedRequest): void {
  for (const emitter of [request, response]) context.bind(served.context, emitter);
  response.on('close', () => served.finish(response as ServerResponse));
  response.on(errorMonitor, (error: Error) => served.fail(error));
}

/** Returns the undo. */
export function patchServedEmitters(http: Pick<typeof import('node:http'), 'IncomingMessage' | 'ServerResponse'>): (() => void)[] {
  return [
    replaceMethod<Emit>(http.IncomingMessage.prototype, 'emit', (original) => function emit(this: Served, type) {
      const served = this[servedKey];
      return served === undefined ? Reflect.apply(original, this, arguments) : emitWithin(served.context, original, this, type, arguments);
    }),
    replaceMethod<Emit>(http.ServerResponse.prototype, 'emit', (original) => function emit(this: Served, type, ...args) {
      const served = this[servedKey];
      if (served === undefined) return Reflect.apply(original, this, arguments);
      if (type === 'close') served.finish(this as unknown as ServerResponse);
      else if (type === 'error') served.fail(args[0] as Error);
      return emitWithin(served.context, original, this, type, arguments, type === 'finish' ? served.finishListeners : 0);
    }),
  ];
}
