/** Writes the files by which apps reach the bundle: `.mjs` twins for `import`, and the type declarations of both. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { outputDirectory } from './bundle.js';

/** The entries that an app imports by name, each with its source below `src`. */
export const publicEntries = [
  { name: 'index', source: 'index' },
  { name: 'testing', source: 'testing/index' },
] as const;

export function writeFacades(): void {
  const nodeRequire = createRequire(path.join(outputDirectory, 'package.json'));
  for (const { name, source } of publicEntries) {
    const exported = Object.keys(nodeRequire(`./${name}.cjs`) as object).sort();
    write(`${name}.mjs`, `import cjs from './${name}.cjs';\nexport const { ${exported.join(', ')} } = cjs;\n`);
    for (const extension of ['cts', 'mts']) write(`${name}.d.${extension}`, `export * from './types/${source}.js';\n`);
  }
  write('register.d.cts', 'export {};\n');
}

function write(name: string, text: string): void {
  writeFileSync(path.join(outputDirectory, name), text);
}
