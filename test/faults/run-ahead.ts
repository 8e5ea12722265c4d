/** Runs rows a few at a time, because a row mostly waits: whoever asks for one also starts those that come next. */

export function runAhead<Row, Result>(rows: readonly Row[], width: number, run: (row: Row) => Promise<Result>): (row: Row) => Promise<Result> {
  const started = new Map<Row, Promise<Result>>();
  const start = (row: Row): Promise<Result> => {
    const running = started.get(row) ?? run(row);
    // who is never asked for must not end the process
    running.catch(() => undefined);
    started.set(row, running);
    return running;
  };
  return (row) => {
    const index = rows.indexOf(row);
    for (const next of rows.slice(index, index + width)) void start(next);
    return start(row);
  };
}
