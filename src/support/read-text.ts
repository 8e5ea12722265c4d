/** Reads small text files that may not be there. */
import { readFileSync } from 'node:fs';

/** The text without white space around it, or `undefined` when the file cannot be read. */
export function readTextIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
