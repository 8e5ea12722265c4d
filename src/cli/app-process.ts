/** One app that `otel-distro dev` runs: its output, its signals, its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename, dirname, extname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface AppProcessOptions {
  /** Stands before each line of output; without it the app writes straight to the terminal. */
  readonly prefix?: string;
  readonly nodeArguments: readonly string[];
  readonly environment: Record<string, string>;
}

export interface AppProcess {
  /** Resolves to the exit code, once all output was passed on; an app that a signal ended has 128 + its number. */
  readonly ended: Promise<number>;
  isRunning(): boolean;
  /** SIGINT also goes to the processes that the app started, as Ctrl-C in a terminal does. */
  send(signal: NodeJS.Signals): void;
  /** Ends the app and all that it started, now. */
  kill(): void;
}

export function startApp({ prefix, nodeArguments, environment }: AppProcessOptions): AppProcess {
  // a process group of its own: the terminal must not send Ctrl-C to the app a second time
  const ownGroup = process.platform !== 'win32';
  const child = spawn(process.execPath, nodeArguments, {
    env: environment,
    detached: ownGroup,
    stdio: prefix === undefined ? 'inherit' : ['ignore', 'pipe', 'pipe'],
  });
  if (prefix !== undefined) {
    passLines(child.stdout, process.stdout, prefix);
    passLines(child.stderr, process.stderr, prefix);
  }
  let hasEnded = false;
  const ended = whenEnded(child).finally(() => {
    hasEnded = true;
  });
  const signalGroup = (signal: NodeJS.Signals): void => {
    if (hasEnded) return;
    try {
      if (ownGroup && child.pid !== undefined) process.kill(-child.pid, signal);
      else child.kill(signal);
    } catch {
      // the group has ended in the meantime
    }
  };
  return {
    ended,
    isRunning: () => !hasEnded,
    send: (signal) => {
      if (signal === 'SIGINT') signalGroup(signal);
      else child.kill(signal);
    },
    kill: () => signalGroup('SIGKILL'),
  };
}

function whenEnded(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`otel-distro: ${error.message}`);
      resolve(1);
    });
    child.once('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

function passLines(from: Readable | null, to: NodeJS.WritableStream, prefix: string): void {
  if (from === null) return;
  createInterface({ input: from, crlfDelay: Infinity }).on('line', (line) => void to.write(`${prefix}${line}\n`));
}

/** A short name for each app: its file name, with the folder where that alone would say nothing, and a number where that is the same too. */
export function nameApps(paths: readonly string[]): string[] {
  const fileNames = paths.map((path) => basename(path, extname(path)));
  const isClear = (name: string): boolean => fileNames.filter((other) => other === name).length === 1;
  const names = fileNames.map((name, index) => (isClear(name) ? name : `${basename(dirname(resolve(paths[index] ?? '')))}/${name}`));
  return names.map((name, index) => (names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}-${numberOf(names, index)}`));
}

/** Counts the apps of this name up to this one. */
function numberOf(names: readonly string[], index: number): number {
  return names.slice(0, index + 1).filter((name) => name === names[index]).length;
}
