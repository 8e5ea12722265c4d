/** Puts what was thrown into words: with its message, or without one that may quote what the app recorded. */

export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `TypeError (ERR_INVALID_ARG_TYPE) at read (/app/metrics.js:12:3)`; the kind of value for what is no error. */
export function describeErrorWithoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  // the message stands before the first frame, and may look like one
  const stack = error.stack?.replace(error.message, '') ?? '';
  const place = /^\s+(at .+)$/m.exec(stack)?.[1];
  return `${error.name}${code}${place === undefined ? '' : ` ${place}`}`;
}
