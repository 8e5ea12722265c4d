/** Which installed package a file belongs to, told from its path alone. */
import * as path from 'node:path';

export interface PackagePath {
  /** `express`, `@redis/client` */
  readonly name: string;
  /** Folder of the package. */
  readonly baseDir: string;
}

const marker = `${path.sep}node_modules${path.sep}`;

export function packagePathOf(filename: string): PackagePath | undefined {
  const markerAt = filename.lastIndexOf(marker);
  if (markerAt === -1) return undefined;
  const start = markerAt + marker.length;
  let end = filename.indexOf(path.sep, start);
  if (end !== -1 && filename[start] === '@') end = filename.indexOf(path.sep, end + 1);
  if (end === -1) return undefined;
  const name = filename.slice(start, end);
  return { name: path.sep === '/' ? name : name.replaceAll(path.sep, '/'), baseDir: filename.slice(0, end) };
}
