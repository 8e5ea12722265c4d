/** One life of the fault app: its process, what it says, and the file in which it writes down what it made. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { cleanEnvironment, type AppEnd } from '../support/run-app.js';
import { waitUntil } from '../support/wait-until.js';
import { ours, type Agent } from './agents.js';

export interface LifeOptions {
  /** @default ours */
  readonly agent?: Agent;
  /** Holds the file of this life and the spool. */
  readonly folder: string;
  /** The first word of the name of its spans. */
  readonly label: string;
  readonly url: string;
  readonly count: number;
  /** @default all at once */
  readonly perSecond?: number;
  /** What it does when all are made: a key of `endings` in the fixture. @default drains at SIGTERM */
  readonly ending?: string;
  /** Between the last span and the ending. */
  readonly restMs?: number;
  readonly poisonEvery?: number;
  /** Of each span. @default none */
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly blockMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
  /** A command that runs the command behind it. */
  readonly wrapper?: readonly string[];
}

/** A span with its log record. */
export interface Made {
  readonly name: string;
  /** When the span had ended, perhaps a moment after it. */
  readonly endedAtMs: number;
}

export interface Life {
  readonly process: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<AppEnd>;
  madeCount(): number;
  /** In the order in which they were made. */
  made(): Made[];
  /** @throws when it ended before, or too much time has passed */
  waitFor(isSo: () => boolean, timeoutMs?: number): Promise<void>;
  says(text: string): boolean;
}

const running = new Map<ChildProcess, string>();

/** What a row leaves on disk and as processes, which is gone after it. */
export async function withFolder<Result>(use: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'faults-'));
  try {
    return await use(folder);
  } finally {
    for (const [child, itsFolder] of running) if (itsFolder === folder) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

export function spoolOf(folder: string): string {
  return path.join(folder, 'spool');
}

export function startLife({ agent = ours, folder, label, url, count, perSecond = 1e9, ending = 'drain at SIGTERM', restMs = 0, poisonEvery = 0, attributes = {}, blockMs = 0, env = {}, nodeFlags = [], wrapper = [] }: LifeOptions): Life {
  const ledger = path.join(folder, `ledger-${label}`);
  const settings = JSON.stringify({ label, count, perSecond, ledger, ending, restMs, poisonEvery, attributes, blockMs });
  const command = [...wrapper, process.execPath, ...nodeFlags, '--import', agent.register, path.join(root, 'test/fixtures/faults/app.cjs'), settings];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: root,
    env: {
      ...cleanEnvironment(),
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_LOGS_EXPORTER: 'otlp',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_DISTRO_SPOOL_DIR: spoolOf(folder),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.set(child, folder);
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  let isEnded = false;
  const ended = new Promise<AppEnd>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      isEnded = true;
      running.delete(child);
      resolve({ exitCode, signal, ...output });
    });
  });
  // what nobody waits for must not end the run
  ended.catch(() => undefined);
  return {
    process: child,
    output,
    ended,
    madeCount: () => (existsSync(ledger) ? Math.floor(statSync(ledger).size / ledgerLineBytes) : 0),
    made: () => (existsSync(ledger) ? readLedger(label, readFileSync(ledger, 'latin1')) : []),
    says: (text) => output.stdout.includes(text),
    async waitFor(isSo, timeoutMs = 30_000) {
      await waitUntil(() => isEnded || isSo(), timeoutMs).catch(() => fail(label, output, `not within ${timeoutMs} ms: ${isSo.toString()}`));
      if (!isSo()) fail(label, output, `it ended before ${isSo.toString()}`);
    },
  };
}

/** Tells it to drain. */
export function endLife(life: Life): Promise<AppEnd> {
  life.process.kill('SIGTERM');
  return endOf(life);
}

const longestEndMs = 15_000;

/** A life that does not end is ended by SIGKILL, which its end then shows. */
export async function endOf(life: Life): Promise<AppEnd> {
  const timer = setTimeout(() => life.process.kill('SIGKILL'), longestEndMs);
  try {
    return await life.ended;
  } finally {
    clearTimeout(timer);
  }
}

const ledgerLineBytes = '12345678 1700000000000\n'.length;

function readLedger(label: string, text: string): Made[] {
  // the last line may be cut off by a kill
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line) => ({ name: `${label} ${line.slice(0, 8).trim()}`, endedAtMs: Number(line.slice(9)) }));
}

function fail(label: string, { stdout, stderr }: Life['output'], reason: string): never {
  throw new Error(`app ${label}: ${reason}\n  stdout: ${stdout}\n  stderr: ${stderr}`);
}
