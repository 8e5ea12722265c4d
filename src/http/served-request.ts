/** A request that a server works on: how its span and its duration end. */
import type { ServerResponse } from 'node:http';
import type { Attributes, Context, Exception, Span } from '@opentelemetry/api';
import { RPCType, type RPCMetadata } from '@opentelemetry/core';
import { setSpanWithError } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { OwnSpan } from '../tracer/own-span.js';
import type { Outcomes } from './outcomes.js';

/** What all requests of a class of servers have in common. */
export interface Serving {
  readonly recordDuration: (seconds: number, attributes: Readonly<Attributes>) => void;
  /** Undefined where no header is asked for. */
  readonly captureResponseHeaders: ((response: ServerResponse) => Attributes) | undefined;
}

export interface BegunRequest {
  readonly context: Context;
  readonly span: Span;
  readonly metadata: RPCMetadata;
  readonly outcomes: Outcomes;
  /** As it came, and as it is in `http.request.method`. */
  readonly method: string;
  readonly knownMethod: string;
}

export class ServedRequest {
  readonly context: Context;
  /** That the app handed to another server, which works on it too. */
  inner: ServedRequest | undefined = undefined;
  /** Of Node.js itself, on the response: they need no context. */
  finishListeners = 0;
  readonly #begun: BegunRequest;
  readonly #serving: Serving;
  readonly #startedAtMs = performance.now();
  #isEnded = false;

  constructor(begun: BegunRequest, serving: Serving) {
    this.context = begun.context;
    this.#begun = begun;
    this.#serving = serving;
  }

  /** At the end of its response, sent or not. */
  finish(response: ServerResponse): void {
    this.inner?.finish(response);
    if (this.#isEnded) return;
    const { span, metadata, outcomes, method, knownMethod } = this.#begun;
    const { captureResponseHeaders } = this.#serving;
    const route = metadata.type === RPCType.HTTP ? metadata.route : undefined;
    const { name, statusCode, block, metricAttributes } = outcomes.get(method, knownMethod, route, response.statusCode);
    if (captureResponseHeaders !== undefined) span.setAttributes(captureResponseHeaders(response));
    if (!(span instanceof OwnSpan && span.addBlock(block))) span.setAttributes(block.attributes);
    span.setStatus({ code: statusCode });
    if (name !== undefined) span.updateName(name);
    this.#end(metricAttributes);
  }

  /** With what the handler threw, or what the response told as its error. */
  fail(error: Exception & { readonly name: string }): void {
    this.inner?.fail(error);
    if (this.#isEnded) return;
    const { span, outcomes, knownMethod } = this.#begun;
    setSpanWithError(span, error);
    this.#end({ ...outcomes.metricAttributesOf(knownMethod), 'error.type': error.name });
  }

  #end(metricAttributes: Readonly<Attributes>): void {
    this.#isEnded = true;
    this.#begun.span.end();
    this.#serving.recordDuration((performance.now() - this.#startedAtMs) / 1000, metricAttributes);
  }
}
