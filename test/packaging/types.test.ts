/** Type declarations of the installed package, with the strictest flags, for consumers of both module systems and of bundlers. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../support/node-lines.js';
import { useInstallation, type Installation } from './installation.js';

const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
/** Neither Node's types nor the DOM's: the declarations must not need what an app may not have. */
const strict = '--noEmit --strict --skipLibCheck false --exactOptionalPropertyTypes --noUncheckedIndexedAccess --noPropertyAccessFromIndexSignature --types  --target es2022 --lib es2022';

describe('types of the installed package', () => {
  let installation: Installation;

  before(async function () {
    installation = await useInstallation(this);
  });

  const rows = [
    { consumer: 'an ES module', file: 'consumer.mts', flags: '--module nodenext --moduleResolution nodenext' },
    { consumer: 'CommonJS', file: 'consumer.cts', flags: '--module nodenext --moduleResolution nodenext' },
    { consumer: 'an ES module of node16', file: 'consumer.mts', flags: '--module node16 --moduleResolution node16' },
    { consumer: 'a bundler', file: 'consumer.ts', flags: '--module esnext --moduleResolution bundler' },
  ];
  for (const { consumer, file, flags } of rows) {
    it(`compile in ${consumer}, and refuse wrong use`, () => {
      const folder = path.join(installation.folder, 'types');
      if (file !== 'consumer.mts') copyFileSync(path.join(folder, 'consumer.mts'), path.join(folder, file));
      const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...`${strict} ${flags}`.split(' '), file], { cwd: folder, encoding: 'utf8' });
      assert.equal(status, 0, stdout + stderr);
    }).timeout(30_000);
  }
});
