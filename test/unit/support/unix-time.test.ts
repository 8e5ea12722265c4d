/** The time of records: as the wall clock tells it, finer, and in order. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { toHrTime, unixTimeAt, unixTimeMs } from '../../../src/support/unix-time.js';

/** Clocks that are set by hand, and a module that knows no others. */
async function withClocks(run: (time: typeof import('../../../src/support/unix-time.js'), clocks: { wallMs: number; steadyMs: number }) => void): Promise<void> {
  const clocks = { wallMs: performance.timeOrigin + 100, steadyMs: 100 };
  const { now } = Date;
  Date.now = () => Math.floor(clocks.wallMs);
  Object.defineProperty(performance, 'now', { value: () => clocks.steadyMs, configurable: true });
  try {
    run((await import(`../../../src/support/unix-time.js?fresh=${Math.random()}`)) as never, clocks);
  } finally {
    Date.now = now;
    Reflect.deleteProperty(performance, 'now');
  }
}

describe('unix time', () => {
  it('lies within 2 ms of the wall clock, and has parts of a millisecond', () => {
    let parts = 0;
    for (let time = 0; time < 1000; time++) {
      const before = Date.now();
      const told = unixTimeMs();
      assert.ok(told > before - 3 && told < Date.now() + 3, `${told} at ${before}`);
      if (told % 1 !== 0) parts++;
    }
    assert.ok(parts > 900);
  });

  it('never goes backwards', () => {
    let last = 0;
    for (let time = 0; time < 10_000; time++) {
      const told = unixTimeMs();
      assert.ok(told >= last);
      last = told;
    }
  });

  for (const [name, byMs] of [['forwards', 3_600_000], ['backwards', -3_600_000], ['by little', 40]] as const) {
    it(`follows within a second when the wall clock is set ${name}`, () => withClocks((time, clocks) => {
      assert.ok(Math.abs(time.unixTimeMs() - clocks.wallMs) <= 2);
      clocks.wallMs += byMs;
      for (let passedMs = 0; passedMs < 1000; passedMs += 100) {
        clocks.wallMs += 100;
        clocks.steadyMs += 100;
        time.unixTimeMs();
      }
      assert.ok(Math.abs(time.unixTimeMs() - clocks.wallMs) <= 2);
    }));
  }

  it('follows when the machine has slept', () => withClocks((time, clocks) => {
    time.unixTimeMs();
    clocks.wallMs += 8 * 3_600_000;
    clocks.steadyMs += 1000;
    assert.ok(Math.abs(time.unixTimeMs() - clocks.wallMs) <= 2);
  }));

  it('does not jump with the milliseconds of the wall clock', () => withClocks((time, clocks) => {
    const first = time.unixTimeMs() - clocks.steadyMs;
    for (let turn = 0; turn < 100; turn++) {
      clocks.wallMs += 1000.37;
      clocks.steadyMs += 1000.37;
      assert.ok(Math.abs(time.unixTimeMs() - clocks.steadyMs - first) < 0.001);
    }
  }));

  it('a moment that has passed is told by the clock of today, and does not set it', () => withClocks((time, clocks) => {
    time.unixTimeMs();
    clocks.wallMs += 61_000;
    clocks.steadyMs += 60_000;
    assert.ok(Math.abs(time.unixTimeAt(clocks.steadyMs - 5000) - (clocks.wallMs - 5000)) <= 2);
    assert.ok(Math.abs(time.unixTimeMs() - clocks.wallMs) <= 2);
    assert.ok(Math.abs(time.unixTimeAt(-1000) - (clocks.wallMs - clocks.steadyMs - 1000)) <= 2);
  }));

  it('of a moment is what it was then', () => {
    const now = performance.now();
    assert.equal(unixTimeAt(now), unixTimeMs(now));
  });
});

describe('toHrTime', () => {
  it('has whole seconds and less than a second of nanoseconds, and is the time that was given', () => fc.assert(
    fc.property(fc.double({ min: 0, max: 8.64e15, noNaN: true }), (timeMs) => {
      const [seconds, nanoseconds] = toHrTime(timeMs);
      assert.ok(Number.isInteger(seconds) && Number.isInteger(nanoseconds) && nanoseconds >= 0 && nanoseconds < 1e9);
      assert.ok(Math.abs(seconds * 1000 + nanoseconds / 1e6 - timeMs) <= Math.max(1e-6, timeMs * 2 ** -52));
    }), { seed: 4, numRuns: 1000 }));

  const rows: readonly (readonly [timeMs: number, expected: readonly [number, number]])[] = [
    [0, [0, 0]], [1_700_000_000_123, [1_700_000_000, 123_000_000]], [1_700_000_000_123.25, [1_700_000_000, 123_250_000]],
    [999.999_999_9, [1, 0]], [-1, [-1, 999_000_000]],
  ];
  for (const [timeMs, expected] of rows) it(`${timeMs} ms`, () => assert.deepEqual(toHrTime(timeMs), expected));
});
