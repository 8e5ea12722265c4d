/** An outgoing request, from what the app asked for to the end of its span and its duration. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import { SpanStatusCode, type Attributes, type Context, type Span } from '@opentelemetry/api';
import { setSpanWithError } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { setBlock } from '../tracer/set-block.js';
import type { Answer } from './client-answer.js';
import type { ClientTarget } from './client-target.js';

/** What all calls of a module have in common. */
export interface Calling {
  /** In the context of the caller. */
  readonly recordDuration: (seconds: number, attributes: Readonly<Attributes>, context: Context) => void;
  /** Undefined where no header is asked for. */
  readonly captureHeaders: ((request: ClientRequest, response: IncomingMessage) => Attributes) | undefined;
}

export class ClientCall {
  /** That of the caller, in which the app hears of the request and of its response. */
  readonly context: Context;
  readonly #span: Span;
  readonly #target: ClientTarget;
  readonly #calling: Calling;
  readonly #startedAtMs: number;
  #answer: Answer;
  #isEnded = false;

  constructor(context: Context, span: Span, target: ClientTarget, calling: Calling, startedAtMs: number) {
    this.context = context;
    this.#span = span;
    this.#target = target;
    this.#calling = calling;
    this.#startedAtMs = startedAtMs;
    this.#answer = target.noAnswer;
  }

  answered(request: ClientRequest, response: IncomingMessage): void {
    this.#answer = this.#target.answerOf(response);
    const { block } = this.#answer;
    const span = this.#span;
    setBlock(span, block);
    const { captureHeaders } = this.#calling;
    if (captureHeaders !== undefined) span.setAttributes(captureHeaders(request, response));
  }

  /** The whole of the response has been read. */
  finish(response: IncomingMessage): void {
    if (this.#isEnded) return;
    const { spanStatus, errorType, metricAttributes } = this.#answer;
    if (response.aborted && !response.complete) this.#span.setStatus({ code: SpanStatusCode.ERROR });
    else {
      if (errorType !== undefined) this.#span.setAttribute('error.type', errorType);
      if (spanStatus !== SpanStatusCode.UNSET) this.#span.setStatus({ code: spanStatus });
    }
    this.#end(metricAttributes);
  }

  /** Nothing more comes. */
  close(): void {
    if (!this.#isEnded) this.#end(this.#answer.metricAttributes);
  }

  /** @param reason almost always an error: an app may throw anything */
  fail(reason: unknown): void {
    if (this.#isEnded) return;
    const error = (reason ?? {}) as Error;
    setSpanWithError(this.#span, error);
    this.#end(this.#answer.withError(error.name));
  }

  #end(metricAttributes: Readonly<Attributes>): void {
    this.#isEnded = true;
    this.#span.end();
    this.#calling.recordDuration((performance.now() - this.#startedAtMs) / 1000, metricAttributes, this.context);
  }
}
