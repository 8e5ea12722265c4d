/** The transport of our loggers: writes lines to stdout as `console` does, at once as far as its reader takes them. */
import { writeQuietly } from '../support/standard-stream.js';

export class ConsoleLines {
  readonly name = 'console';
  /** Of its own; undefined = that of the logger. */
  level: string | undefined = undefined;
  silent = false;

  log(line: string): void {
    writeQuietly(process.stdout, `${line}\n`);
  }
}
