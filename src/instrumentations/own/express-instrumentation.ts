/** Upstream's instrumentation of Express with the same spans for less: what it finds out for each request anew is remembered here. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { context as contextApi, isSpanContextValid, SpanStatusCode, trace, type Span, type Tracer } from '@opentelemetry/api';
import { getRPCMetadata, RPCType } from '@opentelemetry/core';
import { ExpressInstrumentation as UpstreamExpressInstrumentation, type ExpressInstrumentationConfig } from '@opentelemetry/instrumentation-express';
import { blockOptions } from '../../tracer/block-options.js';
import { noPaths, type LayerPaths } from './express/layer-paths.js';
import { createLayerSpans, type Layer, type LayerSpansOptions } from './express/layer-spans.js';
import { endWithResponse } from './open-spans.js';

type Handle = (this: unknown, ...args: unknown[]) => unknown;

const layerPaths = Symbol('@org/otel-distro layer paths');
const isPatched = Symbol('@org/otel-distro layer');

type Request = IncomingMessage & { originalUrl: string; route?: unknown; [layerPaths]?: LayerPaths };
type PatchableLayer = Layer & { [isPatched]?: true };

/** What the class of upstream, whose declarations hide it, calls for each layer that an app adds. */
interface LayerPatching {
  readonly tracer: Tracer;
  getConfig(): ExpressInstrumentationConfig;
  _wrap(layer: object, method: 'handle', wrap: (original: Handle) => Handle): void;
  _applyPatch(layer: PatchableLayer, layerPath: string | undefined): void;
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- what is called for each layer is private in the types alone
const Upstream = UpstreamExpressInstrumentation as unknown as new (config: ExpressInstrumentationConfig) => LayerPatching;

export class ExpressInstrumentation extends Upstream {
  override _applyPatch(layer: PatchableLayer, layerPath: string | undefined): void {
    if (layer[isPatched] === true) return;
    layer[isPatched] = true;
    this._wrap(layer, 'handle', (original) => (original.length === 4 ? original : this.#trace(original, layer, layerPath)));
  }

  #trace(original: Handle, layer: Layer, layerPath: string | undefined): Handle {
    const { tracer } = this;
    const config = this.getConfig();
    const spanOf = createLayerSpans({ layer, layerPath, isIgnored: createIsIgnored(config), toOptions: (attributes) => blockOptions(tracer, attributes) });

    const traced = function (this: unknown, request: Request, response: ServerResponse, ...rest: unknown[]): unknown {
      const above = request[layerPaths] ?? noPaths;
      const paths = layerPath === undefined ? above : (request[layerPaths] = above.below(layerPath));
      const parentContext = contextApi.active();
      const route = paths.routeOf(request.originalUrl);
      const metadata = getRPCMetadata(parentContext);
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- undefined takes back what an earlier layer has set
      if (metadata?.type === RPCType.HTTP) metadata.route = route as string;
      const { spanName, type, isIgnored, optionsOf } = spanOf(paths);
      const parentSpan = trace.getSpan(parentContext);
      if (isIgnored && type !== 'router' && layerPath !== undefined) leave(request);
      if (isIgnored || parentSpan === undefined) return original.call(this, request, response, ...rest);
      const span = tracer.startSpan(spanName, optionsOf(route), parentContext);
      if (type === 'router') span.end();
      // nobody sees the ids of a span that is not sampled: the context of its parent will do
      const layerContext = type === 'router' || (!span.isRecording() && isSpanContextValid(span.spanContext())) ? parentContext : trace.setSpan(parentContext, span);

      const next = rest[0];
      if (typeof next === 'function') {
        // its span ends, and the layers that follow are children of what it is a child of
        rest[0] = function (this: unknown, ...args: unknown[]): unknown {
          const [error] = args;
          const isError = error !== undefined && error !== null && error !== 'route' && error !== 'router';
          if (span.isRecording()) {
            if (isError) recordError(span, error);
            span.end();
          }
          if (layerPath !== undefined && !(request.route && isError)) leave(request);
          const active = contextApi.active();
          if (active === parentContext || trace.getSpan(active) === parentSpan) return Reflect.apply(next, this, args);
          return contextApi.with(active === layerContext ? parentContext : trace.setSpan(active, parentSpan), next as Handle, this, ...args);
        };
      }
      try {
        if (layerContext === parentContext) return original.call(this, request, response, ...rest);
        return contextApi.with(layerContext, original, this, request, response, ...rest);
      } catch (error) {
        recordError(span, error);
        throw error;
      } finally {
        if (span.isRecording()) endWithResponse(span, response);
      }
    };
    return withPropertiesOf(original, traced as Handle);
  }
}

function leave(request: Request): void {
  request[layerPaths] = request[layerPaths]?.above ?? noPaths;
}

function recordError(span: Span, thrown: unknown): void {
  const message = thrown instanceof Error ? thrown.message : textOf(thrown);
  span.recordException(thrown instanceof Error ? thrown : message);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function textOf(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return typeof thrown;
  }
}

/** Of the options, JSON holds texts only. */
function createIsIgnored({ ignoreLayers, ignoreLayersType }: ExpressInstrumentationConfig): LayerSpansOptions['isIgnored'] {
  const names = new Set<unknown>(ignoreLayers);
  const types = new Set<unknown>(ignoreLayersType);
  return (spanName, type) => types.has(type) || names.has(spanName);
}

/** A router is a function that has its stack and its methods as properties, which apps and libraries read. */
function withPropertiesOf(original: Handle, traced: Handle): Handle {
  for (const key in original) {
    Object.defineProperty(traced, key, {
      get: () => Reflect.get(original, key),
      set(value) {
        Reflect.set(original, key, value);
      },
    });
  }
  return traced;
}
