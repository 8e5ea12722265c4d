/** Builds the three providers, registers them as the process's globals, and flushes and closes them together. */
import { logs, metrics, trace, type MeterProvider } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import type { Pipeline } from '../lifecycle/endings.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { settleAll } from '../support/settle-all.js';
import { bridgeLegacyLogsApi } from './legacy-logs-api.js';
import { createLogging } from './logs.js';
import { createMetering, type MeterProviderContext, type PrometheusEndpoint } from './metrics.js';
import { createTracing, type TracerProviderContext } from './traces.js';

export interface SignalsContext extends Omit<TracerProviderContext, 'selfMeterProvider'>, MeterProviderContext {
  /** `OTEL_NODE_EXPERIMENTAL_SDK_METRICS` */
  readonly hasSelfMetrics: boolean;
}

export interface Signals extends Pipeline {
  readonly prometheus: PrometheusEndpoint | undefined;
  /** Takes the providers back out of the globals. */
  unregister(): void;
}

/** A signal that the configuration does not name stays a no-op. */
export function createSignals(configuration: ConfigurationModel, context: SignalsContext): Signals {
  const { meter_provider: meterModel, tracer_provider: tracerModel, logger_provider: loggerModel } = configuration;
  const { meterProvider, prometheus } = meterModel ? createMetering(meterModel, context) : {};
  const selfMeterProvider = context.hasSelfMetrics ? meterProvider : undefined;
  const withSelfMetrics = { ...context, selfMeterProvider, ...(selfMeterProvider && { selfObsMeterProvider: selfMeterProvider }) };
  const tracing = tracerModel && createTracing(configuration, tracerModel, withSelfMetrics);
  const logging = loggerModel && createLogging(configuration, loggerModel, withSelfMetrics);
  const unregister = registerGlobally(tracing?.provider, meterProvider, logging?.provider);
  // metrics last: they count what happened to the others
  const close = async (): Promise<void> => {
    await settle([() => tracing?.provider.shutdown(), () => logging?.provider.shutdown()]);
    await settle([() => meterProvider?.shutdown()]);
  };
  let closing: Promise<void> | undefined;
  return {
    prometheus,
    unregister,
    describeTrouble: () => context.reporter.describeTrouble(),
    deliverNow: (timeoutMs) => context.lastDelivery.deliver(timeoutMs),
    flush: () => settle([() => tracing?.processor.forceFlush(), () => logging?.processor.forceFlush(), () => meterProvider?.forceFlush()]),
    shutdown: () => (closing ??= close()),
  };
}

/** Exporters report their failures themselves. */
async function settle(work: readonly (() => Promise<void> | undefined)[]): Promise<void> {
  await settleAll(work).catch(() => undefined);
}

function registerGlobally(tracerProvider?: TracerProvider, meterProvider?: MeterProvider, loggerProvider?: LoggerProvider): () => void {
  const undoBridge = bridgeLegacyLogsApi();
  if (tracerProvider !== undefined) trace.setGlobalTracerProvider(tracerProvider);
  if (meterProvider !== undefined) metrics.setGlobalMeterProvider(meterProvider);
  if (loggerProvider !== undefined) logs.setGlobalLoggerProvider(loggerProvider);
  return () => {
    undoBridge();
    trace.disable();
    metrics.disable();
    logs.disable();
  };
}
