/** A request that a server works on: how its span and its duration end. */
import type { ServerResponse } from 'node:http';
import { SpanStatusCode, type Attributes, type Context, type Exception, type Span } from '@opentelemetry/api';
import type { RPCMetadata } from '@opentelemetry/core';
import { setSpanWithError } from '../../node_modules/@opentelemetry/instrumentation-http/dist/utils.mjs';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { setBlock } from '../tracer/set-block.js';
import type { Outcomes } from './outcomes.js';

/** What all requests of a class of servers have in common. */
export interface Serving {
  readonly recordDuration: (seconds: number, attributes: Readonly<Attributes>) => void;
  /** Undefined where no header is asked for. */
  readonly captureResponseHeaders: ((response: ServerResponse) => Attributes) | undefined;
}

export class ServedRequest {
  readonly context: Context;
  /** That the app handed to another server, which works on it too. */
  inner: ServedRequest | undefined = undefined;
  /** Of Node.js itself, on the response: they need no context. */
  finishListeners = 0;
  readonly #metadata: RPCMetadata;
  readonly #outcomes: Outcomes;
  readonly #method: string;
  readonly #knownMethod: string;
  readonly #serving: Serving;
  readonly #startedAtMs = performance.now();
  readonly #span: Span;
  #isEnded = false;

  /** @param method as it came; `knownMethod` as it is in `http.request.method` */
  constructor(context: Context, metadata: RPCMetadata, outcomes: Outcomes, method: string, knownMethod: string, serving: Serving) {
    this.context = context;
    this.#metadata = metadata;
    this.#outcomes = outcomes;
    this.#method = method;
    this.#knownMethod = knownMethod;
    this.#serving = serving;
    this.#span = metadata.span;
  }

  /** At the end of its response, sent or not. */
  finish(response: ServerResponse): void {
    this.inner?.finish(response);
    if (this.#isEnded) return;
    try {
      this.#tellOutcome(response);
    } catch (error) {
      this.#endUntold(error);
    }
  }

  #tellOutcome(response: ServerResponse): void {
    const span = this.#span;
    const { captureResponseHeaders } = this.#serving;
    const { name, statusCode, block, metricAttributes } = this.#outcomes.get(this.#method, this.#knownMethod, routeOf(this.#metadata), response.statusCode);
    if (captureResponseHeaders !== undefined) span.setAttributes(captureResponseHeaders(response));
    setBlock(span, block);
    if (statusCode !== SpanStatusCode.UNSET) span.setStatus({ code: statusCode });
    if (name !== undefined) span.updateName(name);
    this.#end(metricAttributes);
  }

  /** With what the handler threw, or what the response told as its error. */
  fail(error: (Exception & { readonly name: string }) | null | undefined): void {
    this.inner?.fail(error);
    // what is thrown as nothing says nothing: the response ends it
    if (this.#isEnded || !error) return;
    try {
      setSpanWithError(this.#span, error);
      this.#end({ ...this.#outcomes.metricAttributesOf(this.#knownMethod), 'error.type': error.name });
    } catch (reason) {
      this.#endUntold(reason);
    }
  }

  /** The app has set something that cannot be read. */
  #endUntold(reason: unknown): void {
    reportProblem('instrumentation-failed', `http request: ${describeErrorWithoutMessage(reason)}`);
    if (!this.#isEnded) this.#end(this.#outcomes.metricAttributesOf(this.#knownMethod));
  }

  #end(metricAttributes: Readonly<Attributes>): void {
    this.#isEnded = true;
    this.#span.end();
    this.#serving.recordDuration((performance.now() - this.#startedAtMs) / 1000, metricAttributes);
  }
}

/** Anything at run time. */
function routeOf({ route }: RPCMetadata): string | undefined {
  return typeof route === 'string' ? route : undefined;
}
