/** Sends what winston 3 logs to the Logs API: each record once, after the logger's format, whenever the logger was made. */
import { context, type SeverityNumber, type AnyValue, type Context } from '@opentelemetry/api';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import {
  WinstonInstrumentation as UpstreamWinstonInstrumentation,
  type WinstonInstrumentationConfig,
} from '@opentelemetry/instrumentation-winston';
import { addLineFields, isAddedField } from '../../context/line-fields.js';
import { describeErrorWithoutMessage } from '../../diagnostics/describe-error.js';
import { reportProblem } from '../../diagnostics/log.js';
import { toAnyValue } from '../../support/any-value.js';
import { severityOfLevel } from '../../support/log-severity.js';
import { whileWritingLine } from '../../support/written-line.js';
import type { OwnRecordOptions } from '../../tracer/own-log-record.js';
import type { LoggerInstrumentation } from './private-methods.js';

/** Where upstream's patch of `write` keeps the context in which a line was logged. */
const contextSymbol = Symbol.for('opentelemetry.js.contrib.winston.context');
const levelSymbol = Symbol.for('level');
const splatSymbol = Symbol.for('splat');
/** Fields that winston copies from an error, which the record carries as its exception. */
const exceptionFields = new Set(['stack', 'err', 'error']);

interface WinstonInfo {
  readonly level: string;
  readonly message?: unknown;
  readonly [levelSymbol]?: string;
  readonly [splatSymbol]?: unknown;
  readonly [contextSymbol]?: Context;
  readonly [field: string]: unknown;
}

interface WinstonLogger {
  readonly level: string;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports: readonly { constructor: { name: string } }[];
  push(info: unknown): boolean;
}

type Write = (this: unknown, info: Record<string | symbol, unknown>, encoding: unknown, done: unknown) => unknown;

interface LoggerFile {
  readonly prototype: WinstonLogger;
}

interface Correlating extends LoggerInstrumentation<WinstonInstrumentationConfig> {
  _handleLogCorrelation(record: object): object;
  _getPatchedWrite(): (original: Write) => Write;
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the method is called for each line, whatever upstream's declarations say
const CorrelatingInstrumentation = UpstreamWinstonInstrumentation as unknown as new (config: WinstonInstrumentationConfig) => Correlating;

export class WinstonInstrumentation extends CorrelatingInstrumentation {
  private readonly sendsRecords: boolean;

  constructor(config: WinstonInstrumentationConfig = {}) {
    // upstream's way of sending needs a transport that does not reach SDK 3
    super({ ...config, disableLogSending: true });
    this.sendsRecords = config.disableLogSending !== true;
  }

  /** Of the line that is being written, before formats see it. */
  override _handleLogCorrelation(record: Record<string, unknown>): object {
    return this.addContext(record, context.active());
  }

  override _getPatchedWrite(): (original: Write) => Write {
    const addContext = (info: Record<string | symbol, unknown>): void => {
      const active = context.active();
      info[contextSymbol] = active;
      this.addContext(info, active);
    };
    return (original) =>
      function patchedWrite(info, encoding, done) {
        addContext(info);
        return original.call(this, info, encoding, done);
      };
  }

  private addContext(record: Record<string, unknown>, active: Context): object {
    if (this.getConfig().disableLogCorrelation !== true) addLineFields(record, active);
    return record;
  }

  override init(): InstrumentationNodeModuleDefinition[] {
    const definitions = super.init();
    const version3 = definitions.find((definition) => definition.supportedVersions.includes('>=3 <4'));
    for (const file of version3?.files ?? []) {
      const { patch } = file;
      file.patch = (loggerFile: LoggerFile, version) => {
        this.patchPush(loggerFile.prototype);
        return patch(loggerFile, version);
      };
    }
    return definitions;
  }

  private patchPush(prototype: WinstonLogger): void {
    const sendRecord = (logger: WinstonLogger, info: unknown): void => {
      if (!this.sendsRecords || !this.isEnabled() || !isInfo(info) || sendsByItself(logger)) return;
      try {
        const level = levelOf(info);
        const severityNumber = this.getConfig().severityMapping?.[level] ?? severityOfLevel(level.toLowerCase());
        if (this.isWanted(logger, level, severityNumber)) this.logger.emit(recordOf(info, level, severityNumber));
      } catch (error) {
        reportProblem('instrumentation-failed', `winston record: ${describeErrorWithoutMessage(error)}`);
      }
    };
    const { push } = prototype;
    prototype.push = function patchedPush(this: WinstonLogger, info: unknown): boolean {
      sendRecord(this, info);
      return whileWritingLine(() => push.call(this, info));
    };
  }

  /** The logger's own level decides, as for a transport without a level; the option `logSeverity` wins over it. */
  private isWanted(logger: WinstonLogger, level: string, severityNumber: SeverityNumber): boolean {
    const { logSeverity } = this.getConfig();
    if (logSeverity !== undefined) return severityNumber >= logSeverity;
    const levelRank = logger.levels[level];
    const loggerRank = logger.levels[logger.level];
    return levelRank === undefined || loggerRank === undefined || levelRank <= loggerRank;
  }
}

/** A format that filters a line gives `false`. */
function isInfo(info: unknown): info is WinstonInfo {
  return typeof info === 'object' && info !== null && 'level' in info;
}

/** The app has set up the upstream transport, which the bridge for older Logs APIs serves. */
function sendsByItself({ transports }: WinstonLogger): boolean {
  for (const transport of transports) if (transport.constructor.name === 'OpenTelemetryTransportV3') return true;
  return false;
}

/** The level without the colour codes that a format may have put around `info.level`. */
function levelOf(info: WinstonInfo): string {
  return info[levelSymbol] ?? info.level;
}

/** Fields that the record does not carry as attributes. */
function isElsewhere(key: string): boolean {
  return key === 'level' || key === 'message' || key === 'timestamp' || key === 'trace_id' || key === 'span_id' || key === 'trace_flags';
}

function recordOf(info: WinstonInfo, severityText: string, severityNumber: SeverityNumber): OwnRecordOptions {
  const exception = exceptionOf(info);
  const { [contextSymbol]: active = context.active() } = info;
  const attributes: Record<string, AnyValue> = {};
  let attributeCount = 0;
  let areSimple = true;
  for (const key in info) {
    if (!Object.hasOwn(info, key) || isElsewhere(key) || (exception !== undefined && exceptionFields.has(key))) continue;
    const value = info[key];
    if (value === undefined || typeof value === 'function' || isAddedField(key, value, active)) continue;
    areSimple &&= key !== '' && key !== '__proto__' && typeof value !== 'object';
    attributes[key] = toAnyValue(value);
    attributeCount++;
  }
  return { severityNumber, severityText, body: toAnyValue(info.message), attributes, attributeCount: areSimple ? attributeCount : undefined, exception, context: active };
}

/** The error that was logged: by itself, as a field, as an argument, or what child loggers and `format.errors` keep of it. */
function exceptionOf(info: WinstonInfo): unknown {
  const error = errorOf(info);
  if (error !== undefined || typeof info['stack'] !== 'string') return error;
  const stack = info['stack'];
  return { stack, name: /^[\w$]+/.exec(stack)?.[0] ?? 'Error', message: info.message };
}

function errorOf(info: WinstonInfo): unknown {
  if (info instanceof Error) return info;
  const { err, error, message, [splatSymbol]: splat } = info;
  if (err instanceof Error) return err;
  if (error instanceof Error) return error;
  if (message instanceof Error) return message;
  return Array.isArray(splat) ? splat.find((value) => value instanceof Error) : undefined;
}
