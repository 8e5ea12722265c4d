/** Writes `dist/types`: the declarations that the public entries reach, and no others, because those of internals name packages that are not installed. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { outputDirectory, root } from './bundle.js';
import { publicEntries } from './facade.js';

const installedWithOurs = '@opentelemetry/api';

/** @throws {Error} a public declaration names a package that an app does not have */
export function writeDeclarations(): void {
  const emitted = mkdtempSync(path.join(tmpdir(), 'declarations-'));
  try {
    const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, '-p', 'tsconfig.declarations.json', '--outDir', emitted], { cwd: root, stdio: 'inherit' });
    for (const file of reachedFrom(publicEntries.map(({ source }) => path.join(emitted, `${source}.d.ts`)))) {
      cpSync(file, path.join(outputDirectory, 'types', path.relative(emitted, file)));
    }
  } finally {
    rmSync(emitted, { recursive: true });
  }
}

/** A set grows while it is walked, so that one walk is enough. */
function reachedFrom(files: readonly string[]): ReadonlySet<string> {
  const reached = new Set(files);
  for (const file of reached) {
    for (const specifier of specifiersIn(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) reached.add(path.join(path.dirname(file), specifier.replace(/\.js$/, '.d.ts')));
      else if (specifier !== installedWithOurs) throw new Error(`declarations: ${path.basename(file)} names ${specifier}, which is not installed with the package`);
    }
  }
  return reached;
}

function specifiersIn(declarations: string): string[] {
  const code = declarations.replaceAll(/\/\*.*?\*\//gs, '');
  return [...code.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier = '']) => specifier);
}
