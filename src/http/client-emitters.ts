/** Sees the events of an outgoing request and of its response, and has the app hear them in the context of the caller; no listener is added. */
import type { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import type { ClientCall } from './client-call.js';
import { emitWithin } from './emit-within.js';

type Emit = EventEmitter['emit'];

/** What it returns has a call watch its request. */
export function createWatch(): (call: ClientCall, request: ClientRequest) => void {
  // one for each patch, so that an emitter can be watched by two
  const callKey = Symbol('@org/otel-distro call');
  const emitKey = Symbol('@org/otel-distro emit');
  type Watched<Emitter> = Emitter & { [callKey]?: ClientCall; [emitKey]?: Emit };

  const watch = (call: ClientCall, emitter: Watched<EventEmitter>, emit: Emit): void => {
    // an app may emit a response again
    if (emitter[callKey] !== undefined) return;
    emitter[callKey] = call;
    emitter[emitKey] = emitter.emit;
    emitter.emit = emit;
  };

  function emitOfRequest(this: Watched<ClientRequest>, type: string | symbol, value: unknown): boolean {
    const call = this[callKey]!;
    try {
      if (type === 'response') {
        watch(call, value as IncomingMessage, emitOfResponse as Emit);
        call.answered(this, value as IncomingMessage);
      } else if (type === 'close') call.close();
      else if (type === 'error') call.fail(value);
    } catch (error) {
      report(error);
    }
    return emitWithin(call.context, this[emitKey]!, this, type, arguments);
  }

  function emitOfResponse(this: Watched<IncomingMessage>, type: string | symbol, value: unknown): boolean {
    const call = this[callKey]!;
    try {
      if (type === 'end') call.finish(this);
      else if (type === 'error') call.fail(value);
    } catch (error) {
      report(error);
    }
    return emitWithin(call.context, this[emitKey]!, this, type, arguments);
  }

  return (call, request) => watch(call, request, emitOfRequest as Emit);
}

function report(error: unknown): void {
  reportProblem('instrumentation-failed', `http response: ${describeErrorWithoutMessage(error)}`);
}
