/** Name and version of the service as its package.json tells them, for services that nobody named. */
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { manifestsAbove } from './package-manifest.js';

export interface PackageIdentity {
  readonly name: string;
  readonly version: string | undefined;
}

/**
 * The nearest package.json with a name, from the main script upwards. A script in `node_modules` is the command of a tool
 * (`next start`) that runs the app of the working folder.
 * @param mainScript `process.argv[1]`; `undefined` for `node -e` and the REPL, which belong to no package
 */
export function findPackageIdentity(mainScript: string | undefined, workingFolder: string): PackageIdentity | undefined {
  if (mainScript === undefined) return undefined;
  // `node .` gives a folder, so the search starts at the script itself
  const start = mainScript.split(path.sep).includes('node_modules') ? workingFolder : resolveLinks(mainScript);
  for (const manifest of manifestsAbove(start)) {
    const name = readString(manifest, 'name');
    if (name !== undefined) return { name, version: readString(manifest, 'version') };
  }
  return undefined;
}

function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

function readString(manifest: object, key: string): string | undefined {
  const value: unknown = Reflect.get(manifest, key);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
