/** Keeps the folder within its bytes and its entries within their age: the oldest go first, and are counted. */
import type { Holdings } from './holdings.js';
import type { TellProblem } from './problem-teller.js';
import { loadSegment, segmentOf, type Segment, type Ticket } from './segment.js';
import { listOwnerFolders, type FoundSegment, type OwnerFolder } from './spool-folder.js';
import type { SpoolAmount, SpoolDropReason, SpoolOptions } from './spool-types.js';

/** How old the knowledge of what other processes have may be when it decides what is dropped. */
const scanIntervalMs = 1000;

export interface Bounds {
  readonly dropped: Readonly<Record<SpoolDropReason, SpoolAmount>>;
  /** @returns false when there is no room, whatever is dropped */
  makeRoom(neededBytes: number): boolean;
  isTooOld(createdAtMs: number): boolean;
  count(reason: SpoolDropReason, tickets: Iterable<Ticket>): void;
  dropOld(): void;
  /** Looks at what other processes have, and took. */
  scan(): void;
}

export function createBounds(options: SpoolOptions, now: () => number, holdings: Holdings, tell: TellProblem): Bounds {
  const { folder: root, maxBytes, maxAgeMs } = options;
  const dropped = { full: { entries: 0, items: 0, bytes: 0 }, age: { entries: 0, items: 0, bytes: 0 } };
  let foreign: FoundSegment[] = [];
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
    const oldest = own === undefined || (other !== undefined && other.startedAtMs < own.startedAtMs) ? other && takeForeign(other) : own;
    const size = `${root} has reached its ${maxBytes} bytes`;
    if (oldest === undefined) {
      tell('full', `${size} with what other processes are writing; what is new is in memory only.`);
      return false;
    }
    if (dropSegment('full', oldest) > 0) tell('full', `${size}; the oldest entries are dropped.`);
    return true;
  }

  function takeForeign(found: FoundSegment): Segment {
    foreign = foreign.filter((other) => other !== found);
    foreignBytes -= found.sizeBytes;
    return segmentOf(found);
  }

  /** @returns how many entries went with it */
  function dropSegment(reason: SpoolDropReason, segment: Segment): number {
    if (!segment.isLoaded) loadIfPossible(segment);
    const tickets = [...segment.tickets];
    // what another process was faster to drop is counted there
    if (!holdings.drop(segment)) return 0;
    count(reason, tickets);
    return tickets.length;
  }

  function count(reason: SpoolDropReason, tickets: Iterable<Ticket>): void {
    for (const { itemCount, bodyBytes } of tickets) {
      dropped[reason].entries++;
      dropped[reason].items += itemCount;
      dropped[reason].bytes += bodyBytes;
    }
  }

  // an entry from the future is new: the clock was set back
  const isTooOld = (createdAtMs: number): boolean => now() - createdAtMs > maxAgeMs;

  function dropOld(): void {
    for (const segment of holdings.segments) if (segment.tickets.size > 0 && isTooOld(segment.newestAtMs)) dropSegment('age', segment);
  }

  return { dropped, makeRoom, isTooOld, count, dropOld, scan };
}

/** All but the ones that a living owner writes to. */
function droppableSegments({ isAlive, segments }: OwnerFolder): FoundSegment[] {
  const newest = new Map(segments.map((segment) => [segment.signal, segment]));
  return segments.filter((segment) => !isAlive || newest.get(segment.signal) !== segment);
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

function loadIfPossible(segment: Segment): void {
  try {
    loadSegment(segment);
  } catch {
    // it is gone, or goes without being counted
  }
}
