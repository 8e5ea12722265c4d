/** Collects the licences of all packages whose code is in the bundle. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root, type BundledPackages } from './bundle.js';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const allowedLicences = new Set(['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD']);

/** Writes `THIRD-PARTY-NOTICES.txt`; throws for a licence that we have not looked at, and for a package that came from two places. */
export function writeNotices(packages: BundledPackages): void {
  const seen = new Map<string, string>();
  const packagesByText = new Map<string, string[]>();
  for (const folder of [...packages].sort()) {
    const manifest = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest;
    const other = seen.get(manifest.name);
    if (other !== undefined) throw new Error(`notices: ${manifest.name} is bundled twice: ${other} and ${folder}`);
    seen.set(manifest.name, folder);
    if (!allowedLicences.has(manifest.license ?? '')) throw new Error(`notices: look at the licence of ${manifest.name}: ${String(manifest.license)}`);
    const title = `${manifest.name} ${manifest.version} (${manifest.license})`;
    for (const text of licenceTexts(path.join(root, folder))) packagesByText.set(text, [...(packagesByText.get(text) ?? []), title]);
  }
  const parts = [...packagesByText].map(([text, titles]) => `${'-'.repeat(80)}\n${titles.join('\n')}\n\n${text}`);
  writeFileSync(path.join(root, 'THIRD-PARTY-NOTICES.txt'), `This package contains code of the following packages.\n${parts.join('\n')}\n`);
}

/** Many packages have the same text: it is written once. */
function licenceTexts(folder: string): string[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && /^(licen[cs]e|notice)(?!-3rdparty)/i.test(entry.name));
  if (files.length === 0) return ['(The package names this licence and contains no text of it.)'];
  return files.map(({ name }) => readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
}
