/** How instrumentations find their libraries, whatever the layout of packages, and what happens when one is late or fails. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { mainNodeLines } from '../support/node-lines.js';
import { runApp, type AppEnd, type AppOptions } from '../support/run-app.js';
import { skipUnless } from '../support/skip.js';

/** Enough of Koa for its instrumentation to patch, as shimmer marks it. */
const koa = 'module.exports = class Koa { use() { return "used"; } };';
const sayWhetherPatched = 'console.log(typeof Koa.prototype.use.__unwrap, new Koa().use(() => undefined));';

const quiet = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

describe('loading of instrumentations', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'loading-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function writeFiles(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  function writePackage(at: string, name: string, version: string, text: string): void {
    writeFiles({ [`${at}/package.json`]: JSON.stringify({ name, version, main: 'lib/main.js' }), [`${at}/lib/main.js`]: text });
  }

  const run = (app: string, options: Partial<AppOptions> = {}): Promise<AppEnd> => runApp({ app: path.join(folder, app), env: quiet, ...options }, undefined);

  const problems = ({ stderr }: AppEnd): string[] => stderr.split('\n').filter((line) => /\[otel-distro\] (warn|error)/.test(line));

  for (const node of mainNodeLines) {
    it(`patches a package once, by require and by import, on ${node.name}`, async function () {
      skipUnless(this, node.missing);
      writePackage('node_modules/koa', 'koa', '3.0.0', koa);
      writeFiles({
        'app.cjs': `const Koa = require('koa'); ${sayWhetherPatched}`,
        'app.mjs': `import Koa from 'koa'; import { createRequire } from 'node:module'; ${sayWhetherPatched}
          console.log(createRequire(import.meta.url)('koa') === Koa, Koa.prototype.use.__original.__unwrap);`,
      });
      assert.equal((await run('app.cjs', { node })).stdout, 'function used\n');
      assert.equal((await run('app.mjs', { node })).stdout, 'function used\ntrue undefined\n');
    });
  }

  it('patches a package in the layout of pnpm', async () => {
    writePackage('node_modules/.pnpm/koa@3.0.0/node_modules/koa', 'koa', '3.0.0', koa);
    symlinkSync(path.join(folder, 'node_modules/.pnpm/koa@3.0.0/node_modules/koa'), path.join(folder, 'node_modules/koa'), 'junction');
    writeFiles({ 'app.cjs': `const Koa = require('koa'); ${sayWhetherPatched}` });
    assert.equal((await run('app.cjs')).stdout, 'function used\n');
    assert.equal((await run('app.cjs', { nodeFlags: ['--preserve-symlinks', '--preserve-symlinks-main'] })).stdout, 'function used\n');
  });

  it('patches each copy of a package, also one that a dependency of an ES module requires', async () => {
    writePackage('node_modules/koa', 'koa', '3.0.0', koa);
    writePackage('node_modules/framework', 'framework', '1.0.0', "module.exports = require('koa');");
    writePackage('node_modules/framework/node_modules/koa', 'koa', '2.0.0', koa);
    writeFiles({ 'app.mjs': `import Own from 'koa'; import Theirs from 'framework'; for (const Koa of [Own, Theirs]) ${sayWhetherPatched}` });
    assert.equal((await run('app.mjs')).stdout, 'function used\nfunction used\n');
  });

  it('leaves a version alone that is not supported, and a package that is not enabled', async () => {
    writePackage('node_modules/koa', 'koa', '99.0.0', koa);
    writeFiles({ 'app.cjs': `const Koa = require('koa'); ${sayWhetherPatched}` });
    const unsupported = await run('app.cjs');
    assert.deepEqual([unsupported.stdout, problems(unsupported)], ['undefined used\n', []]);
    writePackage('node_modules/koa', 'koa', '3.0.0', koa);
    const disabled = await run('app.cjs', { env: { ...quiet, OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'koa' } });
    assert.equal(disabled.stdout, 'undefined used\n');
  });

  it('a patch that throws is one line, and the library works', async () => {
    writePackage('node_modules/koa', 'koa', '3.0.0', 'module.exports = { odd: true };');
    writeFiles({ 'app.cjs': "console.log(require('koa').odd);", 'app.mjs': "import koa from 'koa'; console.log(koa.odd);" });
    for (const app of ['app.cjs', 'app.mjs']) {
      const end = await run(app);
      assert.equal(end.stdout, 'true\n');
      assert.equal(end.exitCode, 0);
      assert.equal(problems(end).length, 1, end.stderr);
      assert.match(end.stderr, /instrumentation-failed: patching koa: TypeError/);
    }
  });

  it('a library that throws while it loads throws the same error', async () => {
    writePackage('node_modules/koa', 'koa', '3.0.0', "throw new RangeError('of the library');");
    writeFiles({ 'app.cjs': "try { require('koa'); } catch (error) { console.log(String(error)); }" });
    const end = await run('app.cjs');
    assert.deepEqual([end.stdout, problems(end)], ['RangeError: of the library\n', []]);
  });

  it('an import of a library that is not installed fails as without us', async () => {
    writeFiles({ 'app.mjs': "await import('koa').catch((error) => console.log(error.code)); await import('openai').catch((error) => console.log(error.code));" });
    const end = await run('app.mjs');
    assert.deepEqual([end.stdout, problems(end)], ['ERR_MODULE_NOT_FOUND\nERR_MODULE_NOT_FOUND\n', []]);
  });

  it('a library that was loaded before register is named, and patched as far as it can be', async () => {
    writePackage('node_modules/koa', 'koa', '3.0.0', koa);
    writeFiles({
      'early.cjs': "globalThis.Koa = require('koa');",
      'app.cjs': sayWhetherPatched,
    });
    const end = await run('app.cjs', { nodeFlags: ['--require', path.join(folder, 'early.cjs')] });
    assert.equal(end.stdout, 'function used\n');
    assert.equal(problems(end).length, 1, end.stderr);
    assert.match(end.stderr, /loaded-too-late: loaded before the distro: koa\./);
  });
});
