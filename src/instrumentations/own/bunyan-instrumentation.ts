/** Upstream's bunyan instrumentation, for bunyan 2 as well: what it patches is the same there. */
import { BunyanInstrumentation as UpstreamBunyanInstrumentation } from '@opentelemetry/instrumentation-bunyan';

export class BunyanInstrumentation extends UpstreamBunyanInstrumentation {
  override init(): ReturnType<UpstreamBunyanInstrumentation['init']> {
    const definitions = super.init();
    for (const definition of definitions) definition.supportedVersions = ['>=1.0.0 <3'];
    return definitions;
  }
}
