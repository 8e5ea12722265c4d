/** What is found again of the bytes of a segment, whatever happened to them. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { crc32, portableCrc32 } from '../../../../src/delivery/spool/crc32.js';
import { decodeRecord, encodeHeader, findRecords, headerBytes } from '../../../../src/delivery/spool/record-format.js';
import type { SpoolEntry } from '../../../../src/delivery/spool/spool-types.js';
import { entry } from './spool-folders.js';

const record = (one: SpoolEntry): Buffer => Buffer.concat([encodeHeader(one), one.body]);
const three = [1, 2, 3].map((number) => entry(number, { createdAtMs: number }));
const times = (bytes: Buffer): number[] => findRecords(bytes).records.map(({ createdAtMs }) => createdAtMs);

describe('records of the spool', () => {
  it('the checksum is the same where Node.js has none', () => {
    assert.equal(portableCrc32(Buffer.from('123456789')), 0xcbf43926);
    fc.assert(fc.property(fc.uint8Array(), fc.uint8Array(), (head, tail) => portableCrc32(tail, portableCrc32(head)) === crc32(tail, crc32(head))), { seed: 4 });
  });

  it('a record is what went in', () => {
    const one = entry(1, { signal: 'logs', itemCount: 4_000_000_000, createdAtMs: 1_795_000_000_123.5 });
    assert.deepEqual(decodeRecord(record(one), 0), { offset: 0, signal: 'logs', itemCount: one.itemCount, bodyBytes: one.body.length, createdAtMs: one.createdAtMs, isRemoved: false });
  });

  it('a tail cut at any byte costs the last record and no other', () => {
    const whole = Buffer.concat(three.map(record));
    const lastOffset = whole.length - record(entry(3)).length;
    for (let length = lastOffset; length < whole.length; length++) {
      assert.deepEqual(times(whole.subarray(0, length)), [1, 2]);
      assert.equal(findRecords(whole.subarray(0, length)).isTorn, length > lastOffset);
    }
    assert.deepEqual(times(whole), [1, 2, 3]);
    assert.equal(findRecords(whole).isTorn, false);
  });

  it('a flipped bit anywhere in a record costs this record and no other', () => {
    const whole = Buffer.concat(three.map(record));
    const size = record(entry(2)).length;
    for (let offset = size; offset < 2 * size; offset++) {
      const isUnchecked = offset - size >= 28 && offset - size < headerBytes;
      if (isUnchecked) continue;
      for (let bit = 0; bit < 8; bit++) {
        const damaged = Buffer.from(whole);
        damaged[offset] = (damaged[offset] ?? 0) ^ (1 << bit);
        assert.deepEqual(times(damaged), [1, 3], `bit ${bit} of byte ${offset}`);
        assert.equal(findRecords(damaged).isTorn, true);
      }
    }
  });

  it('garbage gives no records and ends', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => findRecords(Buffer.from(garbage)).records.length === 0), { seed: 5 });
    const looksLikeRecords = Buffer.alloc(1 << 20, 'OTSP');
    assert.deepEqual(findRecords(looksLikeRecords), { records: [], isTorn: true });
  });
});
