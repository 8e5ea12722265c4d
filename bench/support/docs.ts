/** The generated blocks of docs/benchmarks.md, one per subject. */
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { root } from '../../test/support/node-lines.js';

const page = path.join(root, 'docs/benchmarks.md');

/** @throws {Error} the page has no block for this subject */
export function writeBlock(subject: string, markdown: string): void {
  writeFileSync(page, replaceBlock(readFileSync(page, 'utf8'), subject, markdown));
}

export function replaceBlock(text: string, subject: string, markdown: string): string {
  const begin = `<!-- bench:${subject} -->\n`;
  const end = `<!-- /bench:${subject} -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md has no block ${begin.trim()} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n${markdown}\n\n${text.slice(to)}`;
}
