/** Gives Fastify requests their route and a span for the handler, by the hooks that every Fastify instance offers. */
import * as diagnosticsChannel from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { context, trace, type Span } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { InstrumentationBase, type InstrumentationConfig } from '@opentelemetry/instrumentation';
import { ATTR_HTTP_ROUTE } from '@opentelemetry/semantic-conventions';
import { reportProblem } from '../../diagnostics/log.js';
import { recordFailure } from '../../support/record-failure.js';
import { distroName, distroVersion } from '../../support/version.js';

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
    const startSpan = (request: FastifyRequest): Span | undefined => {
      const route = routeOf(request);
      if (!this.isEnabled() || route === undefined) return undefined;
      return this.tracer.startSpan(`request handler - ${route}`, { attributes: { [ATTR_HTTP_ROUTE]: route } });
    };
    return function tracedHandler(this: unknown, request, reply) {
      const span = startSpan(request);
      if (span === undefined) return handler.call(this, request, reply);
      return context.with(trace.setSpan(context.active(), span), () => endWith(span, reply, () => handler.call(this, request, reply)));
    };
  }
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

/** The span ends with the value that the handler promised, or with the response where it answers by `reply.send`. */
function endWith(span: Span, reply: FastifyReply, run: () => unknown): unknown {
  const endWithResponse = (): void => {
    if (reply.raw.writableEnded) span.end();
    else reply.raw.once('close', () => span.end());
  };
  const fail = (error: unknown): void => {
    recordFailure(span, error);
    span.end();
  };
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    fail(error);
    throw error;
  }
  // Fastify gets the very promise that the handler returned
  if (isThenable(result)) result.then((value) => (value === undefined ? endWithResponse() : span.end()), fail);
  else endWithResponse();
  return result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isInitialization(message: unknown): message is InitializationMessage {
  return typeof message === 'object' && message !== null && 'fastify' in message;
}
