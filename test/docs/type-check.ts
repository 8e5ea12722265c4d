/** Type-checks files the way a strict user of the package would: from a folder inside the repository, so that the package finds itself. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';

/** A new folder below `.cache`; the caller removes it. */
export function createFolder(name: string): string {
  const cache = path.join(root, '.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(path.join(cache, `${name}-`));
}

/** What the compiler says about all files of the folder; empty when it has nothing to say. */
export function typeCheck(folder: string): string {
  const configuration = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: { types: ['node'], allowJs: true, checkJs: true, noUnusedLocals: false, noUnusedParameters: false },
    include: ['*'],
    exclude: [],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(configuration));
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`;
}
