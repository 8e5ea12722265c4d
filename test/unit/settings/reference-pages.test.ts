/** The generated reference pages say what the tables say, and nothing else. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderProblems } from '../../../scripts/generate/problems-page.js';
import { renderSettings } from '../../../scripts/generate/settings-page.js';
import { problemDefinitions } from '../../../src/diagnostics/problems.js';
import { settingRows } from '../../../src/settings/table.js';

function page(name: string): string {
  return readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');
}

describe('docs/reference', () => {
  it('settings.md is what npm run generate writes', () => {
    assert.equal(page('settings.md'), renderSettings());
  });

  it('problems.md is what npm run generate writes', () => {
    assert.equal(page('problems.md'), renderProblems());
  });

  it('settings.md has every variable once, and no other', () => {
    const documented = [...page('settings.md').matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) => [...(cell ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
    assert.deepEqual(documented, settingRows.flatMap(({ setting }) => setting.env));
  });

  it('problems.md has an anchor for every code, and no other', () => {
    const headings = [...page('problems.md').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    assert.deepEqual(headings, Object.keys(problemDefinitions));
  });

  it('every row of a table has five cells', () => {
    for (const line of page('settings.md').split('\n').filter((text) => text.startsWith('|'))) {
      assert.equal(line.split(/(?<!\\)\|/).length, 7, line);
    }
  });
});
