/** Waits for several pieces of work and lets no failure cut the others short. */

/**
 * Starts every piece of work, waits for all of them, then rejects with an `AggregateError` if any failed.
 * @param work functions instead of promises, so that one which throws at once does not stop the rest
 */
export async function settleAll(work: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  const outcomes = await Promise.allSettled(work.map(async (start) => start()));
  const reasons = outcomes.flatMap((outcome): unknown[] => (outcome.status === 'rejected' ? [outcome.reason] : []));
  if (reasons.length > 0) throw new AggregateError(reasons, reasons.map(String).join('; '));
}
