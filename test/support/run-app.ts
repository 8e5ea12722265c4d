/** Runs a fixture app as a real node process against a real OTLP receiver, and says how to repeat it by hand. */
import { spawn, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { startReceiver, type Receiver } from '../../src/testing/index.js';
import { root, thisNode, type NodeLine } from './node-lines.js';

export type Loading = '--import' | '--require' | 'NODE_OPTIONS' | 'none';

export interface AppOptions {
  /** Path below `test/fixtures`, or below `cwd`. */
  readonly app: string;
  /** Where it runs; packages are found from there. @default the repository */
  readonly cwd?: string;
  readonly loading?: Loading;
  readonly node?: NodeLine;
  /** Flags of node besides the loading. */
  readonly nodeFlags?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is loaded; our own register unless told otherwise. */
  readonly register?: string;
}

export interface AppEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningApp {
  readonly process: ChildProcess;
  /** All that it wrote so far. */
  readonly output: { stdout: string; stderr: string };
  /** Resolves with the first match on stdout; rejects when the app ends before. */
  waitForOutput(pattern: RegExp, timeoutMs?: number): Promise<RegExpMatchArray>;
  readonly ended: Promise<AppEnd>;
}

/** Long enough for the slowest row on a busy machine; a row that needs it has failed. */
const rowTimeoutMs = 30_000;
const ourRegister = '@org/otel-distro/register';

export async function withReceiver<Result>(use: (receiver: Receiver) => Promise<Result>): Promise<Result> {
  const receiver = await startReceiver();
  try {
    return await use(receiver);
  } finally {
    await receiver.close();
  }
}

/** Starts the app, lets `drive` use it, and waits for its end; a failure names the command that repeats it. */
export async function runApp(
  options: AppOptions,
  receiver: Receiver | undefined,
  drive: (app: RunningApp) => Promise<void> = async () => undefined,
): Promise<AppEnd> {
  const { command, args, env } = commandOf(options, receiver);
  const child = spawn(command, args, { cwd: options.cwd ?? root, env: { ...cleanEnvironment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const app = watch(child);
  const timer = setTimeout(() => child.kill('SIGKILL'), rowTimeoutMs);
  try {
    await drive(app);
    return await app.ended;
  } catch (error) {
    throw new Error(`${String(error)}\n  stdout: ${app.output.stdout}\n  stderr: ${app.output.stderr}\n  repeat: ${describeCommand(options)}`, { cause: error });
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

/** The command line with its variables, for a shell; the receiver is `npx otel-distro dev`'s port. */
export function describeCommand(options: AppOptions): string {
  const { command, args, env } = commandOf(options, undefined);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${JSON.stringify(value ?? '')}`);
  const folder = options.cwd === undefined ? [] : ['cd', JSON.stringify(options.cwd), '&&'];
  return [...folder, ...variables, command, ...args].join(' ');
}

function commandOf({ app, cwd, loading = '--import', node = thisNode, nodeFlags = [], args = [], env = {}, register = ourRegister }: AppOptions, receiver: Receiver | undefined) {
  const loadingFlags = loading === '--import' || loading === '--require' ? [loading, register] : [];
  const given: Record<string, string | undefined> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver?.url ?? 'http://127.0.0.1:4318',
    OTEL_EXPORTER_PROMETHEUS_PORT: '0',
    // what one row leaves on disk would be sent in another
    OTEL_DISTRO_SPOOL: 'off',
    ...(loading === 'NODE_OPTIONS' ? { NODE_OPTIONS: `--import ${register}` } : {}),
    ...env,
  };
  const fixture = path.isAbsolute(app) || cwd !== undefined ? app : path.join('test/fixtures', app);
  return { command: node.executable, args: [...nodeFlags, ...loadingFlags, fixture, ...args], env: given };
}

/** The variables of this test run must not reach the app. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const isOurs = ([name]: [string, unknown]): boolean => /^(OTEL_|NODE_OPTIONS$|SENTRY_|.*_proxy$)/i.test(name);
  return Object.fromEntries(Object.entries(process.env).filter((entry) => !isOurs(entry)));
}

function watch(child: ChildProcess): RunningApp {
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  const collect = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', collect('stdout'));
  child.stderr?.on('data', collect('stderr'));
  const ended = new Promise<AppEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, ...output }));
  });
  const waitForOutput = (pattern: RegExp, timeoutMs = rowTimeoutMs): Promise<RegExpMatchArray> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => fail(`no ${pattern} on stdout within ${timeoutMs} ms`), timeoutMs);
      const done = (): void => {
        clearTimeout(timer);
        listeners.delete(look);
      };
      const fail = (reason: string): void => {
        done();
        reject(new Error(reason));
      };
      const look = (): void => {
        const match = pattern.exec(output.stdout);
        if (match === null) return;
        done();
        resolve(match);
      };
      listeners.add(look);
      look();
      void ended.then(() => fail(`the app ended before ${pattern} was on stdout`), (error: unknown) => fail(String(error)));
    });
  return { process: child, output, waitForOutput, ended };
}
