/** Keeps the folder within its bytes and its entries within their age: the oldest go first. */
import type { Drops } from './drops.js';
import type { Holdings } from './holdings.js';
import type { TellProblem } from './problem-teller.js';
import { loadSegment, segmentOf, type Segment, type Ticket } from './segment.js';
import { routeName } from './segment-name.js';
import { listOwnerFolders, type FoundSegment, type OwnerFolder } from './spool-folder.js';
import type { SpoolOptions } from './spool-types.js';

interface ForeignSegment extends FoundSegment {
  readonly isOwnerAlive: boolean;
}

/** How old the knowledge of what other processes have may be when it decides what is dropped. */
const scanIntervalMs = 1000;

export interface Bounds {
  /** @returns false when there is no room, whatever is dropped */
  makeRoom(neededBytes: number): boolean;
  isTooOld(createdAtMs: number): boolean;
  /** @param isUnclaimed nobody was given these tickets */
  countOld(tickets: readonly Ticket[], isUnclaimed: boolean): void;
  dropOld(): void;
  /** What dead processes left and nobody takes over. */
  dropOldLeft(): void;
  /** Looks at what other processes have, and took. */
  scan(): void;
}

export function createBounds(options: SpoolOptions, now: () => number, holdings: Holdings, drops: Drops, tell: TellProblem): Bounds {
  const { folder: root, maxBytes, maxAgeMs } = options;
  let foreign: ForeignSegment[] = [];
  let foreignBytes = 0;
  let scannedAtMs: number | undefined;

  function scan(): void {
    scannedAtMs = now();
    const folders = listOwnerFolders(root, scannedAtMs);
    const files = new Set(folders.flatMap(({ segments }) => segments.map(({ file }) => file)));
    for (const segment of holdings.segments) if (!files.has(segment.file)) holdings.lose(segment);
    const own = new Set([...holdings.segments].map(({ file }) => file));
    const isForeign = ({ file }: FoundSegment): boolean => !own.has(file);
    foreignBytes = sizeOf(folders.flatMap(({ segments }) => segments).filter(isForeign));
    foreign = folders.flatMap(droppableSegments).filter(isForeign);
  }

  function makeRoom(neededBytes: number): boolean {
    const isOver = (): boolean => sizeOf(holdings.segments) + foreignBytes + neededBytes > maxBytes;
    if (scannedAtMs === undefined) scan();
    if (!isOver()) return true;
    if (neededBytes > maxBytes) {
      tell('full', `a request of ${neededBytes} bytes is larger than ${root} may become (${maxBytes} bytes); it is in memory only.`);
      return false;
    }
    if (Math.abs(now() - (scannedAtMs ?? 0)) >= scanIntervalMs) scan();
    while (isOver()) if (!dropOldest()) return false;
    return true;
  }

  function dropOldest(): boolean {
    const own = oldestOf(holdings.segments);
    const other = oldestOf(foreign);
    const size = `${root} has reached its ${maxBytes} bytes`;
    if (own === undefined && other === undefined) {
      tell('full', `${size} with what other processes are writing; what is new is in memory only.`);
      return false;
    }
    const droppedCount = own === undefined || (other !== undefined && other.startedAtMs < own.startedAtMs) ? dropForeign(other!) : dropOwn(own);
    if (droppedCount > 0) tell('full', `${size}; the oldest entries are dropped.`);
    return true;
  }

  /** @returns how many entries went with it */
  function dropOwn(segment: Segment): number {
    const isUnclaimed = !segment.isLoaded;
    const tickets = takeTickets(segment);
    holdings.drop(segment);
    drops.count('full', tickets, isUnclaimed);
    return tickets.length;
  }

  /** @returns how many entries went with it */
  function dropForeign(found: ForeignSegment): number {
    foreign = foreign.filter((other) => other !== found);
    foreignBytes -= found.sizeBytes;
    const segment = segmentOf(found);
    const tickets = takeTickets(segment);
    // what another process was faster to drop is counted there
    if (!holdings.drop(segment)) return 0;
    // its owner may have it in memory, and finds the file missing
    if (!found.isOwnerAlive) drops.count('full', tickets, true);
    return tickets.length;
  }

  // an entry from the future is new: the clock was set back
  const isTooOld = (createdAtMs: number): boolean => now() - createdAtMs > maxAgeMs;

  function countOld(tickets: readonly Ticket[], isUnclaimed: boolean): void {
    if (tickets.length === 0) return;
    drops.count('age', tickets, isUnclaimed);
    tell('age', `entries in ${root} waited longer than ${maxAgeMs} ms and are dropped.`);
  }

  function dropOld(): void {
    const old = [...holdings.segments].filter(({ tickets, newestAtMs }) => tickets.size > 0 && isTooOld(newestAtMs));
    const tickets = old.flatMap((segment) => [...segment.tickets]);
    for (const segment of old) holdings.drop(segment);
    countOld(tickets, false);
  }

  function dropOldLeft(): void {
    scan();
    for (const found of foreign) {
      if (found.isOwnerAlive || !isTooOld(found.startedAtMs)) continue;
      const segment = segmentOf(found);
      const tickets = takeTickets(segment);
      if (segment.isLoaded && isTooOld(segment.newestAtMs) && holdings.drop(segment)) countOld(tickets, true);
    }
  }

  return { makeRoom, isTooOld, countOld, dropOld, dropOldLeft, scan };
}

/** All but the ones that a living owner writes to. */
function droppableSegments({ isAlive, segments }: OwnerFolder): ForeignSegment[] {
  const newest = new Map(segments.map((segment) => [routeName(segment), segment]));
  return segments.filter((segment) => !isAlive || newest.get(routeName(segment)) !== segment).map((segment) => ({ ...segment, isOwnerAlive: isAlive }));
}

function sizeOf(segments: Iterable<{ readonly sizeBytes: number }>): number {
  let bytes = 0;
  for (const { sizeBytes } of segments) bytes += sizeBytes;
  return bytes;
}

function oldestOf<Found extends { readonly startedAtMs: number }>(segments: Iterable<Found>): Found | undefined {
  let oldest: Found | undefined;
  for (const segment of segments) if (oldest === undefined || segment.startedAtMs < oldest.startedAtMs) oldest = segment;
  return oldest;
}

function takeTickets(segment: Segment): Ticket[] {
  try {
    if (!segment.isLoaded) loadSegment(segment);
  } catch {
    // it is gone, or goes without being counted
  }
  return [...segment.tickets];
}
