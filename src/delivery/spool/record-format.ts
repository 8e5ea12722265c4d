/** How an entry lies in a file of the spool: a header with a checksum, then the body. */
import { signals, type Signal } from '../exporter.js';
import { crc32 } from './crc32.js';
import type { SpoolEntry } from './spool-types.js';

export const headerBytes = 32;
/** Not part of the checksum, since it is overwritten in place. */
export const stateOffset = 28;
export const removedState = 0xac;

const magic = Buffer.from('OTSP');
const version = 1;
const checkedHeaderBytes = 24;
/** A file that is made to look like many records must not cost a checksum for each of them. */
const maxResyncs = 64;

export interface StoredRecord {
  readonly offset: number;
  readonly signal: Signal;
  readonly itemCount: number;
  readonly bodyBytes: number;
  readonly createdAtMs: number;
  readonly isRemoved: boolean;
}

export function encodeHeader({ signal, itemCount, body, createdAtMs }: SpoolEntry): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header[4] = version;
  header[5] = signals.indexOf(signal);
  header.writeUInt32LE(itemCount, 8);
  header.writeUInt32LE(body.byteLength, 12);
  header.writeDoubleLE(createdAtMs, 16);
  header.writeUInt32LE(crc32(body, crc32(header.subarray(0, checkedHeaderBytes))), 24);
  return header;
}

/** @returns undefined when no sound record begins there */
export function decodeRecord(bytes: Buffer, offset: number): StoredRecord | undefined {
  const bodyOffset = offset + headerBytes;
  if (bodyOffset > bytes.length || bytes.compare(magic, 0, magic.length, offset, offset + magic.length) !== 0) return undefined;
  const signal = signals[bytes.readUInt8(offset + 5)];
  const bodyBytes = bytes.readUInt32LE(offset + 12);
  if (bytes[offset + 4] !== version || signal === undefined || bodyOffset + bodyBytes > bytes.length) return undefined;
  const headerChecksum = crc32(bytes.subarray(offset, offset + checkedHeaderBytes));
  if (crc32(bytes.subarray(bodyOffset, bodyOffset + bodyBytes), headerChecksum) !== bytes.readUInt32LE(offset + 24)) return undefined;
  return {
    offset,
    signal,
    itemCount: bytes.readUInt32LE(offset + 8),
    bodyBytes,
    createdAtMs: bytes.readDoubleLE(offset + 16),
    isRemoved: bytes[offset + stateOffset] === removedState,
  };
}

/** All sound records, also those behind a damaged one. */
export function findRecords(bytes: Buffer): { readonly records: StoredRecord[]; readonly isTorn: boolean } {
  const records: StoredRecord[] = [];
  let resyncs = 0;
  let offset = 0;
  while (offset >= 0 && offset < bytes.length && resyncs <= maxResyncs) {
    const record = decodeRecord(bytes, offset);
    if (record === undefined) {
      resyncs++;
      offset = bytes.indexOf(magic, offset + 1);
    } else {
      records.push(record);
      offset += headerBytes + record.bodyBytes;
    }
  }
  return { records, isTorn: resyncs > 0 };
}
