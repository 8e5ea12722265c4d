import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { startReceiver } from '../../../src/testing/index.js';
import { grpcExport, post, traceRequest } from './clients.js';

describe('a receiver in an instrumented process', () => {
  it('is not seen by what patches emit of the server classes', async () => {
    const seen: unknown[] = [];
    const emit = EventEmitter.prototype.emit;
    const patched = function (this: EventEmitter, event: string | symbol, ...args: unknown[]): boolean {
      seen.push(event);
      return emit.call(this, event, ...args);
    };
    for (const { prototype } of [Server, NetServer]) Object.defineProperty(prototype, 'emit', { value: patched, configurable: true, writable: true });
    try {
      const receiver = await startReceiver();
      assert.equal((await post(receiver.url, 'traces', traceRequest({ name: 'x' }))).status, 200);
      assert.equal((await grpcExport(receiver.grpcUrl, 'traces', Buffer.alloc(0))).grpcStatus, '0');
      await receiver.close();
      assert.deepEqual(seen, []);
      new Server().emit('request');
      assert.deepEqual(seen, ['request']);
    } finally {
      for (const { prototype } of [Server, NetServer]) Reflect.deleteProperty(prototype, 'emit');
    }
  });
});
