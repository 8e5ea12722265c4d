/** Leaves a row out where something is missing on the machine, with the reason; on CI nothing may be missing. */
import type { Context } from 'mocha';

export function skipUnless(test: Context, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env['CI'] === 'true') throw new Error(`needed on CI: ${missing}`);
  const { test: runnable } = test;
  const giveReason = (skipped: { title: string }): void => void (skipped.title += ` (skipped: ${missing})`);
  // a hook leaves out all tests of its suite, and has no title that is shown
  if (runnable !== undefined && 'type' in runnable && runnable.type === 'hook') runnable.parent?.eachTest(giveReason);
  else if (runnable !== undefined) giveReason(runnable);
  test.skip();
}
