/** Writes the generated files; with --check writes nothing and fails when one is stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { renderCli } from './generate/cli-page.js';
import { renderInstrumentationOptions } from './generate/instrumentation-options.js';
import { renderInstrumentations } from './generate/instrumentations-page.js';
import { renderProblems } from './generate/problems-page.js';
import { renderRedaction } from './generate/redaction-page.js';
import { renderSettings } from './generate/settings-page.js';

interface GeneratedFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly render: () => string | Promise<string>;
}

const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/reference/settings.md', render: renderSettings },
  { path: 'docs/reference/problems.md', render: renderProblems },
  { path: 'docs/reference/redaction.md', render: renderRedaction },
  { path: 'docs/reference/cli.md', render: renderCli },
  { path: 'src/instrumentations/options.generated.ts', render: renderInstrumentationOptions },
  { path: 'docs/reference/instrumentations.md', render: renderInstrumentations },
];

const root = new URL('../', import.meta.url);

function textOf(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const files = await Promise.all(generatedFiles.map(async ({ path, render }) => ({ path, file: new URL(path, root), text: await render() })));
const stale = files.filter(({ file, text }) => textOf(file) !== text);

if (process.argv.includes('--check')) {
  for (const { path } of stale) console.error(`${path} is stale: run npm run generate`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const { file, text } of stale) {
    writeFileSync(file, text);
    console.log(`wrote ${fileURLToPath(file)}`);
  }
}
