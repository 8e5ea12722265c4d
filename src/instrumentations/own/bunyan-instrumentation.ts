/** Upstream's bunyan instrumentation, for bunyan 2 as well: what it patches is the same there. */
import type { InstrumentationNodeModuleDefinition } from '@opentelemetry/instrumentation';
import { BunyanInstrumentation as UpstreamBunyanInstrumentation } from '@opentelemetry/instrumentation-bunyan';

export class BunyanInstrumentation extends UpstreamBunyanInstrumentation {
  protected override init(): InstrumentationNodeModuleDefinition[] {
    const definitions = super.init();
    for (const definition of definitions) definition.supportedVersions = ['>=1.0.0 <3'];
    return definitions;
  }
}
