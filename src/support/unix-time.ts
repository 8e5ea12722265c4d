/** The time of spans and log records: that of the wall clock, to the microsecond, and never backwards while the wall clock is not set. */
import type { HrTime } from '@opentelemetry/api';

const checkIntervalMs = 100;
/** The wall clock tells whole milliseconds: less is no difference. */
const toleranceMs = 2;

let offsetMs = performance.timeOrigin;
let checkedAtMs = -Infinity;

/** Unix time in milliseconds, and parts of them. @param nowMs what `performance.now()` says now */
export function unixTimeMs(nowMs: number = performance.now()): number {
  if (nowMs - checkedAtMs >= checkIntervalMs) follow(nowMs);
  return offsetMs + nowMs;
}

/** The same of another moment that `performance.now()` told. */
export function unixTimeAt(momentMs: number): number {
  unixTimeMs();
  return offsetMs + momentMs;
}

/** The wall clock may have been set, and the other clock stands still while the machine sleeps. */
function follow(nowMs: number): void {
  checkedAtMs = nowMs;
  const aheadMs = Date.now() - (offsetMs + nowMs);
  if (Math.abs(aheadMs) > toleranceMs) offsetMs += aheadMs;
}

export function toHrTime(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / 1000);
  const nanoseconds = Math.round((timeMs - seconds * 1000) * 1e6);
  return nanoseconds === 1e9 ? [seconds + 1, 0] : [seconds, nanoseconds];
}
