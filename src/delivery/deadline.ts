/** A deadline that never keeps a finished process alive. */

/** The longest delay that a timer of Node.js can hold. */
const maxTimerMs = 2 ** 31 - 1;

/**
 * Calls `onExpired` after `timeoutMs`, unless the returned function is called before.
 * @param timeoutMs 0 = no limit
 */
export function startDeadline(timeoutMs: number, onExpired: () => void): () => void {
  if (timeoutMs === 0) return () => {};
  const timer = setTimeout(onExpired, Math.min(timeoutMs, maxTimerMs));
  timer.unref();
  return () => clearTimeout(timer);
}
