/** Sends what winston 3 logs to the Logs API: each record once, after the logger's format, whenever the logger was made. */
import { context, type AnyValue, type Context, type LogRecord } from '@opentelemetry/api';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import {
  WinstonInstrumentation as UpstreamWinstonInstrumentation,
  type WinstonInstrumentationConfig,
} from '@opentelemetry/instrumentation-winston';
import { toAnyValue } from '../../support/any-value.js';
import { severityOfLevel } from '../../support/log-severity.js';

/** Where upstream's patch of `write` keeps the context in which a line was logged. */
const contextSymbol = Symbol.for('opentelemetry.js.contrib.winston.context');
const levelSymbol = Symbol.for('level');
/** Fields that the record carries elsewhere. */
const notAttributes = new Set(['level', 'message', 'timestamp', 'trace_id', 'span_id', 'trace_flags']);

interface WinstonInfo {
  readonly level: string;
  readonly message?: unknown;
  readonly [levelSymbol]?: string;
  readonly [contextSymbol]?: Context;
  readonly [field: string]: unknown;
}

interface WinstonLogger {
  readonly level: string;
  readonly levels: Readonly<Record<string, number>>;
  readonly transports: readonly { constructor: { name: string } }[];
  push(info: unknown): boolean;
}

interface LoggerFile {
  readonly prototype: WinstonLogger;
}

export class WinstonInstrumentation extends UpstreamWinstonInstrumentation {
  private readonly sendsRecords: boolean;

  constructor(config: WinstonInstrumentationConfig = {}) {
    // upstream's way of sending needs a transport that does not reach SDK 3
    super({ ...config, disableLogSending: true });
    this.sendsRecords = config.disableLogSending !== true;
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
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
      if (this.sendsRecords && this.isEnabled() && isInfo(info) && isWanted(logger, info)) this.logger.emit(recordOf(info));
    };
    const { push } = prototype;
    prototype.push = function patchedPush(this: WinstonLogger, info: unknown): boolean {
      sendRecord(this, info);
      return push.call(this, info);
    };
  }
}

function isInfo(info: unknown): info is WinstonInfo {
  return typeof info === 'object' && info !== null && 'level' in info;
}

/** The logger's own level decides, as for a transport without a level; an app that has the upstream transport sends already. */
function isWanted(logger: WinstonLogger, info: WinstonInfo): boolean {
  const levelRank = logger.levels[levelOf(info)];
  const loggerRank = logger.levels[logger.level];
  if (levelRank !== undefined && loggerRank !== undefined && levelRank > loggerRank) return false;
  return !logger.transports.some((transport) => transport.constructor.name === 'OpenTelemetryTransportV3');
}

/** The level without the colour codes that a format may have put around `info.level`. */
function levelOf(info: WinstonInfo): string {
  return info[levelSymbol] ?? info.level;
}

function recordOf(info: WinstonInfo): LogRecord {
  const level = levelOf(info);
  const attributes: Record<string, AnyValue> = {};
  for (const key of Object.keys(info)) {
    const value = info[key];
    if (!notAttributes.has(key) && value !== undefined && typeof value !== 'function') attributes[key] = toAnyValue(value);
  }
  return {
    severityNumber: severityOfLevel(level.toLowerCase()),
    severityText: level,
    body: toAnyValue(info.message),
    attributes,
    context: info[contextSymbol] ?? context.active(),
  };
}
