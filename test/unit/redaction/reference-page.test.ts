/** The generated page of redaction says what the tables say. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderRedaction } from '../../../scripts/generate/redaction-page.js';
import { exits } from '../../../src/redaction/exits/exits.js';
import { rules } from '../../../src/redaction/rules.js';

const page = readFileSync(new URL('../../../docs/reference/redaction.md', import.meta.url), 'utf8');

function firstCells(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return Array.from(section.matchAll(/^\| `(.+?)` \|/gm), ([, name = '']) => name);
}

describe('docs/reference/redaction.md', () => {
  it('is what npm run generate writes', () => assert.equal(page, renderRedaction()));

  it('has a row for each rule and each exit, and no other', () => {
    assert.deepEqual(firstCells('Rules'), Object.keys(rules));
    assert.deepEqual(firstCells('Exits'), Object.keys(exits));
  });

  it('no cell of a table is broken', () => {
    const columns = (line: string): number => line.split(/(?<!\\)\|/).length;
    const tables = page.split(/\n{2,}/).filter((block) => block.startsWith('|')).map((block) => block.trim().split('\n'));
    assert.equal(tables.length, 2);
    for (const [header = '', ...rows] of tables) for (const row of rows) assert.equal(columns(row), columns(header), row);
  });
});
