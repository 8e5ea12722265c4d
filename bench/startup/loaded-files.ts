/** Counts the files that register loads, in all threads, as V8 saw them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment } from '../support/environment.js';
import type { Installation } from '../support/installations.js';
import type { Loading } from './start-app.js';

export interface LoadedFiles {
  readonly files: number;
  readonly bytes: number;
}

/** @throws {Error} V8 reported nothing */
export function loadedFiles(node: string, loading: Loading, { folder, register }: Installation): LoadedFiles {
  if (register === undefined) return { files: 0, bytes: 0 };
  const coverageFolder = path.join(folder, 'coverage');
  mkdirSync(coverageFolder);
  try {
    const env = { ...cleanEnvironment(), NODE_V8_COVERAGE: coverageFolder, OTEL_EXPORTER_PROMETHEUS_PORT: '0' };
    const { stderr } = spawnSync(node, [loading, register, 'startup/nothing.cjs'], { cwd: folder, env, encoding: 'utf8' });
    const loaded = filesIn(coverageFolder).filter((file) => file.startsWith(path.join(folder, 'node_modules')));
    if (loaded.length === 0) throw new Error(`V8 saw no file of ${register} by ${loading}\n${stderr}`);
    return { files: loaded.length, bytes: loaded.reduce((sum, file) => sum + statSync(file).size, 0) };
  } finally {
    rmSync(coverageFolder, { recursive: true });
  }
}

/** One report per thread. */
function filesIn(coverageFolder: string): string[] {
  const files = new Set<string>();
  for (const report of readdirSync(coverageFolder)) {
    const { result } = JSON.parse(readFileSync(path.join(coverageFolder, report), 'utf8')) as { result: readonly { url: string }[] };
    for (const { url } of result) if (url.startsWith('file://')) files.add(fileURLToPath(url.replace(/[?#].*$/, '')));
  }
  return [...files];
}
