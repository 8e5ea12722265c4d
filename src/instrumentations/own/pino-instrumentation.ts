/** Upstream's pino instrumentation, with the ids of the request and the flow in each line. */
import { context } from '@opentelemetry/api';
import { PinoInstrumentation as UpstreamPinoInstrumentation, type PinoInstrumentationConfig } from '@opentelemetry/instrumentation-pino';
import { addLineFields } from '../../context/line-fields.js';
import type { LoggerInstrumentation } from './private-methods.js';

type Mixin = (fields: object, level: number, logger?: object) => Record<string, unknown>;

interface Correlating extends LoggerInstrumentation<PinoInstrumentationConfig> {
  _getMixinFunction(): Mixin;
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the method is called for each logger, whatever upstream's declarations say
const CorrelatingInstrumentation = UpstreamPinoInstrumentation as unknown as new (config?: PinoInstrumentationConfig) => Correlating;

/** The names of `logKeys`, which an app may have changed. */
const ownNames = { traceId: 'trace_id', spanId: 'span_id', traceFlags: 'trace_flags' } as const;

export class PinoInstrumentation extends CorrelatingInstrumentation {
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
