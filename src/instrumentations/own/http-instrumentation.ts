/** Upstream's http instrumentation, with options that need no code to leave requests out of spans and metrics. */
import type { IncomingMessage, RequestOptions } from 'node:http';
import { HttpInstrumentation as UpstreamHttpInstrumentation, type HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import { createNameFilter } from '../../support/name-filter.js';
import { createHostFilter } from '../../support/host-filter.js';

export interface DistroHttpInstrumentationConfig extends HttpInstrumentationConfig {
  /** Paths of incoming requests, without the query; `*` is any text: `["/livez", "/assets/*"]`. */
  ignoreIncomingPaths?: string[];
  /** Hosts of outgoing requests, with or without the port; `*` is any text: `["*.internal", "localhost:9000"]`. */
  ignoreOutgoingHosts?: string[];
}

export class HttpInstrumentation extends UpstreamHttpInstrumentation {
  constructor({ ignoreIncomingPaths = [], ignoreOutgoingHosts = [], ...config }: DistroHttpInstrumentationConfig = {}) {
    super({ ...config, ...ignoreIncoming(ignoreIncomingPaths), ...ignoreOutgoing(ignoreOutgoingHosts) });
  }
}

/** No hook where nothing is left out: it would be called for every request. */
function ignoreIncoming(paths: readonly string[]): HttpInstrumentationConfig {
  if (paths.length === 0) return {};
  const isIgnored = createNameFilter({ included: paths });
  return { ignoreIncomingRequestHook: ({ url = '/' }: IncomingMessage) => isIgnored(url.split('?', 1)[0] ?? url) };
}

function ignoreOutgoing(hosts: readonly string[]): HttpInstrumentationConfig {
  if (hosts.length === 0) return {};
  const isIgnored = createHostFilter(hosts);
  return {
    ignoreOutgoingRequestHook({ hostname, host, port, protocol }: RequestOptions) {
      return isIgnored(hostname ?? host ?? 'localhost', port ?? (protocol === 'https:' ? 443 : 80));
    },
  };
}
