/** Which Node.js is measured, and runs the other side of a measurement. */
import { existsSync } from 'node:fs';
import { nodeLineExecutable } from '../../test/support/node-lines.js';

/** The 24 line of `npm run setup:node-lines`, else this one. */
export function defaultNode(): string {
  const line24 = nodeLineExecutable('24');
  return existsSync(line24) ? line24 : process.execPath;
}

/** By the name of its line, as in `nodeVersions`, or by its path. */
export function findNode(lineOrPath: string): string {
  const line = nodeLineExecutable(lineOrPath);
  return existsSync(line) ? line : lineOrPath;
}
