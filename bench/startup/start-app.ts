/** Starts an app once and takes the time until it listens. */
import { spawn } from 'node:child_process';
import { cleanEnvironment } from '../support/environment.js';
import type { Installation } from '../support/installations.js';

export type Loading = '--import' | '--require';

export interface StartupCase {
  /** File in `apps/`. */
  readonly app: string;
  readonly loading: Loading | undefined;
  readonly installation: Installation;
}

export interface Startup {
  /** From just before the process was made until it listens. */
  readonly readyMs: number;
  readonly rssMb: number;
  /** Of all threads, so that work moved off the main thread is seen too. */
  readonly cpuMs: number;
}

/** Nothing is exported before the app is ended; port 0 lets runs follow each other at once. */
const settings = { OTEL_EXPORTER_PROMETHEUS_PORT: '0' };
const timeoutMs = 30_000;
/** A start that gave something up is fast for the wrong reason. */
const complaint = /^\[otel-distro\] (?:warn|error)/m;

/** @throws {Error} the app ended or hung before it listened, or the distro had to warn */
export async function startApp(node: string, { app, loading, installation }: StartupCase): Promise<Startup> {
  const { folder, register } = installation;
  const flags = loading === undefined || register === undefined ? [] : [loading, register];
  const args = [...flags, `startup/${app}`];
  const spawnedAtNs = process.hrtime.bigint();
  const child = spawn(node, args, { cwd: folder, env: { ...cleanEnvironment(), ...settings }, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (stdout.endsWith('\n')) child.kill('SIGKILL');
  });
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (!stdout.endsWith('\n')) throw new Error(`${node} ${args.join(' ')} did not get ready\n${stderr}`);
  if (complaint.test(stderr)) throw new Error(`${node} ${args.join(' ')} is not healthy\n${stderr}`);
  // the clock is monotonic and one for all processes of the machine
  const { readyAtNs, rssBytes, cpuUs } = JSON.parse(stdout) as { readyAtNs: string; rssBytes: number; cpuUs: number };
  return { readyMs: Number(BigInt(readyAtNs) - spawnedAtNs) / 1e6, rssMb: rssBytes / 1e6, cpuMs: cpuUs / 1e3 };
}
