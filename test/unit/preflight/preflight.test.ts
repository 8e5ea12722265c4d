/** Where the distro may run. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { problemDefinitions } from '../../../src/diagnostics/problems.js';
import { currentProcess, preflight, type RunningProcess } from '../../../src/preflight/preflight.js';

const app: RunningProcess = { nodeVersion: '24.1.0', script: '/app/server.js', isLoaderThread: false };

function run(running: Partial<RunningProcess>): { runs: boolean; lines: string[] } {
  const lines: string[] = [];
  return { runs: preflight({ ...app, ...running }, (line) => lines.push(line)), lines };
}

describe('preflight', () => {
  for (const nodeVersion of ['20.19.0', '20.20.2', '21.0.0', '22.0.0', '26.10.0', '100.0.0']) {
    it(`runs on Node.js ${nodeVersion}`, () => assert.deepEqual(run({ nodeVersion }), { runs: true, lines: [] }));
  }

  for (const nodeVersion of ['20.18.9', '20.9.0', '18.20.8', '8.19.0']) {
    it(`stays out of Node.js ${nodeVersion}, and says so`, () => {
      const { runs, lines } = run({ nodeVersion });
      assert.equal(runs, false);
      assert.equal(lines.length, 1);
      const { severity, remedy } = problemDefinitions['node-unsupported'];
      assert.ok(lines[0]?.startsWith(`[otel-distro] ${severity} node-unsupported: Node.js ${nodeVersion} is older than 20.19;`), lines[0]);
      assert.ok(lines[0]?.endsWith(`${remedy} [docs/reference/problems.md#node-unsupported]\n`), lines[0]);
    });
  }

  for (const script of [
    '/usr/lib/node_modules/npm/bin/npm-cli.js',
    '/usr/lib/node_modules/npm/bin/npx-cli.js',
    '/usr/bin/npm',
    String.raw`C:\Program Files\nodejs\node_modules\npm\bin\npm-cli.js`,
    String.raw`C:\Users\ada\AppData\Roaming\npm\node_modules\pnpm\bin\pnpm.cjs`,
    '/usr/local/bin/pnpm',
    '/home/ada/.cache/node/corepack/v1/pnpm/10.0.0/bin/pnpm.mjs',
    '/usr/share/yarn/bin/yarn.js',
    '/app/.yarn/releases/yarn-4.9.2.cjs',
    '/usr/bin/corepack',
    '/app/node_modules/.bin/otel-distro',
    '/usr/local/bin/otel-distro',
    '/app/node_modules/@org/otel-distro/dist/cli.cjs',
    String.raw`C:\app\node_modules\@org\otel-distro\dist\cli.cjs`,
  ]) {
    it(`stays out of ${script}`, () => assert.deepEqual(run({ script }), { runs: false, lines: [] }));
  }

  for (const script of ['/app/npm/server.js', '/srv/my-npm.js', String.raw`C:\npm\server.js`, '/app/yarn-shop.js', '/app/npm-cli-tool.js', '/app/dist/cli.cjs', '/srv/otel-distro', '/app/bin/otel-distro.js', '', undefined]) {
    it(`runs in ${script ?? 'node without a script'}`, () => assert.equal(run({ script }).runs, true));
  }

  it('stays out of the thread of the loader hooks', () => assert.deepEqual(run({ isLoaderThread: true }), { runs: false, lines: [] }));

  it('knows the process it is in', () => {
    assert.deepEqual(currentProcess(), { nodeVersion: process.versions.node, script: process.argv[1], isLoaderThread: false });
  });

  it('takes a worker thread of the app for what it is', async () => {
    const preflightFile = fileURLToPath(new URL('../../../src/preflight/preflight.ts', import.meta.url));
    const code = `
      require('tsx/cjs');
      const { currentProcess } = require(${JSON.stringify(preflightFile)});
      require('node:worker_threads').parentPort.postMessage(currentProcess().isLoaderThread);`;
    const worker = new Worker(code, { eval: true });
    const isLoaderThread = await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    assert.equal(isLoaderThread, false);
  });
});
