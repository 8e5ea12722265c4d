/** Gives Fastify requests their route and a span for the handler, by the hooks that every Fastify instance offers. */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { types } from 'node:util';
import { context, trace, type Context, type Span } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { InstrumentationBase, type InstrumentationConfig } from '@opentelemetry/instrumentation';
import { ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import { reportProblem } from '../../diagnostics/log.js';
import { recordFailure } from '../../support/record-failure.js';
import { distroName, distroVersion } from '../../support/version.js';
import { blockOptions } from '../../tracer/block-options.js';
import type { OwnSpanOptions } from '../../tracer/own-tracer.js';
import { endWithResponse } from './open-spans.js';

interface FastifyRequest {
  readonly method: string;
  /** Fastify 4.10 and newer. */
  readonly routeOptions?: { readonly url?: string };
  /** Older Fastify 4, and 3. */
  readonly routerPath?: string;
}
interface FastifyReply {
  readonly raw: ServerResponse;
}
type Handler = (this: unknown, request: FastifyRequest, reply: FastifyReply) => unknown;
interface RouteOptions {
  readonly url: string;
  handler: Handler;
}
interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void): void;
  addHook(name: 'onRoute', hook: (route: RouteOptions) => void): void;
}

const channel = 'fastify.initialization';

interface InitializationMessage {
  readonly fastify: FastifyInstance;
}

export class FastifyInstrumentation extends InstrumentationBase {
  /** Set by `enable`, which the base class calls before fields would get their values. */
  declare private onMessage: ((message: unknown) => void) | undefined;

  constructor(config: InstrumentationConfig = {}) {
    super(`${distroName}/fastify`, distroVersion, config);
  }

  protected override init(): void {}

  override enable(): void {
    super.enable();
    if (this.onMessage !== undefined) return;
    this.onMessage = (message) => {
      try {
        if (isInitialization(message)) this.onInitialization(message);
      } catch (error) {
        // a subscriber that throws ends the process
        reportProblem('instrumentation-failed', `fastify: ${String(error)}`);
      }
    };
    diagnosticsChannel.subscribe(channel, this.onMessage);
  }

  override disable(): void {
    super.disable();
    if (this.onMessage !== undefined) diagnosticsChannel.unsubscribe(channel, this.onMessage);
    this.onMessage = undefined;
  }

  /** Fastify publishes an instance before the app sees it, so these hooks come first. */
  onInitialization({ fastify }: InitializationMessage): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (this.isEnabled()) nameServerSpan(request);
      done();
    });
    fastify.addHook('onRoute', (route) => {
      route.handler = this.traceHandler(route.handler);
    });
  }

  private traceHandler(handler: Handler): Handler {
    // a handler is of one route, but for those that the app calls itself
    let known: HandlerSpan | undefined;
    const startSpan = (request: FastifyRequest, parentContext: Context): Span | undefined => {
      const route = routeOf(request);
      if (route === undefined || !this.isEnabled()) return undefined;
      if (known?.route !== route) known = { route, name: `request handler - ${route}`, options: blockOptions(this.tracer, { [ATTR_HTTP_ROUTE]: route }) };
      return this.tracer.startSpan(known.name, known.options, parentContext);
    };
    return function tracedHandler(request, reply) {
      const parentContext = context.active();
      const span = startSpan(request, parentContext);
      if (span === undefined) return handler.call(this, request, reply);
      let result: unknown;
      try {
        result = context.with(trace.setSpan(parentContext, span), handler, this, request, reply);
      } catch (error) {
        fail(span, error);
        throw error;
      }
      if (!span.isRecording()) return result;
      // Fastify gets the very promise that the handler returned
      if (isPromise(result)) result.then((value) => (value === undefined ? endWithReply(span, reply) : span.end()), (error: unknown) => fail(span, error));
      else endWithReply(span, reply);
      return result;
    };
  }
}

interface HandlerSpan {
  readonly route: string;
  readonly name: string;
  readonly options: OwnSpanOptions;
}

function routeOf(request: FastifyRequest): string | undefined {
  return request.routeOptions === undefined ? request.routerPath : request.routeOptions.url;
}

function nameServerSpan(request: FastifyRequest): void {
  const route = routeOf(request);
  if (route === undefined) return;
  const metadata = getRPCMetadata(context.active());
  if (metadata?.type === RPCType.HTTP) metadata.route = route;
}

/** A handler that promises a value ends with it, and one that answers by `reply.send` with the response. */
function endWithReply(span: Span, { raw }: FastifyReply): void {
  if (raw.writableEnded) span.end();
  else endWithResponse(span, raw);
}

function fail(span: Span, error: unknown): void {
  recordFailure(span, error);
  span.end();
}

/** Of others, such as the builders of queries, each `then` may do the work once more. */
function isPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value);
}

function isInitialization(message: unknown): message is InitializationMessage {
  return typeof message === 'object' && message !== null && 'fastify' in message;
}
