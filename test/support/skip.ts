/** Leaves a row out where something is missing on the machine, with the reason; on CI nothing may be missing. */
import type { Context } from 'mocha';

export function skipUnless(test: Context, missing: string | undefined): void {
  if (missing === undefined) return;
  if (process.env['CI'] === 'true') throw new Error(`needed on CI: ${missing}`);
  if (test.test !== undefined) test.test.title += ` (skipped: ${missing})`;
  test.skip();
}
