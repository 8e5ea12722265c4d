/** Reads small text files that may not be there. */
import { existsSync, readFileSync } from 'node:fs';

/** The text without white space around it, or `undefined` when the file cannot be read. */
export function readTextIfPresent(path: string): string | undefined {
  // most of them are missing, and an error with its stack costs five times as much as the look
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
