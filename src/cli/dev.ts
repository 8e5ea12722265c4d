/** `otel-distro dev`: a local receiver, the apps under register, and their traces on the terminal. */
import { pathToFileURL } from 'node:url';
import type { Environment } from '../settings/environment.js';
import { wantsColor } from '../settings/wants-color.js';
import { type Receiver, startReceiver } from '../testing/receiver.js';
import { createTracePrinter } from '../viewer/trace-printer.js';
import { createAppEnvironment, isSdkDisabled, replacedEndpoints, usesGrpc } from './app-environment.js';
import { findPackageIdentity } from '../support/package-identity.js';
import { type AppProcess, nameApps, startApp } from './app-process.js';
import type { CliContext } from './cli-context.js';
import type { DevArguments } from './dev-arguments.js';
import { findFreePorts } from './free-port.js';

export const devHelp = `Usage: otel-distro dev [options] <app> [<app>…] [-- arguments for the apps]

Runs each app as node --import @org/otel-distro/register <app>, receives what they send
and prints each trace as a tree. Ctrl-C ends all of it.

Options:
  -p, --port <port>          port of the receiver on 127.0.0.1, 0 for any (default 4318)
      --node-option <flag>   a flag for node, may be repeated; for a TypeScript app: --node-option=--import=tsx
  -h, --help                 this text
`;

const defaultPrometheusPort = 9464;
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves to the exit code: of the first app that failed, or 0. Rejects when the receiver cannot be started. */
export async function runDev(options: DevArguments, context: CliContext): Promise<number> {
  const { environment } = context;
  const readerGone = new Promise((resolve) => process.stdout.once('error', resolve));
  const receiver = await openReceiver(options.port, usesGrpc(environment));
  const printer = createTracePrinter({ write: (text) => process.stdout.write(text), color: wantsColor(context.environment, context.isTerminal), looseLogs: false });
  receiver.on((records) => printer.receive(records));
  try {
    const apps = await startApps(options, context, receiver);
    const exitCode = await untilEnded(apps, context.stopTimeoutMs ?? 10_000, readerGone);
    await receiver.drained();
    return exitCode;
  } finally {
    printer.flush();
    await receiver.close();
  }
}

async function openReceiver(port: number, withGrpc: boolean): Promise<Receiver> {
  try {
    return await startReceiver({ httpPort: port, grpcPort: withGrpc ? 0 : false, keep: false });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    throw new Error(
      `port ${port} is taken, perhaps by an OpenTelemetry Collector or another otel-distro dev. End it, or choose another port: otel-distro dev --port 0 …`,
      { cause: error },
    );
  }
}

async function startApps(options: DevArguments, { environment, registerPath }: CliContext, receiver: Receiver): Promise<AppProcess[]> {
  const names = nameApps(options.apps);
  const ports = await findFreePorts(Number(environment['OTEL_EXPORTER_PROMETHEUS_PORT']) || defaultPrometheusPort, names.length);
  const ownNames = options.apps.map((app) => findPackageIdentity(app, process.cwd())?.name);
  const endpoint = receiver.grpcUrl === '' ? receiver.url : receiver.grpcUrl;
  console.log(`otel-distro: receiving OTLP at ${endpoint}`);
  const replaced = replacedEndpoints(environment);
  if (replaced.length > 0) console.log(`otel-distro: ${replaced.join(', ')} not used: the apps send here`);
  if (isSdkDisabled(environment)) console.log('otel-distro: OTEL_SDK_DISABLED=true: the apps send nothing; unset it to see traces');

  return options.apps.map((app, index) => {
    const prometheusPort = ports[index] ?? defaultPrometheusPort;
    if (servesPrometheus(environment)) console.log(`otel-distro: metrics of ${names[index]} at http://localhost:${prometheusPort}/metrics`);
    return startApp({
      ...(names.length > 1 && { prefix: `[${names[index]}] ` }),
      nodeArguments: ['--import', pathToFileURL(registerPath).href, ...options.nodeOptions, app, ...options.appArguments],
      environment: createAppEnvironment({ environment, endpoint, prometheusPort, serviceName: isShared(ownNames, index) ? names[index] : undefined }),
    });
  });
}

/** Apps of one package would be one service. */
function isShared(ownNames: readonly (string | undefined)[], index: number): boolean {
  return ownNames.filter((name) => name === ownNames[index]).length > 1;
}

function servesPrometheus(environment: Environment): boolean {
  if (isSdkDisabled(environment)) return false;
  const exporters = environment['OTEL_METRICS_EXPORTER']?.trim() ?? '';
  return exporters === '' || exporters.toLowerCase().includes('prometheus');
}

/** Signals go on to the apps. When one app fails, or nobody reads any more, the others are ended as well. */
async function untilEnded(apps: readonly AppProcess[], stopTimeoutMs: number, readerGone: Promise<unknown>): Promise<number> {
  let deadline: NodeJS.Timeout | undefined;
  let firstFailure = 0;
  const killAll = (): void => apps.forEach((app) => app.kill());
  const stop = (signal: NodeJS.Signals): void => {
    // the second Ctrl-C is from somebody who does not want to wait
    if (deadline !== undefined && signal === 'SIGINT') return killAll();
    deadline ??= setTimeout(killAll, stopTimeoutMs);
    for (const app of apps) app.send(signal);
  };
  process.once('exit', killAll);
  for (const signal of forwardedSignals) process.on(signal, stop);
  void readerGone.then(() => {
    if (deadline === undefined && apps.some((app) => app.isRunning())) stop('SIGTERM');
  });
  try {
    await Promise.all(
      apps.map(async (app) => {
        const exitCode = await app.ended;
        firstFailure ||= exitCode;
        if (exitCode !== 0 && deadline === undefined && apps.some((other) => other.isRunning())) {
          console.error(`otel-distro: an app ended with code ${exitCode}; ending the others`);
          stop('SIGTERM');
        }
      }),
    );
    return firstFailure;
  } finally {
    clearTimeout(deadline);
    process.off('exit', killAll);
    for (const signal of forwardedSignals) process.off(signal, stop);
  }
}
