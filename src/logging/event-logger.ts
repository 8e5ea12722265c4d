/** A winston logger whose lines are events: one redacted record for the Logs API, stdout and the transports that an app adds. */
import { context, logs, type Attributes, type Logger as LogsApiLogger } from '@opentelemetry/api';
import WinstonLogger from 'winston/lib/winston/logger.js';
import { describeErrorWithoutMessage } from '../diagnostics/describe-error.js';
import { reportProblem } from '../diagnostics/log.js';
import { currentRedactor } from '../redaction/redactor.js';
import { exceptionAttributes } from '../support/exception-attributes.js';
import { kindOf } from '../support/invalid-argument.js';
import { levelAliases } from '../support/level-aliases.js';
import { severityOfLevel } from '../support/log-severity.js';
import { ConsoleLines } from './console-lines.js';
import { emitRecord, redactHere, type OwnRecord } from './emit-record.js';
import { addFields, joinFields, readableFields } from './field-attributes.js';
import { createLine, type Line } from './line.js';
import { readEntry, readLogCall, type LogCall } from './log-call.js';
import { logLevels, type Logger, type LogLevel, type LogMethod } from './logger.js';
import { reportInvalidCall } from './report-invalid-call.js';
import { countSkip } from './skip-counter.js';

const levelSymbol = Symbol.for('level');
const messageSymbol = Symbol.for('message');
const levelRanks: Readonly<Record<string, number>> = Object.fromEntries(logLevels.map((level, rank) => [level, rank]));
/** What can be the name of an event, and not a sentence. */
const eventName = /^[A-Za-z][\w.:/-]{0,127}$/;

/** In any case, and by the names that other loggers have for it; undefined for what is none. */
export function toLogLevel(given: unknown): LogLevel | undefined {
  if (typeof given !== 'string') return undefined;
  const name = given.toLowerCase();
  return logLevels.find((level) => level === name) ?? (Object.hasOwn(levelAliases, name) ? levelAliases[name as keyof typeof levelAliases] : undefined);
}

/** @param call what was set, as `setLogLevel(level, name?)` */
export function reportUnknownLevel(call: string, given: unknown): void {
  reportProblem('log-invalid', `${call}: level is ${typeof given === 'string' ? JSON.stringify(given) : kindOf(given)}, expected one of ${logLevels.join(', ')}; nothing is changed.`);
}

export type LineFormat = (line: Line) => string;

/** As winston wants it: the default format, which `configure` may replace. */
class OwnFormat {
  readonly line: LineFormat;
  readonly options = undefined;

  constructor(line: LineFormat) {
    this.line = line;
  }

  transform(info: Record<string | symbol, unknown>): Record<string | symbol, unknown> {
    return info;
  }
}

export interface EventLoggerOptions {
  readonly name: string;
  readonly level: LogLevel;
  readonly format: LineFormat;
}

/** Children are objects with their logger as prototype, as winston's are, so that no member can be private. */
export class EventLogger extends WinstonLogger implements Logger {
  declare readonly debug: LogMethod;
  declare readonly info: LogMethod;
  declare readonly warn: LogMethod;
  declare readonly error: LogMethod;
  declare readonly fatal: LogMethod;
  declare readonly skip: Logger['skip'];
  declare readonly isDebugEnabled: () => boolean;
  declare readonly isInfoEnabled: () => boolean;
  declare readonly isWarnEnabled: () => boolean;
  declare readonly isErrorEnabled: () => boolean;
  declare readonly isFatalEnabled: () => boolean;
  /** A child has that of its logger until it gets one. */
  declare ownLevel: LogLevel | undefined;
  readonly name: string;
  readonly root: EventLogger = this;
  readonly records: LogsApiLogger;
  /** Of a child. */
  declare readonly bound: object | undefined;
  /** Not among the streams that winston pipes to: these get a line after the tick in which they are added. */
  lines: ConsoleLines | undefined = new ConsoleLines();

  constructor({ name, level, format }: EventLoggerOptions) {
    super({ level, levels: levelRanks, format: new OwnFormat(format) });
    this.name = currentRedactor().redactName(name, 'line');
    this.records = logs.getLogger(name);
    for (const level of logLevels) addLevel(this, level);
    this.silent = false;
    // eslint-disable-next-line typescript/no-this-alias -- for methods that are taken off the object
    const root = this;
    Reflect.set(this, 'skip', function skip(this: unknown, ...given: readonly unknown[]) {
      return ownerOf(this, root).reportSkip(given);
    });
  }

  /** As the root has them; a child adds to its own. */
  child(fields: object): EventLogger {
    return Object.create(this, { bound: { value: joinFields(this.bound, readableFields(fields, 'child', this.name)) } }) as EventLogger;
  }

  override get level(): LogLevel {
    return this.ownLevel ?? 'info';
  }

  /** One that there is not would hide all lines. */
  override set level(wanted: unknown) {
    const level = toLogLevel(wanted);
    if (level === undefined) reportUnknownLevel('logger.level', wanted);
    else this.ownLevel = level;
  }

  override get transports(): object[] {
    const others = super.transports;
    return this.lines === undefined ? others : [this.lines, ...others];
  }

  override add(transport: object): this {
    if (!(transport instanceof ConsoleLines)) return super.add(transport);
    this.root.lines = transport;
    return this;
  }

  override remove(transport: object): this {
    if (transport !== this.lines) return super.remove(transport);
    this.root.lines = undefined;
    return this;
  }

  override clear(): this {
    this.root.lines = undefined;
    return super.clear();
  }

  /** The Logs API has the level of the logger, whatever those of its transports are. */
  override isLevelEnabled(level: string): boolean {
    if (isWithin(level, this.level)) return true;
    return (this.lines?.level !== undefined || super.transports.length > 0) && super.isLevelEnabled(level);
  }

  log(...given: readonly unknown[]): this {
    const [level, ...rest] = given;
    if (typeof level === 'object' && level !== null) this.write(level);
    else this.report(this.knownLevel(level), rest);
    return this;
  }

  /** An entry in winston's way, or what a stream is piped into it. */
  override write(entry: unknown, encoding?: unknown, done?: unknown): boolean {
    guarded('write', () => {
      if (typeof entry !== 'object' || entry === null) return this.report('info', [String(entry)]);
      const level = this.knownLevel(Reflect.get(entry, 'level'));
      return this.isLevelEnabled(level) ? this.deliver(level, readEntry(level, entry)) : undefined;
    });
    const written = typeof encoding === 'function' ? encoding : done;
    if (typeof written === 'function') process.nextTick(written as () => void);
    return true;
  }

  /** The line is finished. */
  override _transform(info: unknown, _encoding: string, done: () => void): void {
    this.push(info);
    done();
  }

  report(level: LogLevel, given: readonly unknown[]): this {
    if (this.isLevelEnabled(level)) guarded(level, () => this.deliver(level, readLogCall(level, given)));
    return this;
  }

  reportSkip([event, reason, fields]: readonly unknown[]): this {
    guarded('skip', () => {
      if (typeof reason !== 'string') reportInvalidCall('skip', String(event), `the reason is ${kindOf(reason)}, expected a string; "unnamed" is used`);
      const skipReason = typeof reason === 'string' ? reason : 'unnamed';
      const call = readLogCall('info', [event, fields]);
      countSkip(call.message, skipReason);
      if (this.isLevelEnabled('info')) this.deliver('info', { ...call, fields: joinFields(readableFields(call.fields, 'skip', call.message), { 'skip.reason': skipReason }) });
    });
    return this;
  }

  deliver(level: LogLevel, call: LogCall): void {
    if (this.silent) return;
    const timestampMs = Date.now();
    const isOwn = isWithin(level, this.level);
    const record = this.createRecord(level, call, timestampMs);
    const left = isOwn ? emitRecord(this.records, record) : redactHere(record);
    this.writeLine(level, isOwn, createLine(timestampMs, level, this.name, left));
  }

  createRecord(level: LogLevel, { message, thrown, fields }: LogCall, timestampMs: number): OwnRecord {
    const attributes: Attributes = {};
    const { defaultMeta, bound } = this;
    if (defaultMeta) addFields(attributes, defaultMeta, level, message);
    if (bound !== undefined) addFields(attributes, bound, level, message);
    if (fields !== undefined) addFields(attributes, fields, level, message);
    if (thrown !== undefined && thrown !== null) Object.assign(attributes, readableException(thrown, level, message));
    const record: OwnRecord = { severityNumber: severityOfLevel(level), severityText: level, body: message, attributes, timestamp: timestampMs, context: context.active() };
    if (eventName.test(message)) record.eventName = message;
    return record;
  }

  writeLine(level: LogLevel, isOwn: boolean, line: Line): void {
    const { format, lines } = this;
    const hasOthers = super.transports.length > 0;
    const mayShow = lines !== undefined && !lines.silent && (lines.level === undefined ? isOwn : isWithin(level, lines.level));
    if (format instanceof OwnFormat && !hasOthers) {
      if (mayShow) lines.log(format.line(line));
      return;
    }
    const text = format instanceof OwnFormat ? format.line(line) : JSON.stringify(line);
    const info = format.transform(Object.assign(line, { [levelSymbol]: level, [messageSymbol]: text }), format.options);
    if (!info) return;
    if (mayShow) lines.log(String(info[messageSymbol]));
    if (hasOthers) (super.write as (entry: object) => boolean).call(this.root, info);
  }

  knownLevel(level: unknown): LogLevel {
    const known = toLogLevel(level);
    if (known !== undefined) return known;
    reportInvalidCall('log', String(level), `there is no such level; "info" is used, of ${logLevels.join(', ')}`);
    return 'info';
  }
}

function isWithin(level: string, limit: string): boolean {
  return (levelRanks[level] ?? Infinity) <= (levelRanks[limit] ?? -1);
}

function addLevel(logger: EventLogger, level: LogLevel): void {
  Reflect.set(logger, level, function logAtLevel(this: unknown, ...given: readonly unknown[]) {
    return ownerOf(this, logger).report(level, given);
  });
  Reflect.set(logger, `is${level[0]?.toUpperCase()}${level.slice(1)}Enabled`, function isEnabled(this: unknown) {
    return ownerOf(this, logger).isLevelEnabled(level);
  });
}

/** Methods may be taken off the object; `this` is then the global object or undefined. */
function ownerOf(caller: unknown, logger: EventLogger): EventLogger {
  return caller instanceof EventLogger ? caller : logger;
}

/** What cannot be read of an error is said once; the rest of it is kept. */
function readableException(thrown: unknown, level: LogLevel, event: string): Attributes {
  try {
    if (thrown instanceof Error) void [thrown.name, thrown.message, thrown.stack, thrown.cause];
  } catch {
    reportInvalidCall(level, event, 'a part of the error is left out: reading it throws');
  }
  return exceptionAttributes(thrown);
}

/** Nothing of ours throws into the app. */
function guarded(method: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    reportInvalidCall(method, 'unnamed', `the record is lost: ${describeErrorWithoutMessage(error)}`);
  }
}
