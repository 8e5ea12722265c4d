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

/** What is left of a record: what the redaction leaves or, where that fails, what is known to be harmless. */
export function guardRecord<Item>(record: Item, redact: (record: Item) => Item, empty: (record: Item) => Item): Item | undefined {
  return guard('redaction-failed', () => redact(record)) ?? guard('redaction-failed', () => empty(record));
}
