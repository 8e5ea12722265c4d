/** Waiting with a limit: the one kind of wait that the distro does. */

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
