/** Finds package.json files, the nearest first. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Those of `start` and of the folders above it; one that cannot be read is passed over. */
export function* manifestsAbove(start: string): Generator<object> {
  for (let folder = start; ; folder = path.dirname(folder)) {
    const manifest = readManifest(path.join(folder, 'package.json'));
    if (manifest !== undefined) yield manifest;
    if (folder === path.dirname(folder)) return;
  }
}

function readManifest(file: string): object | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof manifest === 'object' && manifest !== null ? manifest : undefined;
  } catch {
    return undefined;
  }
}
