/** The tracer of the helper API: that of the global provider at the moment, so that it is never that of an SDK which has ended. */
import { context, trace, type Attributes, type Context, type Span, type SpanOptions, type Tracer, type TracerProvider } from '@opentelemetry/api';
import { InvalidArgumentError, kindOf } from './invalid-argument.js';
import { ofProvider } from './of-provider.js';
import { readableAttributes } from './readable-attributes.js';
import { distroName, distroVersion } from './version.js';

export interface HelperSpan {
  readonly name: string;
  /** As the app gave them: anything. */
  readonly options?: SpanOptions | undefined;
  /** Our own; they win. */
  readonly attributes?: Attributes;
  /** @default the active one */
  readonly parent?: Context;
}

/** The one behind the proxy of the API. */
function tracerProvider(): TracerProvider {
  const global: TracerProvider & { getDelegate?(): TracerProvider } = trace.getTracerProvider();
  return global.getDelegate?.() ?? global;
}

/** The provider would make a text of name and version to look its tracer up, each time. */
export const helperTracer: () => Tracer = ofProvider(tracerProvider, () => trace.getTracer(distroName, distroVersion));

/** @param onInvalidOptions gets the reason where the options cannot be used as they are; the span starts without what is bad */
export function startHelperSpan({ name, options, attributes, parent = context.active() }: HelperSpan, onInvalidOptions: (reason: unknown) => void): Span {
  const own = attributes === undefined ? {} : { attributes };
  if (options === undefined) return helperTracer().startSpan(name, own, parent);
  try {
    checkOptions(options);
    return helperTracer().startSpan(name, attributes === undefined ? options : { ...options, attributes: { ...options.attributes, ...attributes } }, parent);
  } catch (reason) {
    onInvalidOptions(reason);
    const readable = reason instanceof InvalidArgumentError ? {} : readableAttributes(() => options.attributes);
    return helperTracer().startSpan(name, { attributes: { ...readable, ...attributes } }, parent);
  }
}

/** What the SDK throws on, and what would make an exporter lose all spans of a request. */
function checkOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new InvalidArgumentError(`options is ${kindOf(options)}, expected an object`);
  const given: { links?: unknown; kind?: unknown } = options;
  const links = given.links ?? [];
  const kind = given.kind ?? 0;
  if (!Array.isArray(links) || !links.every((link) => typeof link?.context?.spanId === 'string')) {
    throw new InvalidArgumentError(`options.links is ${kindOf(links)}, expected an array of { context: SpanContext }`);
  }
  if (typeof kind !== 'number' || !(kind >= 0 && kind <= 4)) throw new InvalidArgumentError(`options.kind is ${kindOf(kind)}, expected a SpanKind`);
}
