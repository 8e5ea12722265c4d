/** Name and version of the service as its package.json tells them, for services that nobody named. */
import { readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';

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
  let folder = mainScript.split(path.sep).includes('node_modules') ? workingFolder : resolveLinks(mainScript);
  for (;;) {
    const identity = readIdentity(path.join(folder, 'package.json'));
    if (identity !== undefined) return identity;
    const parent = path.dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
}

function resolveLinks(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return path.resolve(file);
  }
}

function readIdentity(file: string): PackageIdentity | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const name = readString(manifest, 'name');
    return name === undefined ? undefined : { name, version: readString(manifest, 'version') };
  } catch {
    return undefined;
  }
}

function readString(manifest: unknown, key: string): string | undefined {
  const value: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
