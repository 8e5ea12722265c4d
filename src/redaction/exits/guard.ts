/** Keeps what throws behind the redaction away from the app: reported, and nothing of it passed on. */
import { reportProblem } from '../../diagnostics/log.js';

export function guard<Result>(code: 'redaction-failed' | 'processor-failed', work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    // no message: it may quote the value that had to be hidden
    reportProblem(code, error instanceof Error ? error.name : typeof error);
    return undefined;
  }
}
