/** The hook for CommonJS, with packages in a folder of its own. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setDiagnosticSink } from '../../../../src/diagnostics/log.js';
import { Hook, installCommonJsHook, isPatched, loadedPackages, patchCoreModules, patchLoadedFiles } from '../../../../src/instrumentations/hooks/commonjs-hook.js';

type Patch = (exports: unknown, name: string, baseDir: string | undefined) => unknown;

/** There is no way to take a hook back: one for the whole file, and what it does is exchanged. */
let patch: Patch = (exports) => exports;
Reflect.construct(Hook, [null, {}, (...args: Parameters<Patch>) => patch(...args)]);

describe('CommonJS hook', () => {
  let folder: string;
  let uninstall: () => void;
  let before: string[];
  let seen: [string, string | undefined][];
  let lines: string[];
  let restore: () => void;

  const catalogued = new Set(['library', '@scope/library']);
  const isCatalogued = (name: string): boolean => catalogued.has(name);
  /** What `require` calls; the real require-in-the-middle, which other tests bring in, would not for a module that it gave out before. */
  const load = (name: string): unknown => createRequire(path.join(folder, 'app.cjs'))(name);

  function writePackage(name: string, files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries({ 'package.json': '{"main": "lib/main.js"}', ...files })) {
      const target = path.join(folder, 'node_modules', name, file);
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
  }

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'commonjs-hook-')));
    before = [];
    seen = [];
    lines = [];
    restore = setDiagnosticSink((line) => lines.push(line));
    patch = (exports, name, baseDir) => {
      seen.push([name, baseDir]);
      return exports;
    };
    uninstall = installCommonJsHook({ isCatalogued, beforePackage: (name) => before.push(name), beforeSource: () => undefined });
  });

  afterEach(() => {
    uninstall();
    restore();
    const { cache } = createRequire(import.meta.url);
    for (const file of Object.keys(cache)) if (file.startsWith(folder)) Reflect.deleteProperty(cache, file);
    rmSync(folder, { recursive: true, force: true });
  });

  it('names the main file by the package and others by their path, in the order in which they end', () => {
    writePackage('library', { 'lib/main.js': "require('./part'); module.exports = 'main';", 'lib/part.js': "module.exports = 'part';" });
    assert.equal(load('library'), 'main');
    const baseDir = path.join(folder, 'node_modules/library');
    assert.deepEqual(seen, [[path.normalize('library/lib/part.js'), baseDir], ['library', baseDir]]);
    assert.equal(before[0], 'library');
    assert.equal(isPatched(baseDir), true);
    assert.equal(isPatched(undefined), false);
  });

  it('knows packages with a scope, and leaves the others alone', () => {
    writePackage('@scope/library', { 'lib/main.js': 'module.exports = 1;' });
    writePackage('@scope/other', { 'lib/main.js': "module.exports = require('@scope/library') + 1;" });
    assert.equal(load('@scope/other'), 2);
    assert.deepEqual(seen.map(([name]) => name), ['@scope/library']);
  });

  it('calls back before the first file runs', () => {
    writePackage('library', { 'lib/main.js': 'globalThis.orderOfTheTest.push("file");' });
    const order: string[] = [];
    Reflect.set(globalThis, 'orderOfTheTest', order);
    uninstall();
    uninstall = installCommonJsHook({ isCatalogued, beforePackage: () => order.push('before'), beforeSource: () => undefined });
    load('library');
    assert.deepEqual(order, ['before', 'file']);
    Reflect.deleteProperty(globalThis, 'orderOfTheTest');
  });

  it('gives everybody what the patch returns', () => {
    writePackage('library', { 'lib/main.js': 'module.exports = () => "original";' });
    patch = () => () => 'patched';
    const first = load('library');
    assert.equal(typeof first === 'function' && first(), 'patched');
    assert.equal(load('library'), first);
  });

  it('a patch that throws is a problem, and the library stays whole', () => {
    writePackage('library', { 'lib/main.js': 'module.exports = "original";' });
    patch = () => {
      throw new Error('broken patch');
    };
    assert.equal(load('library'), 'original');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /instrumentation-failed: patching library: Error: broken patch/);
  });

  it('an error of the library is the library’s', () => {
    writePackage('library', { 'lib/main.js': 'throw new RangeError("of the library");' });
    assert.throws(() => load('library'), RangeError);
    assert.deepEqual([seen, lines], [[], []]);
  });

  it('patches files that were loaded before, once somebody asks', () => {
    uninstall();
    writePackage('library', { 'lib/main.js': 'module.exports = "original";' });
    load('library');
    assert.deepEqual(seen, []);
    assert.deepEqual(loadedPackages(isCatalogued), ['library']);
    patch = () => 'patched';
    patchLoadedFiles(isCatalogued);
    // not by `require`: the real require-in-the-middle, which other tests bring in, remembers what it gave out
    const file = path.join(folder, 'node_modules/library/lib/main.js');
    assert.equal(createRequire(import.meta.url).cache[file]?.exports, 'patched');
  });

  it('patches core modules by their name', () => {
    patchCoreModules(['dns', 'fs/promises']);
    assert.deepEqual(seen, [['dns', undefined], ['fs/promises', undefined]]);
  });

  it('patches a file that was asked for by its absolute path, with the path without the extension', () => {
    const file = path.join(folder, 'handler.cjs');
    writeFileSync(file, 'exports.handler = "original";');
    Reflect.construct(Hook, [[file], {}, (_exports: unknown, name: string, baseDir: string) => ({ name, baseDir })]);
    assert.deepEqual(load('./handler.cjs'), { name: 'handler', baseDir: folder });
  });

  it('calls back once before a file is compiled that names a module of Node.js, and adds no frame to stacks', () => {
    uninstall();
    uninstall = installCommonJsHook({ isCatalogued, coreModules: ['dns', 'dgram'], beforePackage: (name) => before.push(name), beforeSource: () => undefined });
    for (const [index, source] of ['0', "require('node:dns')", "require('dns')"].entries()) writeFileSync(path.join(folder, `names-${index}.cjs`), source);
    load('./names-0.cjs');
    assert.deepEqual(before, []);
    load('./names-1.cjs');
    load('./names-2.cjs');
    assert.deepEqual(before, ['dns']);
  });

  it('does nothing any more when it is taken back', () => {
    uninstall();
    installCommonJsHook({ isCatalogued, coreModules: ['dns'], beforePackage: (name) => before.push(name), beforeSource: () => undefined })();
    writePackage('library', { 'lib/main.js': '' });
    writeFileSync(path.join(folder, 'names.cjs'), "require('dns')");
    load('library');
    load('./names.cjs');
    assert.deepEqual([seen, before], [[], []]);
  });
});
