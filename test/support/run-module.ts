/** Runs a TypeScript module of the tests as a process of its own and waits for its end. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ModuleEnd {
  /** Null when it did not end by itself in time. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Much longer than a process needs that nothing keeps alive. */
const timeoutMs = 20_000;

/** @param onOutput called with all of stdout whenever there is more of it */
export async function runModule(
  file: URL,
  args: readonly string[] = [],
  onOutput: (stdout: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<ModuleEnd> {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(file), ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs, killSignal: 'SIGKILL' });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
    onOutput(output.stdout, (signal) => child.kill(signal));
  });
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  await once(child, 'close');
  return { exitCode: child.exitCode, signal: child.signalCode, ...output };
}
