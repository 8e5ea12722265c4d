/** The composition root, to be read as a story: settings → may we run → context → resource → signals → instrumentations → lifecycle. */
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { metrics } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { ExportReporter } from '../delivery/export-reporter.js';
import { CourierThread } from '../delivery/outbox/courier-thread.js';
import type { ProxySettings } from '../delivery/proxy.js';
import { describeError } from '../diagnostics/describe-error.js';
import { logDiagnostic, reportProblem, setDiagnosticLevel } from '../diagnostics/log.js';
import { routeUpstreamDiagnostics } from '../diagnostics/upstream-diagnostics.js';
import { startInstrumentations } from '../instrumentations/instrumentation-loader.js';
import { selectInstrumentations } from '../instrumentations/select.js';
import { watchEndings } from '../lifecycle/endings.js';
import { registerProcessMetrics } from '../metrics/process-metrics.js';
import { redactDiagnostics } from '../redaction/exits/redact-diagnostics.js';
import { registerRedactionMetric } from '../redaction/exits/redaction-metric.js';
import type { Redactor } from '../redaction/redactor.js';
import type { IncomingIds } from '../request/incoming-ids.js';
import { watchServers } from '../request/server-requests.js';
import { levelOfSeverity, type ConfigurationModel } from '../settings/configuration-model.js';
import { processEnvironment, type Environment } from '../settings/environment.js';
import { absolutePath } from '../settings/kind.js';
import { readSettings, type Settings } from '../settings/read-settings.js';
import { settlesWithin } from '../support/deadline.js';
import { runEndingTasks } from '../support/ending-tasks.js';
import { distroName, distroVersion } from '../support/version.js';
import { registerContext } from './context.js';
import { startFlowPeers } from './flow-peers.js';
import { serveMetrics } from './metrics-endpoint.js';
import { readConfiguration, readInstrumentationOptions } from './read-configuration.js';
import { startRedaction } from './redaction.js';
import { contextMakerOf, createIncomingIds } from './requests.js';
import { createResource } from './resource/create-resource.js';
import type { LayeredResource } from './resource/layered-resource.js';
import { findMainScript } from './resource/main-script.js';
import { findRival } from './rival.js';
import { routeSdkErrors } from './sdk-errors.js';
import { createSignals, type Signals } from './signals.js';
import { spoolSettings } from './spool-settings.js';
import { describeStart } from './start-line.js';
import { publishState, type DistroState, type DistroStatus } from './state.js';

export interface StartOptions {
  /** Folder of the bundle: chunks that are read later lie here. */
  readonly directory: string;
}

interface Start {
  readonly configuration: ConfigurationModel;
  readonly settings: Settings;
  readonly redactor: Redactor;
  /** Undefined where requests have no ids. */
  readonly ids: IncomingIds | undefined;
  readonly environment: Environment;
  readonly directory: string;
  /** Reads a chunk of the bundle. */
  readonly readChunk: NodeJS.Require;
  /** What takes back what was done so far: when a later step fails, and at the public `shutdown`. */
  readonly undo: (() => void)[];
}

/** Never throws, never ends the process. */
export function start({ directory }: StartOptions): void {
  redactDiagnostics();
  const environment = processEnvironment();
  const { values: settings, problems } = readSettings(environment);
  setDiagnosticLevel(settings.general.logLevel);
  const rival = findRival(directory);
  if (rival !== undefined) return reportProblem(rival.code, rival.detail);

  const undo: (() => void)[] = [];
  try {
    const readChunk = createRequire(path.join(directory, 'start.cjs'));
    const configuration = readConfiguration(settings, () => readChunk('./configuration-file.cjs'));
    const redactor = startRedaction(settings, configuration);
    for (const { code, detail } of problems) reportProblem(code, detail);
    const ids = createIncomingIds(settings, configuration, redactor);
    startParts({ configuration, settings, redactor, ids, environment, directory, readChunk, undo });
  } catch (error) {
    reportStartFailure(error);
    takeBack(undo);
  }
}

function takeBack(undo: (() => void)[]): void {
  for (const revert of undo.splice(0).toReversed()) attempt(revert);
}

function startParts(options: Start): void {
  startDiagnostics(options);
  startContext(options);
  if (options.configuration.disabled === true) {
    publish('disabled', nothing, options);
    return;
  }
  const resource = detectResource(options);
  const signals = startSignals(options, resource);
  const instrumentationCount = startLibraries(options);
  startConsoleRecords(options);
  startOwnMetrics(signals, options);
  const timeoutMs = options.settings.lifecycle.shutdownTimeoutMs;
  options.undo.push(watchEndings(signals, { timeoutMs, ownsSignals: isMainThread, openSpans: signals.openSpans }));
  publish('started', publicPipeline(signals, timeoutMs, options.undo), options);
  const serviceName = String(resource.attribute('service.name'));
  // one line for each process
  logDiagnostic(isMainThread ? 'info' : 'debug', describeStart(options.configuration, { serviceName, prometheus: signals.prometheus, instrumentationCount }));
}

function startDiagnostics({ configuration, undo }: Start): void {
  const level = levelOfSeverity(configuration.log_level);
  setDiagnosticLevel(level);
  undo.push(routeUpstreamDiagnostics(level), routeSdkErrors());
}

/** With OTEL_SDK_DISABLED too, so that a service that is silent itself still passes trace context on. */
function startContext({ configuration, settings, redactor, ids, environment, readChunk, undo }: Start): void {
  const inheritedFrom = settings.instrumentations.childContext === 'on' ? environment : undefined;
  const { isFromPeer, stop } = startFlowPeers(settings.flows.peers, () => readChunk('./flow-peers.cjs'));
  undo.push(stop, registerContext({ configuration, redactor, ids, inheritedFrom, isFromPeer, loadRarePropagators: () => readChunk('./rare-propagators.cjs') }));
}

function detectResource({ configuration, redactor, environment }: Start): LayeredResource {
  return createResource({
    configuration: configuration.resource,
    env: environment,
    mainScript: findMainScript(),
    workingFolder: absolutePath('.'),
    redactor,
  });
}

function startSignals(options: Start, resource: LayeredResource): Signals {
  const { configuration, settings, redactor, undo } = options;
  const { httpUrl: httpProxy, httpsUrl: httpsProxy, exceptions } = settings.proxy;
  const proxies = { httpProxy, httpsProxy, noProxy: exceptions.join(',') };
  const reporter = new ExportReporter();
  const signals = createSignals(configuration, {
    resource,
    redactor,
    loadSlowProvider: settings.instrumentations.fastPath === 'on' ? undefined : () => options.readChunk('./slow-tracer-provider.cjs'),
    reporter,
    proxies,
    courier: createCourier(options, resource, proxies, reporter),
    shutdownTimeoutMs: settings.lifecycle.shutdownTimeoutMs,
    servesMetrics: isMainThread,
    hasSelfMetrics: settings.metrics.sdkMetrics,
    exceptionSignal: settings.instrumentations.exceptionSignal,
    watchOpenSpans: openSpanWatch(options),
  });
  undo.push(() => {
    signals.unregister();
    void signals.shutdown();
  });
  return signals;
}

const openSpanWarningMs = 5 * 60_000;

/** In production nobody reads what it says, and what it costs would be paid by each span of the helpers. */
function openSpanWatch({ settings, environment, directory, readChunk }: Start): (() => SpanProcessor) | undefined {
  const warnAfterMs = settings.traces.openSpanWarningMs ?? (environment['NODE_ENV'] === 'production' ? 0 : openSpanWarningMs);
  if (warnAfterMs === 0) return undefined;
  return () => {
    const { OpenSpanWatch }: typeof import('../spans/open-span-watch.js') = readChunk('./open-span-watch.cjs');
    return new OpenSpanWatch({ warnAfterMs, ownFolder: directory });
  };
}

/** What Node.js reads in the courier's thread; nothing else of the environment is for it. */
const variablesOfCourier = ['NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'SSL_CERT_DIR'];

function createCourier({ settings, environment, directory }: Start, resource: LayeredResource, proxies: ProxySettings, reporter: ExportReporter): CourierThread {
  const serviceName = String(resource.attribute('service.name'));
  return new CourierThread({
    file: path.join(directory, 'courier-worker.cjs'),
    environment: Object.fromEntries(variablesOfCourier.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]]))),
    proxies,
    maxMemoryBytes: settings.delivery.maxMemoryBytes,
    spool: spoolSettings(settings, serviceName, findMainScript()),
    onLeftDropped: (drop) => reporter.leftDropped(drop),
  });
}

/** Returns how many instrumentations wait for their library. */
function startLibraries({ configuration, settings, ids, environment, directory, readChunk, undo }: Start): number {
  const options = readInstrumentationOptions(configuration, settings, () => readChunk('./instrumentation-options.cjs'));
  const rows = selectInstrumentations({ ...settings.instrumentations, options });
  const onLambda = environment['AWS_LAMBDA_FUNCTION_NAME'] !== undefined;
  const isFast = settings.instrumentations.fastPath === 'on';
  const instrumentations = startInstrumentations({ directory, rows, options, onLambda, isFast });
  undo.push(() => instrumentations.disable());
  if (ids !== undefined) undo.push(watchServers(ids, rows.some(({ id }) => id === 'http') ? contextMakerOf(options['http'], isFast) : 'none'));
  return rows.length;
}

function startConsoleRecords({ configuration, settings, readChunk, undo }: Start): void {
  if (settings.loggers.consoleLogs === 'off' || configuration.logger_provider === undefined) return;
  const { sendConsoleRecords } = readChunk('./console-records.cjs') as typeof import('../logging/console-records.js');
  undo.push(sendConsoleRecords());
}

/** After the first tick: the app need not wait for them while it starts. */
function startOwnMetrics({ prometheus, watchDelivery }: Signals, { redactor, ids, undo }: Start): void {
  const firstTick = setImmediate(() => {
    attempt(() => {
      const meter = metrics.getMeter(distroName, distroVersion);
      // a worker shares the process with the main thread, which has the port and the numbers of the process
      if (isMainThread) undo.push(registerProcessMetrics(meter));
      undo.push(registerRedactionMetric(meter, redactor.counts), watchDelivery(meter));
      if (ids !== undefined) undo.push(ids.replaced.register(meter));
      if (prometheus !== undefined) undo.push(serveMetrics(prometheus));
    });
  });
  undo.push(() => clearImmediate(firstTick));
}

function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportStartFailure(error);
  }
}

function reportStartFailure(error: unknown): void {
  reportProblem('start-failed', describeError(error));
  if (error instanceof Error) logDiagnostic('debug', `start-failed: ${error.stack}`);
}

/** What the public `flush` and `shutdown` do: they end in time and never reject. */
type PublicPipeline = Pick<DistroState, 'flush' | 'shutdown'>;

const nothing: PublicPipeline = { flush: async () => undefined, shutdown: async () => undefined };

function publicPipeline(pipeline: PublicPipeline, timeoutMs: number, undo: (() => void)[]): PublicPipeline {
  let ending: Promise<void> | undefined;
  const within = async (work: Promise<void>): Promise<void> => void (await settlesWithin(work, timeoutMs));
  return {
    flush: () => ending ?? within(pipeline.flush()),
    shutdown() {
      if (ending === undefined) {
        runEndingTasks(reportStartFailure);
        // before it closes, so that nothing is recorded into what is being closed
        takeBack(undo);
      }
      return (ending ??= within(pipeline.shutdown()));
    },
  };
}

/** The last step of a start. The record stays for the life of the process, so that no second copy starts. */
function publish(status: DistroStatus, { flush, shutdown }: PublicPipeline, { directory }: Start): void {
  publishState({ version: distroVersion, path: directory, threadId, status, flush, shutdown });
}
