/** Upstream's pino instrumentation, with the ids of the request and the flow in each line, and records that are made where lines are formatted. */
import { context } from '@opentelemetry/api';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { PinoInstrumentation as UpstreamPinoInstrumentation, type PinoInstrumentationConfig } from '@opentelemetry/instrumentation-pino';
import { addLineFields } from '../../context/line-fields.js';
import { sendRecords, type Pino, type PinoLogger } from './pino-records.js';
import type { LoggerInstrumentation } from './private-methods.js';

type Mixin = (fields: object, level: number, logger?: object) => Record<string, unknown>;

interface Correlating extends LoggerInstrumentation<PinoInstrumentationConfig> {
  _getMixinFunction(): Mixin;
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the method is called for each logger, whatever upstream's declarations say
const CorrelatingInstrumentation = UpstreamPinoInstrumentation as unknown as new (config?: PinoInstrumentationConfig) => Correlating;

/** What `import` gives. */
interface PinoNamespace {
  readonly [Symbol.toStringTag]: 'Module';
  default: Pino;
}

function isNamespace(module: Pino | PinoNamespace): module is PinoNamespace {
  return Symbol.toStringTag in module && module[Symbol.toStringTag] === 'Module';
}

/** The names of `logKeys`, which an app may have changed. */
const ownNames = { traceId: 'trace_id', spanId: 'span_id', traceFlags: 'trace_flags' } as const;

export class PinoInstrumentation extends CorrelatingInstrumentation {
  private readonly sendsRecords: boolean;

  constructor(config: PinoInstrumentationConfig = {}) {
    // upstream's way of sending reads each line again, from a stream that it puts in the place of the app's
    super({ ...config, disableLogSending: true });
    this.sendsRecords = config.disableLogSending !== true;
  }

  override init(): InstrumentationNodeModuleDefinition[] {
    const definitions = super.init();
    for (const definition of definitions) {
      const { patch } = definition;
      definition.patch = (module: Pino | PinoNamespace, version) => {
        const pino = isNamespace(module) ? module.default : module;
        const sending: Pino = Object.assign((...options: readonly unknown[]) => this.withRecords(pino(...options), pino), pino);
        if (!isNamespace(module)) return patch?.(sending, version);
        module.default = sending;
        return patch?.(module, version);
      };
    }
    return definitions;
  }

  /** Loggers of pino 7 and later. */
  private withRecords(logger: PinoLogger, pino: Pino): PinoLogger {
    if (this.sendsRecords && this.isEnabled() && typeof pino.multistream === 'function') sendRecords(logger, pino, () => this.logger);
    return logger;
  }

  /** Fields of the call win over what a mixin gives; those of a child logger stand in the line already, as text. */
  override _getMixinFunction(): Mixin {
    return (_fields, _level, logger) => {
      const line: Record<string, unknown> = {};
      const { disableLogCorrelation, logKeys } = this.getConfig();
      if (!this.isEnabled() || disableLogCorrelation === true) return line;
      addLineFields(line, context.active());
      if (logKeys !== undefined) rename(line, logKeys);
      const bound = logger === undefined ? '' : boundFields(logger);
      if (bound !== '') for (const name of Object.keys(line)) if (bound.includes(`"${name}":`)) delete line[name];
      return line;
    };
  }
}

function rename(line: Record<string, unknown>, logKeys: NonNullable<PinoInstrumentationConfig['logKeys']>): void {
  for (const [key, name] of Object.entries(ownNames)) {
    const wanted = logKeys[key as keyof typeof ownNames];
    if (wanted === name || line[name] === undefined) continue;
    line[wanted] = line[name];
    delete line[name];
  }
}

/** The symbol of pino is the same for all its loggers, and is not in the registry of symbols. */
let boundFieldsSymbol: symbol | undefined;

function boundFields(logger: object): string {
  boundFieldsSymbol ??= Object.getOwnPropertySymbols(logger).find(({ description }) => description === 'pino.chindings');
  const text: unknown = boundFieldsSymbol === undefined ? undefined : Reflect.get(logger, boundFieldsSymbol);
  return typeof text === 'string' ? text : '';
}
