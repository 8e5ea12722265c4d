/**
 * Keeps OTLP requests in a folder on disk until a collector took them, so that a process that is killed loses nothing.
 * It works with synchronous calls, for a thread that does nothing else.
 */
import { createBounds } from './bounds.js';
import { createDrops } from './drops.js';
import { createHoldings, type IsWanted } from './holdings.js';
import { heartbeatIntervalMs } from './owner.js';
import { createProblemTeller } from './problem-teller.js';
import { headerBytes } from './record-format.js';
import { appendRecord, closeSegment, isDeleted, loadSegment, markRemoved, readRecord, type Segment, type Ticket } from './segment.js';
import { routeName } from './segment-name.js';
import { errorCode, prepareFolder, UnusableFolder } from './spool-folder.js';
import type { Spool, SpoolEntry, SpoolOptions, SpoolRoute, SpoolState, SpoolTicket } from './spool-types.js';

const maxSegmentBytes = 1 << 20;
const retryAfterMs = 3000;
/** A file that is empty again is used again for so long: making and deleting one costs ten times what a mark costs. */
const reuseMs = 5000;

/** Never throws: a folder that cannot be used is a problem, tried again later. */
export function openSpool(options: SpoolOptions): Spool {
  const { folder, maxBytes, now = Date.now } = options;
  const tell = createProblemTeller(options.onProblem, now);
  const drops = createDrops(options.onDropped);
  const holdings = createHoldings(folder, now, drops, tell);
  const bounds = createBounds(options, now, holdings, drops, tell);
  // what is dropped to make room is never more than a small part
  const segmentBytes = Math.min(maxSegmentBytes, maxBytes / 8);
  /** By the name of the route. */
  const current = new Map<string, Segment>();
  const leftSegments: Segment[] = [];
  const leftTickets: Ticket[] = [];
  let failedAtMs: number | undefined;
  let keptHouseAtMs = now();
  let isClosed = false;
  const timer = setInterval(() => void guard(keepHouse), heartbeatIntervalMs);
  timer.unref();

  function guard<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      const isOngoing = failedAtMs !== undefined;
      if (error instanceof UnusableFolder) tell('unusable', error.message, isOngoing);
      else tell('write-failed', `${folder} cannot be used at the moment (${errorCode(error)}).`, isOngoing);
      return undefined;
    }
  }

  /** After a failure the disk is left alone for a while. */
  function tryToWrite<Result>(work: () => Result): Result | undefined {
    const nowMs = now();
    if (failedAtMs !== undefined && Math.abs(nowMs - failedAtMs) < retryAfterMs) return undefined;
    const done = guard(() => ({ result: work() }));
    failedAtMs = done === undefined ? nowMs : undefined;
    if (done === undefined) closeCurrent();
    return done?.result;
  }

  function closeCurrent(): void {
    for (const segment of current.values()) {
      closeSegment(segment);
      if (segment.tickets.size === 0) holdings.drop(segment);
    }
    current.clear();
  }

  function keepHouse(): void {
    if (isClosed || Math.abs(now() - keptHouseAtMs) < heartbeatIntervalMs) return;
    keptHouseAtMs = now();
    for (const segment of current.values()) if (segment.tickets.size === 0 && !isReusable(segment)) holdings.drop(segment);
    holdings.beat();
    if (holdings.segments.size === 0) return;
    bounds.scan();
    bounds.dropOld();
  }

  function append(entry: SpoolEntry): SpoolTicket | undefined {
    return tryToWrite(() => {
      if (failedAtMs !== undefined) prepareFolder(folder);
      keepHouse();
      const recordBytes = headerBytes + entry.body.byteLength;
      if (!bounds.makeRoom(recordBytes)) return undefined;
      const segment = segmentFor(entry, recordBytes);
      return appendRecord(segment, entry);
    });
  }

  function segmentFor(route: SpoolRoute, recordBytes: number): Segment {
    const name = routeName(route);
    const segment = current.get(name);
    if (segment?.descriptor !== undefined) {
      const isThere = !isDeleted(segment.descriptor);
      if (isThere && segment.sizeBytes + recordBytes <= segmentBytes) return segment;
      if (!isThere) holdings.lose(segment);
      else if (segment.tickets.size === 0) holdings.drop(segment);
      else closeSegment(segment);
    }
    const next = holdings.begin(route);
    current.set(name, next);
    return next;
  }

  function read(ticket: SpoolTicket, isUnclaimed = false): SpoolEntry | undefined {
    if (!isHeld(ticket)) return undefined;
    if (bounds.isTooOld(ticket.createdAtMs)) {
      remove(ticket);
      bounds.countOld([ticket], isUnclaimed);
      return undefined;
    }
    const entry = readRecord(ticket);
    if (entry !== 'damaged') return entry;
    tell('torn', `${ticket.segment.file} is damaged; the entries in it that are sound are kept.`);
    remove(ticket);
    drops.count('removed', [ticket], isUnclaimed);
    return undefined;
  }

  /** Looks at the disk as well: the folder may have been removed. */
  function holds(ticket: SpoolTicket): boolean {
    return isHeld(ticket) && process.getBuiltinModule('node:fs').existsSync(ticket.segment.file);
  }

  function remove(ticket: SpoolTicket): void {
    if (!isHeld(ticket)) return;
    const { segment } = ticket;
    segment.tickets.delete(ticket);
    if (segment.tickets.size > 0 || isReusable(segment)) markRemoved(ticket);
    else holdings.drop(segment);
  }

  /** An old one has a name that makes what is appended to it look old. */
  function isReusable({ descriptor, startedAtMs }: Segment): boolean {
    return descriptor !== undefined && Math.abs(now() - startedAtMs) < reuseMs;
  }

  /** A segment gives up all its tickets when it is dropped or lost, and when the spool is closed. */
  function isHeld(ticket: SpoolTicket): ticket is Ticket {
    const { segment } = ticket as Ticket;
    return holdings.segments.has(segment) && segment.tickets.has(ticket as Ticket);
  }

  function* takeLeft(isWanted: IsWanted = () => true): ReturnType<Spool['takeLeft']> {
    guard(() => {
      if (isClosed) return;
      leftSegments.push(...holdings.takeDead(isWanted));
      bounds.dropOldLeft();
    });
    for (let ticket = nextLeft(); ticket !== undefined; ticket = nextLeft()) {
      const leftTicket = ticket;
      drops.tellUnclaimed(leftTicket);
      const found = guard(() => ({ entry: read(leftTicket, true) }));
      if (found === undefined) return void leftTickets.unshift(ticket);
      if (found.entry !== undefined) yield { ticket, entry: found.entry };
    }
  }

  function nextLeft(): Ticket | undefined {
    while (leftTickets.length === 0) {
      const [segment] = leftSegments;
      if (segment === undefined || guard(() => loadLeft(segment)) === undefined) return undefined;
      leftSegments.shift();
    }
    return leftTickets.shift();
  }

  /** @throws what the file system says, when the file is there and cannot be read */
  function loadLeft(segment: Segment): true {
    try {
      if (!loadSegment(segment)) tell('torn', `${segment.file} is damaged; the entries in it that are sound are kept.`);
    } catch (error) {
      // another process may have dropped it to make room
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    for (const ticket of segment.tickets) leftTickets.push(ticket);
    if (segment.tickets.size === 0) holdings.drop(segment);
    return true;
  }

  function status(): SpoolState {
    let bytes = 0;
    let entries = 0;
    let oldestAtMs = Infinity;
    for (const { sizeBytes, tickets, startedAtMs, isLoaded } of holdings.segments) {
      const [oldest] = tickets;
      if (oldest === undefined && isLoaded) continue;
      bytes += sizeBytes;
      entries += tickets.size;
      oldestAtMs = Math.min(oldestAtMs, oldest?.createdAtMs ?? startedAtMs);
    }
    return { bytes, entries, oldestAtMs: oldestAtMs === Infinity ? undefined : oldestAtMs };
  }

  function close(): void {
    isClosed = true;
    clearInterval(timer);
    closeCurrent();
    holdings.release();
  }

  tryToWrite(() => prepareFolder(folder));
  return { append, read: (ticket) => read(ticket), holds, remove, takeLeft, dropped: drops.dropped, status, close };
}
