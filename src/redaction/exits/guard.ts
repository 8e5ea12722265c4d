/** Keeps what throws behind the redaction away from the app: reported, and nothing of it passed on. */
import { reportProblem } from '../../diagnostics/log.js';

type Code = 'redaction-failed' | 'processor-failed';

export function guard<Result>(code: Code, work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    reportFailure(code, error);
    return undefined;
  }
}

export function reportFailure(code: Code, error: unknown): void {
  // no message: it may quote the value that had to be hidden
  reportProblem(code, error instanceof Error ? error.name : typeof error);
}

/** What is left of a record: what the redaction leaves or, where that fails, what is known to be harmless. */
export function guardRecord<Item>(record: Item, redact: (record: Item) => Item, empty: (record: Item) => Item): Item | undefined {
  try {
    return redact(record);
  } catch (error) {
    reportFailure('redaction-failed', error);
    return guard('redaction-failed', () => empty(record));
  }
}
