/** The redactors that ours is measured against, kept in `.cache/bench-redaction`. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';
import { installedPackages, npm } from '../support/npm.js';

const versions = { '@pinojs/redact': '0.4.0', logfire: '0.22.9' } as const;
const folder = path.join(root, '.cache/bench-redaction');

/** @throws {NpmError} no registry in reach */
export function installRedactors(): { readonly folder: string; readonly versions: typeof versions } {
  const manifest = `${JSON.stringify({ name: 'bench-redaction', version: '1.0.0', private: true, dependencies: versions }, null, 2)}\n`;
  const manifestFile = path.join(folder, 'package.json');
  const isCurrent = existsSync(manifestFile) && readFileSync(manifestFile, 'utf8') === manifest && installedPackages(folder).size > 0;
  if (!isCurrent) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(manifestFile, manifest);
    npm(['install', '--prefer-offline', '--ignore-scripts'], folder);
  }
  return { folder, versions };
}
