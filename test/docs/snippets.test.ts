/** The code in README and guides compiles; the commands in all pages exist. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { settingRows } from '../../src/settings/table.js';
import { root } from '../support/node-lines.js';
import { codeBlocks, readPages } from './pages.js';
import { createFolder, typeCheck } from './type-check.js';

const pages = readPages();
const written = pages.filter(({ file }) => file === 'README.md' || file.startsWith('docs/guides/'));
const extensions: Readonly<Record<string, string>> = { ts: 'mts', js: 'mjs' };

describe('snippets', () => {
  it('ts and js blocks of README and guides compile', () => {
    const folder = createFolder('snippets');
    try {
      for (const page of written) {
        for (const { language, code, given, line } of codeBlocks(page)) {
          const extension = extensions[language];
          if (extension === undefined) continue;
          // the compiler names the line of the page
          const text = `${given.replaceAll('\n', ' ')}${'\n'.repeat(line - 1)}${code}`;
          writeFileSync(path.join(folder, `${page.file.replaceAll('/', '.')}.${line}.${extension}`), text);
        }
      }
      assert.equal(typeCheck(folder), '');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('yaml blocks of README and guides are YAML', () => {
    const blocks = written.flatMap(codeBlocks).filter(({ language }) => language === 'yaml');
    assert.ok(blocks.length > 0);
    for (const { code } of blocks) parse(code);
  });

  it('variables that README and guides name exist', () => {
    const known = new Set(settingRows.flatMap(({ setting }) => setting.env));
    const unknown = written.flatMap(({ file, text }) =>
      [...text.matchAll(/\bOTEL_[A-Z_]*[A-Z]\b(?!_)/g)].filter(([name]) => !known.has(name)).map(([name]) => `${file}: ${name}`),
    );
    assert.deepEqual(unknown, []);
  });

  it('npm scripts that pages name exist', () => {
    const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const unknown = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].filter(([, script = '']) => !(script in scripts)).map(([command]) => `${file}: ${command}`),
    );
    assert.deepEqual(unknown, []);
  });
});
