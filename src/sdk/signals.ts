/** Builds the three providers, registers them as the process's globals, and flushes and closes them together. */
import { logs, metrics, trace } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/sdk-logs';
import type { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { TracerProvider } from '@opentelemetry/sdk-trace';
import type { Pipeline } from '../lifecycle/endings.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { bridgeLegacyLogsApi } from './legacy-logs-api.js';
import { createLoggerProvider } from './logs.js';
import { createMeterProvider, type PrometheusEndpoint } from './metrics.js';
import { createTracerProvider, type TracerProviderContext } from './traces.js';

export interface SignalsContext extends Omit<TracerProviderContext, 'selfMeterProvider'> {
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
  const { meterProvider, prometheus } = meterModel ? createMeterProvider(meterModel, context) : {};
  const withSelfMetrics = { ...context, selfMeterProvider: context.hasSelfMetrics ? meterProvider : undefined };
  const tracerProvider = tracerModel && createTracerProvider(configuration, tracerModel, withSelfMetrics);
  const loggerProvider = loggerModel && createLoggerProvider(configuration, loggerModel, withSelfMetrics);
  const unregister = registerGlobally(tracerProvider, meterProvider, loggerProvider);

  const events = [tracerProvider, loggerProvider].filter((provider) => provider !== undefined);
  const settle = async (work: readonly (Promise<void> | undefined)[]): Promise<void> => void (await Promise.allSettled(work));
  return {
    prometheus,
    unregister,
    deliverNow: (timeoutMs) => context.lastDelivery.deliver(timeoutMs),
    // without a time limit the SDK keeps the process alive for 30 s
    flush: (timeoutMillis) => settle([...events, meterProvider].map((provider) => provider?.forceFlush({ timeoutMillis }))),
    // metrics last: they count what happened to the others
    async shutdown() {
      await settle(events.map((provider) => provider.shutdown()));
      await settle([meterProvider?.shutdown()]);
    },
  };
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
