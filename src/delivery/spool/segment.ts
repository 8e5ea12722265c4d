/**
 * One file of the spool, and the records in it. What is delivered is marked in its header, one byte written in place: it
 * costs less than two microseconds, and after a crash nothing that was marked is sent again.
 */
import { decodeRecord, encodeHeader, findRecords, headerBytes, removedState, stateOffset, type StoredRecord } from './record-format.js';
import type { SegmentName } from './segment-name.js';
import { errorCode, type FoundSegment } from './spool-folder.js';
import type { SpoolDropReason, SpoolEntry, SpoolTicket } from './spool-types.js';

const fs = process.getBuiltinModule('node:fs');
const privateMode = 0o600;
/** Not on Windows. */
const noFollow = fs.constants.O_NOFOLLOW ?? 0;

export interface Segment extends SegmentName {
  readonly file: string;
  sizeBytes: number;
  /** As long as it is appended to. */
  descriptor: number | undefined;
  /** Of the records that are known and not removed, oldest first. */
  readonly tickets: Set<Ticket>;
  newestAtMs: number;
  /** Its records are known. */
  isLoaded: boolean;
}

/** What a `SpoolTicket` is to the spool. */
export interface Ticket extends SpoolTicket {
  readonly segment: Segment;
  readonly offset: number;
  dropped: SpoolDropReason | undefined;
}

/** @throws what the file system says */
export function createSegment(file: string, name: SegmentName): Segment {
  const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
  const descriptor = fs.openSync(file, O_RDWR | O_CREAT | O_EXCL | noFollow, privateMode);
  return { ...describeSegment(file, name), descriptor, isLoaded: true };
}

export function segmentOf(found: FoundSegment): Segment {
  return { ...describeSegment(found.file, found), sizeBytes: found.sizeBytes };
}

function describeSegment(file: string, { signal, exporterIndex, startedAtMs }: SegmentName): Segment {
  return { file, signal, exporterIndex, startedAtMs, sizeBytes: 0, descriptor: undefined, tickets: new Set(), newestAtMs: -Infinity, isLoaded: false };
}

/** @throws what the file system says; then the segment is as it was before */
export function appendRecord(segment: Segment, entry: SpoolEntry): Ticket {
  const { descriptor, sizeBytes: offset } = segment;
  if (descriptor === undefined) throw new Error('the segment is closed');
  const recordBytes = headerBytes + entry.body.byteLength;
  const writtenBytes = fs.writevSync(descriptor, [encodeHeader(entry), entry.body], offset);
  if (writtenBytes !== recordBytes) {
    fs.ftruncateSync(descriptor, offset);
    throw Object.assign(new Error('the disk took only a part'), { code: 'ENOSPC' });
  }
  segment.sizeBytes += recordBytes;
  return addTicket(segment, { offset, ...entry, bodyBytes: entry.body.byteLength });
}

function addTicket(segment: Segment, { offset, itemCount, bodyBytes, createdAtMs }: Omit<StoredRecord, 'isRemoved' | 'signal'>): Ticket {
  segment.newestAtMs = Math.max(segment.newestAtMs, createdAtMs);
  const ticket = { itemCount, bodyBytes, createdAtMs, segment, offset, dropped: undefined };
  segment.tickets.add(ticket);
  return ticket;
}

/**
 * Finds the records of a segment that another process wrote.
 * @returns whether all of it is sound
 * @throws what the file system says
 */
export function loadSegment(segment: Segment): boolean {
  const { records, isTorn } = findRecords(withFile(segment, fs.constants.O_RDONLY, (descriptor) => fs.readFileSync(descriptor)));
  segment.isLoaded = true;
  for (const record of records) if (!record.isRemoved) addTicket(segment, record);
  return !isTorn;
}

/** Of the process or the system, and soon over. */
const shortages: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * @returns undefined when the file is gone, or cannot be read for good
 * @throws what the file system says, when it may be read later
 */
export function readRecord({ segment, offset, bodyBytes }: Ticket): SpoolEntry | 'damaged' | undefined {
  const bytes = Buffer.allocUnsafeSlow(headerBytes + bodyBytes);
  let readBytes: number;
  try {
    readBytes = withFile(segment, fs.constants.O_RDONLY, (descriptor) => fs.readSync(descriptor, bytes, 0, bytes.length, offset));
  } catch (error) {
    if (shortages.has(errorCode(error))) throw error;
    return undefined;
  }
  const record = decodeRecord(bytes.subarray(0, readBytes), 0);
  if (record?.bodyBytes !== bodyBytes) return 'damaged';
  const { signal, itemCount, createdAtMs } = record;
  return { signal, exporterIndex: segment.exporterIndex, itemCount, createdAtMs, body: bytes.subarray(headerBytes) };
}

/** Where the mark cannot be written, the record is delivered once more after a crash. */
export function markRemoved({ segment, offset }: Ticket): void {
  try {
    withFile(segment, fs.constants.O_RDWR, (descriptor) => fs.writeSync(descriptor, Uint8Array.of(removedState), 0, 1, offset + stateOffset));
  } catch {
    // a disk that is read-only now, or a file that is gone
  }
}

function withFile<Result>(segment: Segment, flags: number, use: (descriptor: number) => Result): Result {
  if (segment.descriptor !== undefined) return use(segment.descriptor);
  const descriptor = fs.openSync(segment.file, flags | noFollow);
  try {
    return use(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** Whether somebody deleted the file; writing to it would still succeed. */
export function isDeleted(descriptor: number): boolean {
  return fs.fstatSync(descriptor).nlink === 0;
}

export function closeSegment(segment: Segment): void {
  const { descriptor } = segment;
  segment.descriptor = undefined;
  if (descriptor === undefined) return;
  try {
    fs.closeSync(descriptor);
  } catch {
    // a disk that fails at this point failed before
  }
}

/** @returns whether it was this call that deleted the file */
export function deleteSegment(segment: Segment): boolean {
  forgetSegment(segment);
  try {
    fs.unlinkSync(segment.file);
    return true;
  } catch {
    return false;
  }
}

/** For a file that somebody else has now, or deleted. */
export function forgetSegment(segment: Segment): void {
  closeSegment(segment);
  segment.tickets.clear();
}
