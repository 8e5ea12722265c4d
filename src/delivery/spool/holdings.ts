/** What of the spool's folder belongs to this thread: folders with its name, and the segments in them. */
import * as path from 'node:path';
import type { Drops } from './drops.js';
import { newOwnerName, newReleasedName } from './owner.js';
import type { TellProblem } from './problem-teller.js';
import { createSegment, deleteSegment, forgetSegment, segmentOf, type Segment } from './segment.js';
import { segmentName } from './segment-name.js';
import { errorCode, listOwnerFolders, listSegments, prepareFolder, type FoundSegment, type OwnerFolder } from './spool-folder.js';
import type { SpoolRoute } from './spool-types.js';

const fs = process.getBuiltinModule('node:fs');

export type IsWanted = (route: SpoolRoute) => boolean;

export interface Holdings {
  readonly segments: ReadonlySet<Segment>;
  /** @throws UnusableFolder, or what the file system says */
  begin(route: SpoolRoute): Segment;
  /**
   * Takes over the folders of dead owners, and leaves to others what is not wanted.
   * @returns the segments that are, oldest first
   * @throws UnusableFolder, or what the file system says
   */
  takeDead(isWanted: IsWanted): Segment[];
  /** @returns whether it was this call that deleted the file, which may be another process's */
  drop(segment: Segment): boolean;
  /** The file was deleted, or taken away, by somebody else. */
  lose(segment: Segment): void;
  /** Shows others that the owner lives. */
  beat(): void;
  /** What is left may be taken by others. To be called when no file is open. */
  release(): void;
}

export function createHoldings(root: string, now: () => number, drops: Drops, tell: TellProblem): Holdings {
  const segments = new Set<Segment>();
  const folders = new Set<string>();
  let home: string | undefined;
  let segmentCount = 0;
  let lastBegunAtMs = 0;

  function makeHome(): string {
    prepareFolder(root);
    const folder = path.join(root, newOwnerName());
    fs.mkdirSync(folder, { mode: 0o700 });
    folders.add(folder);
    home = folder;
    return folder;
  }

  function begin({ signal, exporterIndex }: SpoolRoute): Segment {
    // names keep their order when the clock is set back
    lastBegunAtMs = Math.max(lastBegunAtMs, now());
    const name = { startedAtMs: lastBegunAtMs, signal, exporterIndex };
    const fileName = segmentName(name, ++segmentCount);
    const create = (folder: string): Segment => createSegment(path.join(folder, fileName), name);
    const folder = home ?? makeHome();
    let segment: Segment;
    try {
      segment = create(folder);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      loseFolder(folder);
      segment = create(makeHome());
    }
    segments.add(segment);
    return segment;
  }

  function takeDead(isWanted: IsWanted): Segment[] {
    prepareFolder(root);
    const nowMs = now();
    const isForUs = ({ folder, isAlive, segments: found }: OwnerFolder): boolean => !isAlive && !folders.has(folder) && (found.length === 0 || found.some(isWanted));
    const dead = listOwnerFolders(root, nowMs).filter(isForUs);
    const taken = dead.map(({ folder }) => takeOver(folder)).filter((folder) => folder !== undefined);
    const found = taken.flatMap((folder) => sortOut(folder, isWanted)).map(segmentOf);
    for (const segment of found) segments.add(segment);
    removeEmptyFolders();
    return found.sort((one, other) => one.startedAtMs - other.startedAtMs);
  }

  /** @returns undefined when somebody else was faster */
  function takeOver(folder: string): string | undefined {
    const taken = path.join(root, newOwnerName());
    try {
      // before it has the new name, so that nobody finds that one with an old heartbeat
      touch(folder);
      fs.renameSync(folder, taken);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') tell('write-failed', `${folder} was left by a process that is gone and cannot be taken over (${errorCode(error)}).`);
      return undefined;
    }
    folders.add(taken);
    return taken;
  }

  /** @returns what is wanted; the rest is in a folder of its own then */
  function sortOut(folder: string, isWanted: IsWanted): FoundSegment[] {
    const found = listSegments(folder);
    const unwanted = found.filter((segment) => !isWanted(segment));
    if (unwanted.length === 0) return found;
    const folderOfRest = path.join(root, newOwnerName());
    try {
      fs.mkdirSync(folderOfRest, { mode: 0o700 });
      for (const { file } of unwanted) fs.renameSync(file, path.join(folderOfRest, path.basename(file)));
    } catch {
      // what stays behind is free when this thread ends
    }
    releaseFolder(folderOfRest);
    return found.filter(isWanted);
  }

  function releaseFolder(folder: string): void {
    try {
      fs.renameSync(folder, path.join(root, newReleasedName()));
    } catch {
      // it is free when this thread ends
    }
  }

  function touch(folder: string): void {
    const nowSeconds = now() / 1000;
    fs.utimesSync(folder, nowSeconds, nowSeconds);
  }

  function drop(segment: Segment): boolean {
    segments.delete(segment);
    return deleteSegment(segment);
  }

  function lose(segment: Segment): void {
    const tickets = [...segment.tickets];
    forgetSegment(segment);
    segments.delete(segment);
    tell('removed', `${segment.file} was deleted or taken over by somebody else; of what was in it, this process has only what is in memory.`);
    drops.count('removed', tickets);
  }

  function loseFolder(folder: string): void {
    folders.delete(folder);
    if (folder === home) home = undefined;
    for (const segment of segments) if (path.dirname(segment.file) === folder) lose(segment);
  }

  function beat(): void {
    for (const folder of folders) {
      try {
        touch(folder);
      } catch {
        // what is gone is found missing when its files are looked for
      }
    }
    removeEmptyFolders();
  }

  function removeEmptyFolders(): void {
    const used = new Set([...segments].map(({ file }) => path.dirname(file)));
    for (const folder of folders) if (folder !== home && !used.has(folder) && removeFolder(folder)) folders.delete(folder);
  }

  function release(): void {
    for (const folder of folders) if (!removeFolder(folder)) releaseFolder(folder);
    folders.clear();
    segments.clear();
    home = undefined;
  }

  return { segments, begin, takeDead, drop, lose, beat, release };
}

/** @returns whether it is gone; one that is not empty stays */
function removeFolder(folder: string): boolean {
  try {
    fs.rmdirSync(folder);
    return true;
  } catch (error) {
    return errorCode(error) === 'ENOENT';
  }
}
