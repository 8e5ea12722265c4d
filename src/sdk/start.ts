/** The composition root, to be read as a story: settings → may we run → context → resource → signals → instrumentations → lifecycle. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { context, metrics, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { startAdminServer, type AdminResponse } from '../admin/admin-server.js';
import { ExportReporter } from '../delivery/export-reporter.js';
import { LastDelivery } from '../delivery/last-delivery.js';
import type { ProxySettings } from '../delivery/proxy.js';
import { logDiagnostic, reportProblem, setDiagnosticLevel } from '../diagnostics/log.js';
import { routeUpstreamDiagnostics } from '../diagnostics/upstream-diagnostics.js';
import { startInstrumentations, type InstrumentationOptions } from '../instrumentations/instrumentation-loader.js';
import { selectInstrumentations } from '../instrumentations/select.js';
import { settlesWithin } from '../lifecycle/deadline.js';
import { watchEndings, type Pipeline } from '../lifecycle/endings.js';
import { registerProcessMetrics } from '../metrics/process-metrics.js';
import { prometheusContentType } from '../metrics/prometheus-reader.js';
import { configurationFromSettings } from '../settings/configuration.js';
import { levelOfSeverity, type ConfigurationModel } from '../settings/configuration-model.js';
import { processEnvironment, type Environment } from '../settings/environment.js';
import { readSettings, type Settings } from '../settings/read-settings.js';
import { distroName, distroVersion } from '../support/version.js';
import { findRival } from './rival.js';
import type { PrometheusEndpoint } from './metrics.js';
import { createPropagator } from './propagators.js';
import { createResource } from './resource/create-resource.js';
import { routeSdkErrors } from './sdk-errors.js';
import { createSignals } from './signals.js';
import { describeStart } from './start-line.js';
import { publishState, type DistroState, type DistroStatus } from './state.js';

export interface StartOptions {
  /** Folder of the bundle: chunks that are read later lie here. */
  readonly directory: string;
}

interface Start {
  readonly configuration: ConfigurationModel;
  readonly settings: Settings;
  readonly environment: Environment;
  readonly directory: string;
  /** Reads a chunk of the bundle. */
  readonly readChunk: NodeJS.Require;
  /** What takes back what was done so far, if a later step fails. */
  readonly undo: (() => void)[];
}

/** Never throws, never ends the process. */
export function start({ directory }: StartOptions): void {
  const environment = processEnvironment();
  const { values: settings, problems } = readSettings(environment);
  setDiagnosticLevel(settings.general.logLevel);
  const rival = findRival(directory);
  if (rival !== undefined) return reportProblem(rival.code, rival.detail);
  for (const { code, detail } of problems) reportProblem(code, detail);

  const undo: (() => void)[] = [];
  try {
    const readChunk = createRequire(path.join(directory, 'start.cjs'));
    const configuration = readConfiguration(settings, readChunk);
    setDiagnosticLevel(levelOfSeverity(configuration.log_level));
    undo.push(routeUpstreamDiagnostics(levelOfSeverity(configuration.log_level)));
    undo.push(routeSdkErrors());
    startParts({ configuration, settings, environment, directory, readChunk, undo });
  } catch (error) {
    for (const revert of undo.toReversed()) revert();
    reportProblem('start-failed', describeError(error));
  }
}

function startParts(options: Start): void {
  const { configuration, settings, undo } = options;
  startContext(options);
  if (configuration.disabled === true) {
    publish('disabled', nothing, options);
    return;
  }
  const resource = createResource({
    configuration: configuration.resource,
    // a configuration file says itself what is detected
    detectorNames: settings.general.configFile === undefined ? settings.resource.detectors : [],
    env: options.environment,
    mainScript: process.argv[1],
    workingFolder: process.cwd(),
  });
  const proxies = proxiesOf(settings);
  const signals = createSignals(configuration, {
    resource,
    reporter: new ExportReporter(),
    proxies,
    lastDelivery: new LastDelivery(path.join(options.directory, 'last-delivery-worker.cjs'), proxies),
    hasSelfMetrics: settings.metrics.sdkMetrics,
  });
  undo.push(() => signals.unregister());

  const rows = selectInstrumentations({ ...settings.instrumentations, options: instrumentationOptions(configuration) });
  const instrumentations = startInstrumentations({
    directory: options.directory,
    rows,
    options: instrumentationOptions(configuration),
    onLambda: options.environment['AWS_LAMBDA_FUNCTION_NAME'] !== undefined,
  });
  undo.push(() => instrumentations.disable());

  // a worker shares the process with the main thread, which has the port, the signals and the numbers of the process
  const { prometheus } = signals;
  if (isMainThread) undo.push(registerProcessMetrics(metrics.getMeter(distroName, distroVersion)));
  if (isMainThread && prometheus !== undefined) startMetricsEndpoint(prometheus, undo);
  const timeoutMs = settings.lifecycle.shutdownTimeoutMs;
  undo.push(watchEndings(signals, { timeoutMs, ownsSignals: isMainThread }));
  publish('started', withDeadline(signals, timeoutMs), options);
  const serviceName = String(resource.attributes['service.name']);
  logDiagnostic('info', describeStart(configuration, { serviceName, prometheus: isMainThread ? prometheus : undefined, instrumentationCount: rows.length }));
}

/** With OTEL_SDK_DISABLED too, so that a service that is silent itself still passes trace context on. */
function startContext({ configuration, readChunk, undo }: Start): void {
  const contextManager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contextManager);
  undo.push(() => context.disable());
  const propagator = createPropagator(configuration.propagator, () => readChunk('./rare-propagators.cjs'));
  if (propagator === undefined) return;
  propagation.setGlobalPropagator(propagator);
  undo.push(() => propagation.disable());
}

function readConfiguration(settings: Settings, readChunk: NodeJS.Require): ConfigurationModel {
  const { configFile } = settings.general;
  if (configFile === undefined) return configurationFromSettings(settings);
  try {
    const { readConfigurationFile }: typeof import('../settings/configuration-file.js') = readChunk('./configuration-file.cjs');
    return readConfigurationFile(configFile);
  } catch (error) {
    reportProblem('config-file-invalid', describeError(error));
    return configurationFromSettings(settings);
  }
}

/** Options come from OTEL_DISTRO_INSTRUMENTATION_OPTIONS or from `instrumentation/development.js` of the configuration file. */
function instrumentationOptions(configuration: ConfigurationModel): InstrumentationOptions {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- the model says `object`, its validator makes sure of maps
  return { ...configuration['instrumentation/development']?.js } as InstrumentationOptions;
}

function proxiesOf({ proxy }: Settings): ProxySettings {
  return { httpProxy: proxy.httpUrl, httpsProxy: proxy.httpsUrl, noProxy: proxy.exceptions.join(',') };
}

function startMetricsEndpoint({ reader, host, port }: PrometheusEndpoint, undo: (() => void)[]): void {
  const metricsPage = async (): Promise<AdminResponse> => ({ contentType: prometheusContentType, body: await reader.collectText() });
  const onListening = (url: string): void => {
    if (port === 0) logDiagnostic('info', `/metrics on ${url}/metrics`);
  };
  const server = startAdminServer({ host, port, routes: { '/metrics': metricsPage }, onListening });
  undo.push(() => void server.close());
}

/** What the public `flush` and `shutdown` do: they end in time and never reject. */
type PublicPipeline = Pick<DistroState, 'flush' | 'shutdown'>;

const nothing: PublicPipeline = { flush: async () => undefined, shutdown: async () => undefined };

function withDeadline(pipeline: Pipeline, timeoutMs: number): PublicPipeline {
  return {
    flush: async () => void (await settlesWithin(pipeline.flush(), timeoutMs)),
    shutdown: async () => void (await settlesWithin(pipeline.shutdown(), timeoutMs)),
  };
}

function publish(status: DistroStatus, { flush, shutdown }: PublicPipeline, { directory, undo }: Start): void {
  undo.push(publishState({ version: distroVersion, path: directory, threadId, status, flush, shutdown }));
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
