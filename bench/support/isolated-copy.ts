/** Copies of the installed apps outside of the repository, where no look-up can end in our own node_modules. */
import { cpSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { variantNames, type Installation, type VariantName } from './installations.js';

export type Variants = Readonly<Record<VariantName, Installation>>;

/** The apps that the subjects run lie beside the libraries, as their own code would. */
export const appFolders: Readonly<Record<string, string>> = {
  logging: path.join(import.meta.dirname, '../logging/apps'),
  startup: path.join(import.meta.dirname, '../startup/apps'),
  throughput: path.join(import.meta.dirname, '../throughput/apps'),
};

/** The copies are removed when this process ends. */
export function copyIsolated(variants: Variants): Variants {
  const parent = makeParent();
  const copies = variantNames.map((name): [VariantName, Installation] => {
    const copy = copyInto(parent, name, variants[name]);
    for (const [subject, apps] of Object.entries(appFolders)) cpSync(apps, path.join(copy.folder, subject), { recursive: true });
    return [name, copy];
  });
  return Object.fromEntries(copies) as Variants;
}

/** One of them, without apps. */
export function copyAlone(installation: Installation): Installation {
  return copyInto(makeParent(), 'app', installation);
}

function makeParent(): string {
  const parent = mkdtempSync(path.join(realpathSync(tmpdir()), 'otel-distro-bench-'));
  process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
  refuseOuterModules(parent);
  return parent;
}

function copyInto(parent: string, name: string, installation: Installation): Installation {
  const folder = path.join(parent, name);
  cpSync(installation.folder, folder, { recursive: true, verbatimSymlinks: true });
  return { ...installation, folder };
}

function refuseOuterModules(folder: string): void {
  for (let outer = folder; ; outer = path.dirname(outer)) {
    const modules = path.join(outer, 'node_modules');
    if (existsSync(modules)) throw new Error(`${modules} would be seen by what is measured; set TMPDIR to a folder without one above it`);
    if (outer === path.dirname(outer)) return;
  }
}
