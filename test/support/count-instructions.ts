/** How many instructions the main thread of a Node.js program needs, by valgrind: the same on each machine and whatever else it does. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from './run-app.js';
import { root } from './node-lines.js';

export interface CountedProgram {
  readonly node: string;
  /** Of Node.js: flags, the program and what it gets. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Nothing by chance and nothing on helper threads; functions are optimized after a tenth of the usual calls, so that a short run gets there. */
const nodeFlags = ['--predictable', '--single-threaded', '--invocation-count-for-maglev=100', '--invocation-count-for-turbofan=500', '--minimum-invocations-after-ic-update=50'];
const valgrindFlags = ['--tool=callgrind', '--smc-check=all-non-file', '--separate-threads=yes', '--dump-before=uv_kill'];
const timeoutMs = 360_000;

/** A reason for `skipUnless`. */
export function missingValgrind(): string | undefined {
  return spawnSync('valgrind', ['--version']).status === 0 ? undefined : 'valgrind is not installed';
}

/**
 * Of each window; the program ends a window with `process.kill(process.pid, 0)`.
 * @throws {Error} the program failed
 */
export async function countInstructions({ node, args, env }: CountedProgram, windows: number): Promise<number[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'instructions-'));
  try {
    const counts = path.join(folder, 'counts');
    const command = [...valgrindFlags, `--callgrind-out-file=${counts}`, node, ...nodeFlags, ...args];
    await promisify(execFile)('valgrind', command, { cwd: root, env: { ...cleanEnvironment(), ...env }, timeout: timeoutMs });
    return Array.from({ length: windows }, (_, window) => readTotal(`${counts}.${window + 1}-01`));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readTotal(file: string): number {
  return Number(/^totals: (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]);
}
