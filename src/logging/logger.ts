/** The types of a logger: what `getLogger` adds to a winston logger, and what of winston's own an app uses, in words that need no other package. */

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Plain data by name. What is undefined or a function is left out. */
export type LogFields = object;

/** The event comes first, as a name and not as a sentence: `order_placed`. Returns the logger. */
export interface LogMethod {
  (event: string, fields?: LogFields): Logger;
  /** What was thrown becomes `exception.type`, `exception.message` and `exception.stacktrace`, with all that caused it. */
  (event: string, error: unknown, fields?: LogFields): Logger;
  (error: Error, fields?: LogFields): Logger;
  /** Winston's own way. */
  (entry: { readonly message: unknown; readonly [field: string]: unknown }): Logger;
}

/** A winston 3 logger. Its methods may be taken off the object. */
export interface Logger {
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly fatal: LogMethod;
  /**
   * The early return that can be seen: a record of level info with the event and `skip.reason`, and one more in the metric
   * `log.skip.count` by both. The reason is a name as well: `invalid_question`.
   */
  readonly skip: (event: string, reason: string, fields?: LogFields) => Logger;
  log(level: LogLevel, event: string, ...rest: readonly unknown[]): Logger;
  log(entry: { readonly level: string; readonly message: unknown; readonly [field: string]: unknown }): Logger;
  /** A logger with these fields on each line; a level that it is given is its own. */
  child(fields: LogFields): Logger;

  level: string;
  silent: boolean;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports: readonly object[];
  isLevelEnabled(level: string): boolean;
  isDebugEnabled(): boolean;
  isInfoEnabled(): boolean;
  isWarnEnabled(): boolean;
  isErrorEnabled(): boolean;
  isFatalEnabled(): boolean;
  /** A winston transport; it gets redacted lines. */
  add(transport: object): Logger;
  remove(transport: object): Logger;
  clear(): Logger;
  close(): Logger;
  configure(options: object): void;
  startTimer(): { done(entry?: object): boolean };
  profile(id: string | number, entry?: object): Logger;
  write(entry: unknown): boolean;
  end(): unknown;
  on(event: string, listener: (...args: never[]) => void): unknown;
  once(event: string, listener: (...args: never[]) => void): unknown;
}
