/** Writes the files that let `import` reach the CommonJS bundle, and prunes declarations that no public entry needs. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { outputDirectory } from './bundle.js';

/** The entries that an app imports by name. */
const entries = [
  { name: 'index', declarations: 'src/index' },
  { name: 'testing', declarations: 'src/testing/index' },
];
const typesDirectory = path.join(outputDirectory, 'types');

export function writeFacades(): void {
  const nodeRequire = createRequire(path.join(outputDirectory, 'package.json'));
  for (const { name, declarations } of entries) {
    const exported = Object.keys(nodeRequire(`./${name}.cjs`) as object).filter((key) => key !== 'default' && key !== '__esModule').sort();
    write(`${name}.mjs`, `import cjs from './${name}.cjs';\nexport const { ${exported.join(', ')} } = cjs;\n`);
    write(`${name}.d.cts`, `export * from './types/${declarations}.js';\n`);
    write(`${name}.d.mts`, `export * from './types/${declarations}.js';\n`);
  }
  write('register.d.cts', 'export {};\n');
}

/** Declarations of internals name packages that are not installed with ours; only what public entries reach is kept. */
export function pruneDeclarations(): void {
  const reached = new Set<string>();
  const visit = (file: string): void => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)\.js'/g)) {
      visit(path.join(path.dirname(file), `${specifier}.d.ts`));
    }
  };
  for (const { declarations } of entries) visit(path.join(typesDirectory, `${declarations}.d.ts`));
  for (const file of readdirSync(typesDirectory, { recursive: true, encoding: 'utf8' })) {
    const full = path.join(typesDirectory, file);
    if (file.endsWith('.d.ts') && existsSync(full) && !reached.has(full)) rmSync(full);
  }
}

function write(name: string, text: string): void {
  writeFileSync(path.join(outputDirectory, name), text);
}
