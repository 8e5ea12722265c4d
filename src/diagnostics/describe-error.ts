/** Names an error without its message, which may quote what the app recorded. */

/** `TypeError (ERR_INVALID_ARG_TYPE) at read (/app/metrics.js:12:3)`; the kind of value for what is no error. */
export function describeErrorWithoutMessage(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  // the message stands before the first frame, and may look like one
  const stack = error.stack?.replace(error.message, '') ?? '';
  const place = /^\s+(at .+)$/m.exec(stack)?.[1];
  return `${error.name}${code}${place === undefined ? '' : ` ${place}`}`;
}
