/** The two that must leave the same of an outgoing request: upstream's instrumentation on upstream's SDK, and ours on our spans; and Node.js without either. */
import http from 'node:http';
import https from 'node:https';
import { context, propagation, trace, type Attributes, type ContextManager, type MeterProvider, type Tracer, type TracerProvider as ApiTracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, InMemorySpanExporter, ParentBasedSampler, SimpleSpanProcessor, TracerProvider, type ReadableSpan, type SpanLimits } from '@opentelemetry/sdk-trace';
import { createContextManager } from '../../../src/context/context-manager.js';
import { contextStorage } from '../../../src/context/context-storage.js';
import type { HttpOptions } from '../../../src/http/http-options.js';
import { patchClients } from '../../../src/http/client-spans.js';
import { HttpInstrumentation } from '../../../src/instrumentations/own/http-instrumentation.js';
import { OwnTracerProvider } from '../../../src/tracer/own-tracer-provider.js';

export interface Side {
  /** For spans of the app. */
  readonly tracer: Tracer;
  readonly spans: () => ReadableSpan[];
  /** Of each duration that was recorded. */
  readonly durations: readonly Attributes[];
  stop(): void;
}

export type SideName = 'upstream' | 'ours' | 'bare';

export function startSide(name: SideName, options: HttpOptions, spanLimits: SpanLimits): Side {
  const exporter = new InMemorySpanExporter();
  const spanProcessors = [new SimpleSpanProcessor({ exporter })];
  const durations: Attributes[] = [];
  const record = (_seconds: number, attributes: Attributes): void => void durations.push(attributes);
  const sampler = new ParentBasedSampler({ root: new AlwaysOnSampler() });
  const provider = name === 'upstream'
    ? new TracerProvider({ spanProcessors, sampler, spanLimits })
    : new OwnTracerProvider({ resource: resourceFromAttributes({}), sampler, spanLimits, spanProcessors });
  const manager: ContextManager = name === 'upstream' ? new AsyncLocalStorageContextManager() : createContextManager(contextStorage);
  context.setGlobalContextManager(manager.enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  const unpatch = patch(name, options, provider, record);
  return {
    tracer: provider.getTracer('app'),
    spans: () => exporter.getFinishedSpans(),
    durations,
    stop() {
      unpatch();
      context.disable();
      propagation.disable();
      trace.disable();
    },
  };
}

type RecordDuration = (seconds: number, attributes: Attributes) => void;

function patch(name: SideName, options: HttpOptions, provider: ApiTracerProvider, recordDuration: RecordDuration): () => void {
  if (name === 'bare') return () => undefined;
  if (name === 'upstream') return patchUpstream(options, provider, recordDuration);
  return patchClients({ tracer: provider.getTracer('http'), recordDuration, options });
}

function patchUpstream(options: HttpOptions, provider: ApiTracerProvider, record: RecordDuration): () => void {
  const config = { ...options, enabled: false, disableIncomingRequestInstrumentation: true };
  const instrumentation = new HttpInstrumentation(config as ConstructorParameters<typeof HttpInstrumentation>[0]);
  instrumentation.setTracerProvider(provider);
  instrumentation.setMeterProvider({ getMeter: () => ({ createHistogram: () => ({ record }) }) } as unknown as MeterProvider);
  const modules: Readonly<Record<string, object>> = { http, https };
  const definitions = instrumentation.init();
  for (const { name, patch } of definitions) patch?.(modules[name]);
  return () => {
    for (const { name, unpatch } of definitions) unpatch?.(modules[name]);
  };
}
