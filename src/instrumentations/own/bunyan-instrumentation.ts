/** Upstream's bunyan instrumentation, for bunyan 2 as well, and with the ids of the request and the flow in each line. */
import { context } from '@opentelemetry/api';
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { BunyanInstrumentation as UpstreamBunyanInstrumentation, type BunyanInstrumentationConfig } from '@opentelemetry/instrumentation-bunyan';
import { addLineFields } from '../../context/line-fields.js';
import type { LoggerInstrumentation } from './private-methods.js';

type Emit = (this: unknown, record: Record<string, unknown>, ...rest: readonly unknown[]) => unknown;

interface Correlating extends LoggerInstrumentation<BunyanInstrumentationConfig> {
  _getPatchedEmit(): (original: Emit) => Emit;
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the method is called for each logger, whatever upstream's declarations say
const CorrelatingInstrumentation = UpstreamBunyanInstrumentation as unknown as new (config?: BunyanInstrumentationConfig) => Correlating;

export class BunyanInstrumentation extends CorrelatingInstrumentation {
  override init(): InstrumentationNodeModuleDefinition[] {
    const definitions = super.init();
    // what is patched is the same in bunyan 2
    for (const definition of definitions) definition.supportedVersions = ['>=1.0.0 <3'];
    return definitions;
  }

  override _getPatchedEmit(): (original: Emit) => Emit {
    const correlates = (): boolean => this.isEnabled() && this.getConfig().disableLogCorrelation !== true;
    return (original) =>
      function patchedEmit(record, ...rest) {
        if (correlates()) addLineFields(record, context.active());
        return original.call(this, record, ...rest);
      };
  }
}
