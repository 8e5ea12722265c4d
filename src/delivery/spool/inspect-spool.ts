/** What the command line says about a spool, and how it empties one. */
import type { Signal } from '../exporter.js';
import { createDrops } from './drops.js';
import { createHoldings } from './holdings.js';
import { loadSegment, segmentOf, type Ticket } from './segment.js';
import { errorCode, listOwnerFolders, UnusableFolder } from './spool-folder.js';
import type { SpoolAmount } from './spool-types.js';

export interface SpoolReport {
  /** What the files take on disk. */
  readonly bytes: number;
  readonly entries: number;
  readonly items: Readonly<Record<Signal, number>>;
  readonly oldestAtMs: number | undefined;
  readonly owners: { readonly alive: number; readonly dead: number };
  /** Why the folder cannot be looked into, or the files that are damaged: one plain sentence. */
  readonly problem: string | undefined;
}

/** Changes nothing. A folder that is not there is an empty spool. */
export function spoolStatus(folder: string, now: () => number = Date.now): SpoolReport {
  const items = { traces: 0, metrics: 0, logs: 0 };
  const owners = { alive: 0, dead: 0 };
  let bytes = 0;
  let entries = 0;
  let oldestAtMs: number | undefined;
  let tornCount = 0;
  const problem = whyNot(folder, () => {
    for (const { isAlive, segments } of listOwnerFolders(folder, now())) {
      owners[isAlive ? 'alive' : 'dead']++;
      for (const found of segments) {
        const { tickets, isTorn } = readTickets(segmentOf(found));
        // the last record of a file that is written to may be half there
        if (isTorn && !isAlive) tornCount++;
        bytes += found.sizeBytes;
        for (const { itemCount, createdAtMs } of tickets) {
          entries++;
          items[found.signal] += itemCount;
          oldestAtMs = Math.min(oldestAtMs ?? Infinity, createdAtMs);
        }
      }
    }
  });
  return { bytes, entries, items, oldestAtMs, owners, problem: problem ?? (tornCount > 0 ? `${tornCount} files are damaged; the entries in them that are sound are kept.` : undefined) };
}

/** Deletes what dead processes left. */
export function clearSpool(folder: string, now: () => number = Date.now): { readonly removed: SpoolAmount; readonly problem: string | undefined } {
  const removed = { entries: 0, items: 0, bytes: 0 };
  let takeOverProblem: string | undefined;
  const problem = whyNot(folder, () => {
    if (listOwnerFolders(folder, now()).length === 0) return;
    // taken over first, so that no process that starts now sends what is deleted here
    const holdings = createHoldings(folder, now, createDrops(), (_kind, detail) => void (takeOverProblem = detail));
    for (const segment of holdings.takeDead(() => true)) {
      for (const { itemCount, bodyBytes } of readTickets(segment).tickets) {
        removed.entries++;
        removed.items += itemCount;
        removed.bytes += bodyBytes;
      }
      holdings.drop(segment);
    }
    holdings.release();
  });
  return { removed, problem: problem ?? takeOverProblem };
}

function whyNot(folder: string, work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof UnusableFolder ? error.message : `${folder} cannot be looked into (${errorCode(error)}).`;
  }
}

/** A file that another process deletes at this moment has none. */
function readTickets(segment: ReturnType<typeof segmentOf>): { readonly tickets: Iterable<Ticket>; readonly isTorn: boolean } {
  try {
    const isTorn = !loadSegment(segment);
    return { tickets: segment.tickets, isTorn };
  } catch {
    return { tickets: [], isTorn: false };
  }
}
