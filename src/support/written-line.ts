/** Whether a logger is writing a line of which a record is made already: what it prints by `console` is no second record. */

let depth = 0;

export function isWritingLine(): boolean {
  return depth > 0;
}

export function whileWritingLine<Result>(write: () => Result): Result {
  depth++;
  try {
    return write();
  } finally {
    depth--;
  }
}
