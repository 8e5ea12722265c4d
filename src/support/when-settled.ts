/** Runs a function that may be synchronous or not, and tells how it ended. */

/**
 * Returns what `work` returns, or throws what it throws. Of a promise (or any thenable) it returns the promise that comes
 * after `onReturn` or `onThrow`, so that a rejection which nobody handles stays an unhandled one.
 */
export function whenSettled<Result>(work: () => Result, onReturn: () => void, onThrow: (thrown: unknown) => void): Result {
  let result: Result;
  try {
    result = work();
  } catch (thrown) {
    onThrow(thrown);
    throw thrown;
  }
  if (isThenable(result)) {
    return result.then(
      (value) => {
        onReturn();
        return value;
      },
      (thrown: unknown) => {
        onThrow(thrown);
        throw thrown;
      },
    ) as Result;
  }
  onReturn();
  return result;
}

/** A value that cannot be looked at is none. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' || value === null) && typeof value !== 'function') return false;
  try {
    return 'then' in value && typeof value.then === 'function';
  } catch {
    return false;
  }
}
