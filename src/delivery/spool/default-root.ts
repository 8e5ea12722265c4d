/** Where the spools of all services of a user are when nobody names a folder. */
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const prefix = 'otel-distro-';
const nameOfRoot = new RegExp(`^${prefix}(?:\\d+|user)$`);

export function defaultRoot(): string {
  return path.join(tmpdir(), `${prefix}${process.getuid?.() ?? 'user'}`);
}

/** Of this user or another, in any folder for temporary files. */
export function isDefaultRoot(folder: string): boolean {
  return nameOfRoot.test(path.basename(folder));
}
