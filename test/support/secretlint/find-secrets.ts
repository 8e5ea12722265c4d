/** secretlint as a judge of captured telemetry: what it finds was not hidden. It knows nothing of our rules. */
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { nodeLines, root } from '../node-lines.js';

const judgeLine = nodeLines.find(({ name }) => name === 'Node.js 24');

/** Why there is no judge here. */
export const missingJudge: string | undefined = judgeLine?.missing;

/** For each text, the rules that found something in it. */
export function findSecrets(texts: readonly string[]): string[][] {
  const stdout = execFileSync(judgeLine?.executable ?? process.execPath, [path.join(import.meta.dirname, 'secretlint.mjs')], {
    cwd: root,
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  return JSON.parse(stdout) as string[][];
}
