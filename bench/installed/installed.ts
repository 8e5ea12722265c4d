/** What an install weighs: megabytes and packages over the bare app, and the packed size of ours. */
import { lstatSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { table } from '../../scripts/generate/markdown.js';
import { variantNames } from '../support/installations.js';
import { installedPackages } from '../support/npm.js';
import { number } from '../support/statistics.js';
import type { Bench, Outcome, Subject } from '../support/subject.js';

interface Weight {
  readonly bytes: number;
  /** Whole blocks, folders included, as `du` counts; depends on the file system. */
  readonly diskBytes: number;
  readonly files: number;
  readonly packages: number;
}

export const installed: Subject = { name: 'installed', title: 'Installed', measure: async (bench) => weigh(bench) };

function weigh({ variants, packedBytes }: Bench): Outcome {
  const weights = variantNames.map((name) => ({ name, ...weightOf(variants[name].folder) }));
  const bare = weights.find(({ name }) => name === 'bare');
  const rows = weights.map((weight) => {
    const overBare = bare === undefined || weight === bare ? columns.map(() => '–') : columns.map(({ cell }) => cell(weight, bare));
    return [weight.name, ...columns.map(({ cell }) => cell(weight)), ...overBare];
  });
  const titles = columns.map(({ title }) => title);
  const markdown = [
    table(['variant', ...titles, ...titles.map((title) => `${title} over bare`)], rows),
    `Ours packed: ${number(packedBytes / 1000, 0)} kB.`,
  ].join('\n\n');
  return { markdown, raw: { weights, packedBytes } };
}

interface Column {
  readonly title: string;
  /** Of the weight itself, or of what it is over another. */
  readonly cell: (weight: Weight, less?: Weight) => string;
}

const columns: readonly Column[] = [
  { title: 'MB', cell: ({ bytes }, less) => number((bytes - (less?.bytes ?? 0)) / 1e6, 1) },
  { title: 'MB on disk', cell: ({ diskBytes }, less) => number((diskBytes - (less?.diskBytes ?? 0)) / 1e6, 1) },
  { title: 'packages', cell: ({ packages }, less) => number(packages - (less?.packages ?? 0), 0) },
  { title: 'files', cell: ({ files }, less) => number(files - (less?.files ?? 0), 0) },
];

function weightOf(folder: string): Weight {
  const modules = path.join(folder, 'node_modules');
  let bytes = 0;
  let diskBytes = 0;
  let files = 0;
  for (const name of readdirSync(modules, { recursive: true, encoding: 'utf8' })) {
    if (name === '.package-lock.json') continue;
    const status = lstatSync(path.join(modules, name));
    diskBytes += status.blocks * 512;
    if (!status.isFile()) continue;
    bytes += status.size;
    files += 1;
  }
  return { bytes, diskBytes, files, packages: installedPackages(folder).size };
}
