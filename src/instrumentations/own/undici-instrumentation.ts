/** Upstream's instrumentation of undici and fetch, with an option that needs no code to leave hosts out of spans and metrics. */
import { UndiciInstrumentation as UpstreamUndiciInstrumentation, type UndiciInstrumentationConfig } from '@opentelemetry/instrumentation-undici';
import { createHostFilter } from '../../support/host-filter.js';

export interface DistroUndiciInstrumentationConfig extends UndiciInstrumentationConfig {
  /** As of the http instrumentation: `["*.internal", "localhost:9000"]`. */
  ignoreOutgoingHosts?: string[];
}

export class UndiciInstrumentation extends UpstreamUndiciInstrumentation {
  constructor({ ignoreOutgoingHosts = [], ...config }: DistroUndiciInstrumentationConfig = {}) {
    super({ ...config, ...ignoreOutgoing(ignoreOutgoingHosts) });
  }
}

function ignoreOutgoing(hosts: readonly string[]): UndiciInstrumentationConfig {
  if (hosts.length === 0) return {};
  const isIgnored = createHostFilter(hosts);
  return {
    ignoreRequestHook({ origin }) {
      const { hostname, port, protocol } = new URL(origin);
      return isIgnored(hostname, port === '' ? (protocol === 'https:' ? 443 : 80) : port);
    },
  };
}
