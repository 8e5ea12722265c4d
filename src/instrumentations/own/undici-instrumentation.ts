/**
 * Upstream's instrumentation of undici and fetch, with an option that needs no code to leave hosts out of spans and metrics, and without a
 * second correlation id where the app sends one itself.
 */
import { context } from '@opentelemetry/api';
import { UndiciInstrumentation as UpstreamUndiciInstrumentation, type UndiciInstrumentationConfig } from '@opentelemetry/instrumentation-undici';
import { getRequestFrame, withoutSendingOn } from '../../context/request-frame.js';
import { createHostFilter } from '../../support/host-filter.js';

export interface DistroUndiciInstrumentationConfig extends UndiciInstrumentationConfig {
  /** As of the http instrumentation: `["*.internal", "localhost:9000"]`. */
  ignoreOutgoingHosts?: string[];
}

interface RequestMessage {
  /** Names and values in turn; one text in old versions of undici. */
  readonly request: { readonly headers: string | readonly unknown[] };
}

// eslint-disable-next-line typescript/no-unsafe-type-assertion -- what hears the channel is private in the types alone
const Upstream = UpstreamUndiciInstrumentation as unknown as new (config: UndiciInstrumentationConfig) => {
  onRequestCreated(message: RequestMessage): void;
} & Pick<UpstreamUndiciInstrumentation, keyof UpstreamUndiciInstrumentation>;

export class UndiciInstrumentation extends Upstream {
  constructor({ ignoreOutgoingHosts = [], ...config }: DistroUndiciInstrumentationConfig = {}) {
    super({ ...config, ...ignoreOutgoing(ignoreOutgoingHosts) });
  }

  /** Headers are added to those of the app: of one name there would be two. */
  override onRequestCreated(message: RequestMessage): void {
    const active = context.active();
    const sentHeader = getRequestFrame(active)?.sentHeader;
    if (sentHeader === undefined || !hasHeader(message.request.headers, sentHeader)) return super.onRequestCreated(message);
    return context.with(withoutSendingOn(active), () => super.onRequestCreated(message));
  }
}

function hasHeader(headers: string | readonly unknown[], lowerCaseName: string): boolean {
  if (typeof headers === 'string') return headers.toLowerCase().split('\r\n').some((line) => line.startsWith(`${lowerCaseName}:`));
  return headers.some((name, index) => index % 2 === 0 && String(name).toLowerCase() === lowerCaseName);
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
