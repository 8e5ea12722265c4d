/** Makes log records of what a pino logger formats, as it is formatted: of the fields themselves where the line says just what they say, else of the line. */
import { context, SeverityNumber, type AnyValue, type Attributes, type Context, type Logger } from '@opentelemetry/api';
import { isAddedField } from '../../context/line-fields.js';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import type { OwnRecordOptions } from '../../tracer/own-log-record.js';

type Fields = Readonly<Record<string, unknown>>;
type Format = (this: PinoLogger, fields: Fields, message: unknown, level: number, time: string) => string;
type Hook = (line: string) => string;

export interface PinoLogger {
  readonly levels: { readonly labels: Readonly<Record<number, string>> };
  [symbol: symbol]: unknown;
}

/** As much of the module as is needed. */
export interface Pino {
  (...options: readonly unknown[]): PinoLogger;
  readonly symbols: Readonly<Record<string, symbol>>;
  readonly stdTimeFunctions: Readonly<Record<string, unknown>>;
  readonly multistream?: unknown;
}

const eventNameKey = 'otel.event.name';
const hooksSymbol = Symbol.for('pino.hooks');
const formattersSymbol = Symbol.for('pino.formatters');
const serializersSymbol = Symbol.for('pino.serializers');

/** Children of the logger have what it gets here. @param emitter gives the logger of the Logs API */
export function sendRecords(logger: PinoLogger, pino: Pino, emitter: () => Logger): void {
  const { asJsonSym } = pino.symbols;
  const format = asJsonSym === undefined ? undefined : (logger[asJsonSym] as Format);
  if (asJsonSym === undefined || format === undefined) return;
  const reader = createReader(logger, pino);
  const hook = (logger[hooksSymbol] as { streamWrite?: Hook } | undefined)?.streamWrite;
  const send = (read: () => OwnRecordOptions): void => {
    try {
      emitter().emit(read());
    } catch (error) {
      reportProblem('instrumentation-failed', `pino record: ${describeErrorWithoutMessage(error)}`);
    }
  };
  let lastOfHook: { readonly of: PinoLogger; readonly level: number } = { of: logger, level: 0 };
  if (hook !== undefined) {
    // what leaves is what the app makes of the line
    const streamWrite: Hook = (line) => {
      // before it, as it may log itself
      const { of, level } = lastOfHook;
      const written = hook(line);
      send(() => reader.ofLine(of, written, level));
      return written;
    };
    logger[hooksSymbol] = { ...(logger[hooksSymbol] as object), streamWrite };
  }
  const formatAndSend: Format = function formatAndSend(fields, message, level, time) {
    const line = format.call(this, fields, message, level, time);
    if (hook === undefined) send(() => reader.ofFields(this, fields, message, level) ?? reader.ofLine(this, line, level));
    else lastOfHook = { of: this, level };
    return line;
  };
  logger[asJsonSym] = formatAndSend;
}

interface Reader {
  /** Undefined where pino would change one of the fields for the line, or the record carries it elsewhere. */
  ofFields(logger: PinoLogger, fields: Fields, message: unknown, level: number): OwnRecordOptions | undefined;
  ofLine(logger: PinoLogger, line: string, level: number): OwnRecordOptions;
}

function createReader(root: PinoLogger, { symbols, stdTimeFunctions }: Pino): Reader {
  const { chindingsSym, stringifiersSym, nestedKeySym, timeSym, messageKeySym, errorKeySym } = symbols;
  const read = (logger: PinoLogger, symbol: symbol | undefined): unknown => (symbol === undefined ? undefined : logger[symbol]);
  const messageKey = String(read(root, messageKeySym) ?? 'msg');
  const errorKey = String(read(root, errorKeySym) ?? 'err');
  const hasOwnTime = !Object.values(stdTimeFunctions).includes(read(root, timeSym));
  const isElsewhere = (key: string): boolean => key === messageKey || key === errorKey || key === eventNameKey || isOfLine(key);
  const changesNothing = rememberLast(isEmpty);
  const bound = rememberLast((text: string): Attributes | undefined => simpleAttributes(JSON.parse(`{${text.slice(1)}}`) as Fields, isElsewhere));

  return {
    ofFields(logger, fields, message, level) {
      const formatters = logger[formattersSymbol] as { log?: unknown } | undefined;
      const serializers = logger[serializersSymbol] as Fields | undefined;
      if (formatters === undefined || serializers === undefined) return undefined;
      if (hasOwnTime || formatters.log !== undefined || read(logger, nestedKeySym) || !changesNothing(read(logger, stringifiersSym))) return undefined;
      if (typeof message !== 'string' || serializers[messageKey] !== undefined) return undefined;
      const ofLogger = bound(String(read(logger, chindingsSym) ?? ''));
      if (ofLogger === undefined) return undefined;
      const active = context.active();
      const attributes: Attributes = { ...ofLogger };
      for (const key in fields) {
        if (!Object.hasOwn(fields, key) || isTrace(key)) continue;
        const value = fields[key];
        if (value === undefined || typeof value === 'function' || isAddedField(key, value, active)) continue;
        if (serializers[key] !== undefined || isElsewhere(key) || !isSimple(key, value)) return undefined;
        attributes[key] = value;
      }
      return { ...severityOf(logger, level), body: message, attributes, attributeCount: Object.keys(attributes).length, context: active };
    },

    ofLine(logger, line, level) {
      const parsed: unknown = JSON.parse(line);
      const fields = (typeof parsed === 'object' && parsed !== null ? parsed : { data: parsed }) as Record<string, AnyValue>;
      const { time, [messageKey]: body, [errorKey]: exception, level: _level, hostname: _hostname, pid: _pid, trace_id: _trace, span_id: _span, trace_flags: _flags, [eventNameKey]: eventName, ...attributes } = fields;
      if (hasOwnTime && time !== undefined) attributes['time'] = time;
      const active = context.active();
      removeAdded(attributes, active);
      return { ...severityOf(logger, level), body, attributes, exception: withName(exception), context: active, ...(typeof eventName === 'string' ? { eventName } : {}) };
    },
  };
}

/** What pino adds to each line, and upstream's records carry elsewhere or not at all. */
function isOfLine(key: string): boolean {
  return key === 'level' || key === 'time' || key === 'pid' || key === 'hostname' || isTrace(key);
}

function isTrace(key: string): boolean {
  return key === 'trace_id' || key === 'span_id' || key === 'trace_flags';
}

function isSimple(key: string, value: unknown): value is string | number | boolean {
  if (key === '' || key === '__proto__') return false;
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** Of the fields that a logger has; undefined where one of them is more. */
function simpleAttributes(fields: Fields, isElsewhere: (key: string) => boolean): Attributes | undefined {
  const attributes: Attributes = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'pid' || key === 'hostname') continue;
    if (isElsewhere(key) || !isSimple(key, value)) return undefined;
    attributes[key] = value;
  }
  return attributes;
}

function removeAdded(attributes: Record<string, unknown>, active: Context): void {
  for (const key of Object.keys(attributes)) if (isAddedField(key, attributes[key], active)) delete attributes[key];
}

/** A serialized error has its name as `type`. */
function withName(exception: unknown): unknown {
  if (typeof exception !== 'object' || exception === null || Array.isArray(exception)) return exception;
  const { type, name } = exception as Fields;
  return typeof type === 'string' && typeof name !== 'string' ? { ...exception, name: type } : exception;
}

function severityOf({ levels }: PinoLogger, level: number): Pick<OwnRecordOptions, 'severityNumber' | 'severityText'> {
  const severityText = levels.labels[level];
  return { severityNumber: severityOfRank(level), ...(severityText === undefined ? {} : { severityText }) };
}

/** As upstream has it: levels between those of pino lie between their severities. */
const severities: Readonly<Record<number, SeverityNumber>> = { 10: SeverityNumber.TRACE, 20: SeverityNumber.DEBUG, 30: SeverityNumber.INFO, 40: SeverityNumber.WARN, 50: SeverityNumber.ERROR, 60: SeverityNumber.FATAL };
const between = Array.from({ length: SeverityNumber.FATAL4 }, (_, index) => index + 1).filter((severity) => severity % 4 !== 1);

function severityOfRank(level: number): SeverityNumber {
  const index = Math.floor(((level - 10) / 60) * between.length);
  return severities[level] ?? between[Math.min(between.length - 1, Math.max(0, index))] ?? SeverityNumber.UNSPECIFIED;
}

function isEmpty(object: unknown): boolean {
  return typeof object === 'object' && object !== null && Reflect.ownKeys(object).length === 0;
}

function rememberLast<Source, Result>(make: (source: Source) => Result): (source: Source) => Result {
  let last: { readonly source: Source; readonly made: Result } | undefined;
  return (source) => {
    if (last?.source !== source) last = { source, made: make(source) };
    return last.made;
  };
}
