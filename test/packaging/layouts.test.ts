/** Layouts of `node_modules` in which packages are links into a store, as pnpm makes them. */
import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { nodeLines, thisNode, type NodeLine } from '../support/node-lines.js';
import { withReceiver } from '../support/run-app.js';
import { drawTraces, runService } from '../support/run-service.js';
import { skipUnless } from '../support/skip.js';
import { appPackages, useInstallation } from './installation.js';

const expectedTrace = ['server GET /orders/:id', '  internal request handler', '    client GET', '      server GET /payments/:id', '        internal request handler - /payments/:id'];

const apps = ['app.mjs', 'app.cjs'];

describe('a node_modules of links into a store', () => {
  let folder: string;

  before(async function () {
    const installation = await useInstallation(this);
    folder = path.join(installation.folder, '../linked');
    mkdirSync(folder);
    for (const app of apps) copyFileSync(path.join(installation.folder, app), path.join(folder, app));
    writeFileSync(path.join(folder, 'package.json'), '{ "name": "linked" }\n');
    const modules = path.join(folder, 'node_modules');
    // what is not named by the app itself can be found from each package of the store, and from nowhere else
    const hoisted = path.join(modules, '.pnpm/node_modules');
    cpSync(path.join(installation.folder, 'node_modules'), hoisted, { recursive: true });
    for (const name of ['@org/otel-distro', ...appPackages]) moveIntoStore(modules, path.join(hoisted, name), name);
  });

  function moveIntoStore(modules: string, from: string, name: string): void {
    const { version } = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8')) as { readonly version: string };
    const inStore = path.join(modules, `.pnpm/${name.replace('/', '+')}@${version}/node_modules`, name);
    const link = path.join(modules, name);
    for (const file of [inStore, link]) mkdirSync(path.dirname(file), { recursive: true });
    renameSync(from, inStore);
    for (const file of [from, link]) symlinkSync(path.relative(path.dirname(file), inStore), file);
  }

  function row(app: string, node: NodeLine & { readonly missing?: string }): void {
    it(`${app}, ${node.name}`, async function () {
      skipUnless(this, node.missing);
      await withReceiver(async (receiver) => {
        const end = await runService({ app, cwd: folder, node }, receiver, ['/orders/7']);
        assert.equal(end.exitCode, 0, end.stderr);
        assert.deepEqual(drawTraces(receiver), [expectedTrace.join('\n')]);
        assert.deepEqual(receiver.logs.map((record) => record.body), ['order taken', 'order paid']);
      });
    });
  }

  for (const node of [thisNode, ...nodeLines.filter(({ name }) => name === 'Node.js 24')]) {
    for (const app of apps) row(app, node);
  }
});
