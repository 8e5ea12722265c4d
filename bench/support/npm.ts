/** npm as the benchmark uses it: install, pack, look up, and what npm says about an installed folder. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { npmEnvironment } from './environment.js';

export class NpmError extends Error {
  override readonly name = 'NpmError';
  readonly code = 'NPM_FAILED';

  /** No registry was in reach; on a machine with a network it would have worked. */
  get isOffline(): boolean {
    return /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/.test(this.message);
  }
}

/** @throws {NpmError} */
export function npm(args: readonly string[], folder: string): string {
  try {
    return execFileSync('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
      env: npmEnvironment(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new NpmError(`npm ${args.join(' ')} failed: ${said}`, { cause: error });
  }
}

export interface InstalledPackage {
  readonly version: string;
  readonly integrity?: string;
}

/** By folder below the app, such as `node_modules/express`; empty where nothing is installed. */
export function installedPackages(folder: string): ReadonlyMap<string, InstalledPackage> {
  const lockfile = path.join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(lockfile)) return new Map();
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8')) as { packages: Record<string, InstalledPackage> };
  return new Map(Object.entries(packages));
}
