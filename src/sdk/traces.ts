/** Builds the tracer provider: sampler, limits, and processors that all stand behind redaction. */
import type { MeterProvider } from '@opentelemetry/api';
import { SimpleSpanProcessor, type SpanLimits, type SpanProcessor, type TracerProvider } from '@opentelemetry/sdk-trace';
import { ContextSpanProcessor } from '../context/context-span-processor.js';
import { BatchSpanProcessor } from '../delivery/batch-processors.js';
import { lateSpanExporter } from '../delivery/late-exporters.js';
import { createOutboxSpanProcessor, isForCourier, type OutboxContext } from '../delivery/outbox/create-outbox.js';
import { RedactionSpanProcessor } from '../redaction/exits/redaction-span-processor.js';
import { OpenSpans } from '../lifecycle/open-spans.js';
import type { Redactor } from '../redaction/redactor.js';
import { ExceptionSignalSpanProcessor } from '../spans/exception-signal-span-processor.js';
import type { ConfigurationModel, SpanProcessorConfigModel, TracerProviderConfigModel } from '../settings/configuration-model.js';
import { OwnTracerProvider } from '../tracer/own-tracer-provider.js';
import { distroName } from '../support/version.js';
import { batchOptions, defaultExportTimeoutMs, limitExporterTime, outboxBatch, singleEntry, valueLengthLimitOf } from './exporting.js';
import { createSampler } from './samplers.js';

/** `OTEL_BSP_SCHEDULE_DELAY` of the specification. */
const defaultDelayMs = 5000;

export interface TracerProviderContext extends OutboxContext {
  /** Undefined where spans are ours. */
  readonly loadSlowProvider: (() => typeof import('./slow-tracer-provider.js')) | undefined;
  readonly redactor: Redactor;
  /** Where the SDK records metrics about itself; undefined = nowhere. */
  readonly selfMeterProvider: MeterProvider | undefined;
  /** Gets the spans of the helper API, from the first on; undefined = nobody looks for those that are left open. */
  readonly watchOpenSpans: (() => SpanProcessor) | undefined;
  /** `OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN`; undefined = exceptions stay span events. */
  readonly exceptionSignal: 'logs' | 'logs/dup' | undefined;
}

export interface Tracing {
  readonly openSpans: OpenSpans;
  readonly provider: TracerProvider | OwnTracerProvider;
  /** What can be flushed. The provider's own flush keeps the process alive until its time limit. */
  readonly processor: SpanProcessor;
  /** Exports what waits on this thread, without the event loop. */
  readonly exportNow: () => void;
}

export function createTracing(configuration: ConfigurationModel, model: TracerProviderConfigModel, context: TracerProviderContext): Tracing {
  const exporting = model.processors.map((processor) => createSpanProcessor(processor, context)).filter((processor) => processor !== undefined);
  const processor = new RedactionSpanProcessor({ next: exporting, redactor: context.redactor, valueLengthLimit: valueLengthLimitOf(model.limits, configuration) });
  const openSpans = new OpenSpans();
  const Provider = context.loadSlowProvider?.().SlowTracerProvider ?? OwnTracerProvider;
  const provider = new Provider({
    resource: context.resource,
    sampler: createSampler(model.sampler),
    spanLimits: createSpanLimits(configuration, model),
    spanProcessors: [openSpans, ...createWatch(context), new ContextSpanProcessor(), ...createExceptionProcessors(context), processor],
    ...(context.selfMeterProvider === undefined ? {} : { meterProvider: context.selfMeterProvider }),
  });
  const queues = exporting.filter((each) => each instanceof BatchSpanProcessor);
  return { provider, processor, openSpans, exportNow: () => queues.forEach((queue) => queue.exportNow()) };
}

function createWatch({ watchOpenSpans }: TracerProviderContext): SpanProcessor[] {
  if (watchOpenSpans === undefined) return [];
  let watch: SpanProcessor | undefined;
  return [{
    onStart(span, parent) {
      if (span.instrumentationScope.name === distroName) (watch ??= watchOpenSpans()).onStart(span, parent);
    },
    onEnd: (span) => watch?.onEnd(span),
    forceFlush: async () => undefined,
    shutdown: async () => watch?.shutdown(),
  }];
}

function createExceptionProcessors({ exceptionSignal }: TracerProviderContext): SpanProcessor[] {
  return exceptionSignal === undefined ? [] : [new ExceptionSignalSpanProcessor({ keepsSpanEvents: exceptionSignal === 'logs/dup' })];
}

function createSpanProcessor(model: SpanProcessorConfigModel, context: TracerProviderContext): SpanProcessor | undefined {
  const { batch, simple } = singleEntry(model, 'span processor') ?? {};
  const exporterModel = batch ? limitExporterTime(batch.exporter, batch.export_timeout ?? defaultExportTimeoutMs) : simple?.exporter;
  if (exporterModel === undefined) return undefined;
  if (batch && isForCourier(exporterModel)) return createOutboxSpanProcessor(exporterModel, outboxBatch(batch, defaultDelayMs), context);
  const exporter = lateSpanExporter(exporterModel, context);
  if (exporter === undefined) return undefined;
  if (batch === undefined) return new SimpleSpanProcessor({ exporter, ...(context.selfMeterProvider && { selfObsMeterProvider: context.selfMeterProvider }) });
  return new BatchSpanProcessor(batchOptions(batch, exporter, { ...context, defaultDelayMs, item: 'span' }));
}

/** The length of values is limited behind the redaction. */
function createSpanLimits({ attribute_limits: general }: ConfigurationModel, { limits }: TracerProviderConfigModel): SpanLimits {
  const given = {
    attributeCountLimit: limits?.attribute_count_limit ?? general?.attribute_count_limit,
    eventCountLimit: limits?.event_count_limit,
    linkCountLimit: limits?.link_count_limit,
    attributePerEventCountLimit: limits?.event_attribute_count_limit,
    attributePerLinkCountLimit: limits?.link_attribute_count_limit,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== null));
}
