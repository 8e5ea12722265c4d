import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { mayImport, mayStartWithEsModule } from '../../../../src/instrumentations/hooks/first-import.js';

describe('mayImport', () => {
  for (const source of [
    "import('x')",
    "await import( 'x' )",
    "import ('x')",
    "require('./x.mjs')",
    "/** a comment */ import('x')",
    "/** @type {import('y')} */\nimport('x')",
    "const url = 'http://x'; import('x')",
    "eval('import(\"x\")')",
    "const accept = '*/*';\nimport('x')",
    "const accept = 'text/html, */*; q=0.8'; import('x')",
    "const files = 'src/**'; import('x')",
    "app.get('/*', handler);\nimport('x')",
  ]) {
    it(`yes: ${source}`, () => assert.equal(mayImport(source), true));
  }

  for (const source of [
    '',
    "require('x')",
    'const important = 1;',
    "/** @type {import('.')} */ module.exports = 1;",
    "/*\n * {import('./a')} and {import('./b')}\n */",
    "  // see import('x')",
    "/** a */ let x = /** @type {import('y')} */ (z);",
    "  * @returns {Promise<import('y')>}",
    "// import('x')\nmodule.exports = 1;",
  ]) {
    it(`no: ${JSON.stringify(source)}`, () => assert.equal(mayImport(source), false));
  }
});

describe('mayStartWithEsModule', () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'first-import-'));
    const write = (file: string, text = ''): void => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    for (const file of ['app.mjs', 'app.cjs', 'app.mts', 'app.cts', 'app.wasm']) write(file);
    write('module/package.json', '{ "type": "module", "main": "app.js" }');
    write('module/app.js');
    write('module/below/app.ts');
    write('commonjs/package.json', '{ "type": "commonjs" }');
    write('commonjs/app.js', "import 'x';");
    write('commonjs/index.js');
    write('typeless/package.json', '{}');
    write('typeless/plain.js', "const x = require('x');\nexports.important = 1;");
    write('typeless/import.js', "// first\nimport x from 'x';");
    write('typeless/side-effect.js', "import 'x';");
    write('typeless/export.js', 'const a = 1;\nexport { a };');
    symlinkSync(path.join(folder, 'module/app.js'), path.join(folder, 'command'));
  });

  after(() => rmSync(folder, { recursive: true }));

  for (const [script, expected] of [
    ['app.mjs', true],
    ['app.mts', true],
    ['app.wasm', true],
    ['app.cjs', false],
    ['app.cts', false],
    ['module', true],
    ['module/app.js', true],
    ['module/app', true],
    ['module/below/app.ts', true],
    ['commonjs', false],
    ['commonjs/app.js', false],
    ['typeless/plain.js', false],
    ['typeless/import.js', true],
    ['typeless/side-effect.js', true],
    ['typeless/export.js', true],
    ['command', true],
    ['missing.js', true],
  ] as const) {
    it(`${script}: ${expected}`, () => assert.equal(mayStartWithEsModule(path.join(folder, script)), expected));
  }

  it('no script: true', () => assert.equal(mayStartWithEsModule(undefined), true));
});
