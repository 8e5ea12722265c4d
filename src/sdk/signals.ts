/** Builds the three providers, registers them as the process's globals, and flushes and closes them together. */
import { logs, metrics, trace, type LoggerProvider, type Meter, type MeterProvider, type TracerProvider } from '@opentelemetry/api';
import { registerDeliveryMetrics } from '../delivery/outbox/delivery-metrics.js';
import type { Pipeline } from '../lifecycle/endings.js';
import type { OpenSpans } from '../lifecycle/open-spans.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { settleAll } from '../support/settle-all.js';
import { writingToStdoutNow } from '../support/stdout-now.js';
import { bridgeLegacyLogsApi } from './legacy-logs-api.js';
import { createLogging } from './logs.js';
import { createMetering, type MeterProviderContext, type PrometheusEndpoint } from './metrics.js';
import { createTracing, type TracerProviderContext } from './traces.js';

export interface SignalsContext extends Omit<TracerProviderContext, 'selfMeterProvider'>, MeterProviderContext {
  /** `OTEL_DISTRO_SHUTDOWN_TIMEOUT` */
  readonly shutdownTimeoutMs: number;
}

export interface Signals extends Pipeline {
  readonly openSpans: OpenSpans | undefined;
  /** Sends what killed processes left, and registers what shows how delivery goes; returns the undo. */
  watchDelivery(meter: Meter): () => void;
  readonly prometheus: PrometheusEndpoint | undefined;
  /** Delivers what is buffered and closes. */
  shutdown(): Promise<void>;
  /** Takes the providers back out of the globals. */
  unregister(): void;
}

/** A signal that the configuration does not name stays a no-op. */
export function createSignals(configuration: ConfigurationModel, context: SignalsContext): Signals {
  const { meter_provider: meterModel, tracer_provider: tracerModel, logger_provider: loggerModel } = configuration;
  const metering = meterModel && createMetering(meterModel, context);
  const meterProvider = metering?.meterProvider;
  const selfMeterProvider = context.hasSelfMetrics ? meterProvider : undefined;
  const withSelfMetrics = { ...context, selfMeterProvider, selfObsMeterProvider: selfMeterProvider };
  const tracing = tracerModel && createTracing(configuration, tracerModel, withSelfMetrics);
  const logging = loggerModel && createLogging(configuration, loggerModel, withSelfMetrics);
  const unregister = registerGlobally(tracing?.provider, meterProvider, logging?.provider);
  // metrics last: they count what happened to the others
  const close = async (): Promise<void> => {
    await settle([() => tracing?.provider.shutdown(), () => logging?.provider.shutdown()]);
    if (context.hasSelfMetrics) await context.courier.flush();
    await settle([() => meterProvider?.shutdown()]);
    await context.courier.finish(context.shutdownTimeoutMs);
  };
  const flush = async (): Promise<void> => {
    const flushOthers = [() => tracing?.processor.forceFlush(), () => logging?.processor.forceFlush()];
    if (context.hasSelfMetrics) await settle(flushOthers.splice(0));
    await settle([...flushOthers, () => meterProvider?.forceFlush()]);
    await context.courier.flush(true);
  };
  let closing: Promise<void> | undefined;
  return {
    openSpans: tracing?.openSpans,
    prometheus: metering?.prometheus,
    unregister,
    watchDelivery(meter) {
      const undo = [context.courier.startForLeft(), registerDeliveryMetrics(meter, context.reporter, context.courier)];
      return () => undo.forEach((revert) => revert());
    },
    describeTrouble: () => context.reporter.describeTrouble(),
    deliverNow(timeoutMs) {
      const startedAtMs = performance.now();
      // metrics last: they count what happened to the others
      const exportNow = [tracing?.exportNow, logging?.exportNow, context.courier.isOfUseAtEnd ? metering?.exportNow : undefined];
      writingToStdoutNow(() => exportNow.forEach((exportAll) => exportAll?.()), timeoutMs / 2);
      return context.courier.finishNow(Math.max(0, timeoutMs - (performance.now() - startedAtMs)));
    },
    flush,
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
