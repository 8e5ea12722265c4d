/** Waiting with a limit: the only kinds of wait that the distro does. */

/** The longest delay that a timer of Node.js can hold. */
export const maxTimerMs = 2 ** 31 - 1;

/**
 * Calls `onExpired` after `timeoutMs`, unless the returned function is called before. Never keeps a finished process alive.
 * @param timeoutMs 0 = no limit
 */
export function startDeadline(timeoutMs: number, onExpired: () => void): () => void {
  if (timeoutMs === 0) return () => {};
  const timer = setTimeout(onExpired, Math.min(timeoutMs, maxTimerMs));
  timer.unref();
  return () => clearTimeout(timer);
}

/**
 * Waits for `work`, at most `timeoutMs`. While it waits the process stays alive, so that a flush can finish.
 * @returns whether the work was done in time; a rejection counts as done
 */
export function settlesWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
