/** The Node.js lines that the rows run on: this one, and those that `npm run setup:node-lines` has put into `.cache`. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';

export interface NodeLine {
  readonly name: string;
  readonly executable: string;
  /** Why it cannot be used here. */
  readonly missing?: string;
}

export const root = path.resolve(import.meta.dirname, '../..');

/** Floor of what we support, then each line to its tip; `scripts/setup-node-lines.ts` installs them from npm. */
export const nodeVersions: Readonly<Record<string, string>> = { '20.19': '20.19.0', '20': '20.20.2', '22': '22.23.3', '24': '24.21.0', '26': '26.10.0' };

/** Too old for us: the rows prove that an app runs there all the same. */
export const unsupportedNodeVersions: Readonly<Record<string, string>> = { '14': '14.21.3', '18': '18.20.8' };

export function nodeLineExecutable(name: string): string {
  return path.join(root, '.cache/node-lines', name, 'node_modules/node/bin/node');
}

export const thisNode: NodeLine = { name: `this Node.js (${process.versions.node})`, executable: process.execPath };

export const nodeLines = Object.keys(nodeVersions).map(findLine);
export const unsupportedNodeLines = Object.keys(unsupportedNodeVersions).map(findLine);

/** The line with its executable, or the reason why it cannot be used here. */
function findLine(name: string): NodeLine {
  const executable = nodeLineExecutable(name);
  const line = { name: `Node.js ${name}`, executable };
  return existsSync(executable) ? line : { ...line, missing: 'run `npm run setup:node-lines`' };
}

/** For rows that would take too long on every line: this Node.js, the floor, and the tip of each newer line. */
export const mainNodeLines: readonly NodeLine[] = [thisNode, ...nodeLines.filter(({ name }) => name !== 'Node.js 20')];
