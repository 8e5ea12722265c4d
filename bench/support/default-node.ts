/** The Node.js that is measured unless told otherwise, and that runs the other side of a measurement. */
import { existsSync } from 'node:fs';
import { nodeLineExecutable } from '../../test/support/node-lines.js';

/** The 24 line of `npm run setup:node-lines`, else this one. */
export function defaultNode(): string {
  const line24 = nodeLineExecutable('24');
  return existsSync(line24) ? line24 : process.execPath;
}
