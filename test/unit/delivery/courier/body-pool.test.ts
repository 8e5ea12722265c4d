/** The memory of requests that wait: what is used again, and what is not. */
import assert from 'node:assert/strict';
import { BodyPool } from '../../../../src/delivery/courier/body-pool.js';
import { Shelf } from '../../../../src/delivery/courier/shelf.js';

const fullChunkBytes = 66 * 1024;

describe('body pool', () => {
  it('uses a large buffer again once it is given back, and only once', () => {
    const pool = new BodyPool();
    const first = pool.take(fullChunkBytes);
    pool.giveBack(first.subarray(0, 10));
    pool.giveBack(first);
    const second = pool.take(fullChunkBytes);
    assert.equal(second.buffer, first.buffer);
    assert.notEqual(pool.take(fullChunkBytes).buffer, second.buffer);
  });

  it('has room for what is asked for, and small requests take no more than that', () => {
    const pool = new BodyPool();
    for (const byteCount of [0, 1, 1000, 30_000]) assert.equal(pool.take(byteCount).buffer.byteLength, byteCount);
    for (const byteCount of [40_000, fullChunkBytes, 200_000]) assert.ok(pool.take(byteCount).length >= byteCount);
  });

  it('takes nothing that is not its own', () => {
    const pool = new BodyPool();
    const foreign = Buffer.alloc(pool.take(fullChunkBytes).length);
    pool.giveBack(foreign);
    assert.notEqual(pool.take(fullChunkBytes).buffer, foreign.buffer);
  });

  it('keeps a bounded number of buffers in which nothing is', () => {
    const pool = new BodyPool();
    const buffers = Array.from({ length: 1000 }, () => pool.take(fullChunkBytes));
    for (const buffer of buffers) pool.giveBack(buffer);
    const before = new Set(buffers.map(({ buffer }) => buffer));
    const again = buffers.filter(() => before.has(pool.take(fullChunkBytes).buffer));
    assert.equal(again.length, 16);
  });
});

describe('shelf: pooled requests', () => {
  const put = (shelf: Shelf) => shelf.put({ signal: 'traces', exporterIndex: 0 }, shelf.pool.take(fullChunkBytes).subarray(0, 50_000), 1);

  it('counts the whole buffer of each, and has room again when they are removed', () => {
    const shelf = new Shelf(undefined, 2 * fullChunkBytes + 60_000);
    const parcels = [put(shelf), put(shelf)];
    assert.equal(put(shelf), undefined);
    for (const parcel of parcels) shelf.remove(parcel!);
    const later = [put(shelf), put(shelf)];
    assert.ok(later.every((parcel) => parcel !== undefined));
  });

  it('counts the halves of one in its place', () => {
    const shelf = new Shelf(undefined, 2 * fullChunkBytes + 60_000);
    const halves = shelf.split(put(shelf)!, [new Uint8Array(60_000), new Uint8Array(60_000)], 1);
    const other = put(shelf);
    assert.notEqual(other, undefined);
    assert.equal(put(shelf), undefined);
    for (const half of halves) shelf.remove(half);
    assert.notEqual(put(shelf), undefined);
  });

  it('what finds no room, is removed or halved gives its buffer back; what waits keeps it', () => {
    const shelf = new Shelf(undefined, 2 * fullChunkBytes + 60_000);
    const first = put(shelf)!;
    const second = put(shelf)!;
    const memories = [first, second].map(({ body }) => body!.buffer);
    const refused = shelf.pool.take(fullChunkBytes);
    assert.equal(shelf.put({ signal: 'traces', exporterIndex: 0 }, refused, 1), undefined);
    assert.equal(shelf.pool.take(fullChunkBytes).buffer, refused.buffer);
    shelf.split(first, [Buffer.alloc(1), Buffer.alloc(1)], 1);
    assert.equal(shelf.pool.take(fullChunkBytes).buffer, memories[0]);
    shelf.remove(second);
    assert.equal(shelf.pool.take(fullChunkBytes).buffer, memories[1]);
  });
});
