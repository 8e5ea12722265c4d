/** The tracer provider of the process on the fast path; upstream's stands in where it is off. */
import type { MeterProvider, Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler, SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { settleAll } from '../support/settle-all.js';
import { OwnTracer, type TracerParts } from './own-tracer.js';
import { completeSpanLimits } from './span-limits.js';
import { createSpanMetrics } from './span-metrics.js';

export interface OwnTracerProviderOptions {
  readonly resource: Resource;
  readonly sampler: Sampler;
  readonly spanLimits: SpanLimits;
  /** In the order in which they are called. */
  readonly spanProcessors: readonly SpanProcessor[];
  /** Where spans are counted; undefined = nowhere. */
  readonly meterProvider?: MeterProvider;
}

export class OwnTracerProvider implements TracerProvider {
  readonly #processors: readonly SpanProcessor[];
  readonly #parts: Omit<TracerParts, 'origin'> & { readonly origin: Omit<TracerParts['origin'], 'scope'> };
  readonly #tracers = new Map<string, Tracer>();

  constructor({ resource, sampler, spanLimits, spanProcessors, meterProvider }: OwnTracerProviderOptions) {
    this.#processors = spanProcessors;
    const origin = { resource, limits: completeSpanLimits(spanLimits), processor: oneOf(spanProcessors) };
    this.#parts = { origin, sampler, metrics: meterProvider && createSpanMetrics(meterProvider) };
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    const schemaUrl = options?.schemaUrl;
    const key = JSON.stringify([name, version ?? '', schemaUrl ?? '']);
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      const scope = { name, ...(version === undefined ? {} : { version }), ...(schemaUrl === undefined ? {} : { schemaUrl }) };
      this.#tracers.set(key, (tracer = new OwnTracer({ ...this.#parts, origin: { ...this.#parts.origin, scope } })));
    }
    return tracer;
  }

  forceFlush(): Promise<void> {
    return settleAll(this.#processors.map((processor) => () => processor.forceFlush()));
  }

  shutdown(): Promise<void> {
    return settleAll(this.#processors.map((processor) => () => processor.shutdown()));
  }
}

/** The app has nothing to do with it. */
function reportFailure(error: unknown): void {
  reportProblem('processor-failed', describeErrorWithoutMessage(error));
}

function oneOf(processors: readonly SpanProcessor[]): TracerParts['origin']['processor'] {
  const withEnding = processors.filter(({ onEnding }) => onEnding !== undefined);
  return {
    onStart(span, context) {
      try {
        for (const processor of processors) processor.onStart(span, context);
      } catch (error) {
        reportFailure(error);
      }
    },
    onEnding(span) {
      try {
        for (const processor of withEnding) processor.onEnding?.(span);
      } catch (error) {
        reportFailure(error);
      }
    },
    onEnd(span) {
      try {
        for (const processor of processors) processor.onEnd(span);
      } catch (error) {
        reportFailure(error);
      }
    },
  };
}
