/** A Node.js with its version, as the tables call it. */
import { execFileSync } from 'node:child_process';

export interface MeasuredNode {
  readonly executable: string;
  readonly version: string;
}

export function readVersion(executable: string): MeasuredNode {
  return { executable, version: execFileSync(executable, ['--version'], { encoding: 'utf8' }).trim().slice(1) };
}
