/** The folder of the spool as a whole: safe to use or not, and what lies in it. */
import type { Stats } from 'node:fs';
import * as path from 'node:path';
import { isDefaultRoot } from './default-root.js';
import { isOwnerAlive, isOwnerName } from './owner.js';
import { parseSegmentName, type SegmentName } from './segment-name.js';

const fs = process.getBuiltinModule('node:fs');
const stickyBit = 0o1000;
const permissionBits = 0o777;
const privateMode = 0o700;
const forOthers = 0o077;
const writableByOthers = 0o022;

/** Its message is a plain sentence for users. */
export class UnusableFolder extends Error {}

export interface OwnerFolder {
  readonly folder: string;
  readonly isAlive: boolean;
  readonly segments: readonly FoundSegment[];
}

export interface FoundSegment extends SegmentName {
  readonly file: string;
  readonly sizeBytes: number;
}

/**
 * Makes the folder when it is missing.
 * @throws UnusableFolder
 */
export function prepareFolder(folder: string): void {
  try {
    // what is there already, be it a link to nowhere, is judged by the check
    if (fs.lstatSync(folder, { throwIfNoEntry: false }) === undefined) makeFolder(folder);
    checkDefaultRoot(path.dirname(folder));
    checkFolder(folder);
  } catch (error) {
    if (error instanceof UnusableFolder) throw error;
    throw new UnusableFolder(`${folder} cannot be made or opened (${errorCode(error)}).`, { cause: error });
  }
}

/** One by one: with `recursive`, Node.js 20 never returns in /proc. */
function makeFolder(folder: string): void {
  const parent = path.dirname(folder);
  if (parent !== folder && fs.lstatSync(parent, { throwIfNoEntry: false }) === undefined) makeFolder(parent);
  fs.mkdirSync(folder, { mode: privateMode });
}

/** The folder of this user's services in the one for temporary files, where anybody may have made it. */
function checkDefaultRoot(root: string): void {
  if (!isDefaultRoot(root) || process.getuid === undefined) return;
  const found = fs.lstatSync(root);
  const isSafe = found.isDirectory() && found.uid === process.getuid() && (found.mode & writableByOthers) === 0;
  if (!isSafe) throw new UnusableFolder(`${root} belongs to another user or is open to others; remove it, or name another folder in OTEL_DISTRO_SPOOL_DIR.`);
}

/** @throws UnusableFolder when others could read what is in it, or put something there */
function checkFolder(folder: string): void {
  const found = fs.lstatSync(folder);
  if (found.isSymbolicLink()) throw new UnusableFolder(`${folder} is a symbolic link; name the folder itself.`);
  if (!found.isDirectory()) throw new UnusableFolder(`${folder} is not a folder.`);
  // Windows has neither, and gives a folder the rights of the one it is in
  if (process.getuid === undefined) return;
  if (found.uid !== process.getuid()) throw new UnusableFolder(`${folder} belongs to another user; name a folder in it that does not exist yet, or one that is this user's.`);
  if ((found.mode & forOthers) !== 0) tighten(folder, found);
}

/** Only a folder that is the spool's alone: its modes may be what other programs live by. */
function tighten(folder: string, found: Stats): void {
  const isShared = (found.mode & stickyBit) !== 0 || fs.readdirSync(folder).some((name) => !isOwnerName(name));
  if (isShared) throw new UnusableFolder(`${folder} is open to other users and not the spool's alone; name a folder in it that does not exist yet.`);
  const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = fs.constants;
  const descriptor = fs.openSync(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  try {
    fs.fchmodSync(descriptor, found.mode & permissionBits & ~forOthers);
    if ((fs.fstatSync(descriptor).mode & forOthers) !== 0) throw new UnusableFolder(`${folder} stays open to other users whatever mode it is given.`);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** `ENOSPC`; the name of an error that has no code. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? String(error.code) : error.name;
}

/** No folder is an empty one, and what is gone by the time it is looked at is left out. */
export function listOwnerFolders(folder: string, nowMs: number): OwnerFolder[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((found) => found.isDirectory() && isOwnerName(found.name))
    .flatMap(({ name }) => {
      const ownerFolder = path.join(folder, name);
      const heartbeat = fs.statSync(ownerFolder, { throwIfNoEntry: false });
      if (heartbeat === undefined) return [];
      return { folder: ownerFolder, isAlive: isOwnerAlive(name, heartbeat.mtimeMs, nowMs), segments: listSegments(ownerFolder) };
    });
}

/** In the order in which they were begun. */
export function listSegments(ownerFolder: string): FoundSegment[] {
  return listNames(ownerFolder).flatMap((name) => {
    const parsed = parseSegmentName(name);
    const file = path.join(ownerFolder, name);
    const stats = parsed && fs.lstatSync(file, { throwIfNoEntry: false });
    return parsed !== undefined && stats?.isFile() === true ? { ...parsed, file, sizeBytes: stats.size } : [];
  });
}

/** None of a folder that cannot be read. */
export function listNames(folder: string): string[] {
  try {
    return fs.readdirSync(folder).sort();
  } catch {
    return [];
  }
}
