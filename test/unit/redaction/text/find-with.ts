/** What a single finder reports, as the scanner would ask it. */
import assert from 'node:assert/strict';
import { featuresOf } from '../../../../src/redaction/text/features.js';
import type { Finder } from '../../../../src/redaction/text/finder.js';
import { Hits } from '../../../../src/redaction/text/hits.js';

export function findWith(finders: readonly Finder[], text: string): readonly string[] {
  const hits = new Hits();
  for (const finder of finders) if ((featuresOf(text) & finder.needs) === finder.needs) finder.find(text, hits);
  return hits.merged().map(({ start, end }) => text.slice(start, end));
}

/** @param rows texts, and what has to be found in each */
export function itFinds(finders: readonly Finder[], rows: readonly (readonly [text: string, ...found: string[]])[]): void {
  for (const [text, ...found] of rows) it(`finds it in: ${text}`, () => assert.deepEqual(findWith(finders, text), found));
}

export function itLeaves(finders: readonly Finder[], texts: readonly string[]): void {
  for (const text of texts) it(`leaves: ${text}`, () => assert.deepEqual(findWith(finders, text), []));
}
