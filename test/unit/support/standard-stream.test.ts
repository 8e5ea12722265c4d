/** A stream that nobody reads any more. */
import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { writeQuietly } from '../../../src/support/standard-stream.js';

const closed = (isSynchronous: boolean): Writable =>
  new Writable({
    write(_chunk, _encoding, callback) {
      const fail = (): void => callback(Object.assign(new Error('nobody reads'), { code: 'EPIPE' }));
      if (isSynchronous) fail();
      else setImmediate(fail);
    },
  });

const whenClosed = (stream: Writable): Promise<unknown> => new Promise((resolve) => stream.once('close', resolve));

describe('writeQuietly', () => {
  for (const isSynchronous of [true, false]) {
    const when = isSynchronous ? 'at once' : 'later';

    it(`an error that comes ${when} goes to who asks, and does not end the process`, async () => {
      const stream = closed(isSynchronous);
      const ended = whenClosed(stream);
      const error = await new Promise((resolve) => writeQuietly(stream, 'text', resolve));
      assert.ok(error instanceof Error);
      await ended;
    });

    it(`an error that comes ${when} does not end a process whose workers write there`, async () => {
      const stream = closed(isSynchronous);
      const ended = whenClosed(stream);
      new PassThrough().pipe(stream);
      writeQuietly(stream, 'text');
      await ended;
    });

    it(`an error that comes ${when} reaches an app that listens`, async () => {
      const stream = closed(isSynchronous);
      const heard: unknown[] = [];
      stream.on('error', (error) => heard.push(error));
      const ended = whenClosed(stream);
      writeQuietly(stream, 'text');
      await ended;
      assert.equal(heard.length, 1);
    });
  }
});
