import assert from 'node:assert/strict';
import { flush, publishState, readState, shutdown, type DistroState } from '../../../src/sdk/state.js';

function createState(calls: string[]): DistroState {
  return {
    version: '1.2.3',
    path: '/app/register.cjs',
    threadId: 0,
    status: 'started',
    async flush() {
      calls.push('flush');
    },
    async shutdown() {
      calls.push('shutdown');
    },
  };
}

describe('distro state', () => {
  it('resolves at once when nothing was started', async () => {
    assert.equal(readState(), undefined);
    await flush();
    await shutdown();
  });

  it('reaches the copy that was started, under a key that every copy knows', async () => {
    const calls: string[] = [];
    const undo = publishState(createState(calls));
    try {
      await flush();
      await shutdown();
      assert.deepEqual(calls, ['flush', 'shutdown']);
      const key = Symbol.for('@org/otel-distro');
      assert.equal(Reflect.get(globalThis, key), readState());
      assert.equal(Object.prototype.propertyIsEnumerable.call(globalThis, key), false);
    } finally {
      undo();
    }
    assert.equal(readState(), undefined);
  });

  it('leaves the state of a later start alone when an earlier one is undone', () => {
    const undoFirst = publishState(createState([]));
    const second = createState([]);
    const undoSecond = publishState(second);
    undoFirst();
    assert.equal(readState(), second);
    undoSecond();
  });

  it('survives the state of another version, which may lack parts', async () => {
    const undo = publishState({ version: '0.0.1' } as DistroState);
    await flush();
    await shutdown();
    undo();
  });
});
