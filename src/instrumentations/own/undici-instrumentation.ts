/**
 * Upstream's instrumentation of undici and fetch, with an option that needs no code to leave hosts out of spans and metrics, and without a
 * second correlation id where the app sends one itself.
 */
import { context, type Attributes, type Histogram, type HrTime } from '@opentelemetry/api';
import { hrTime, hrTimeDuration, hrTimeToMilliseconds } from '@opentelemetry/core';
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
  readonly _httpClientDurationHistogram: Histogram;
  onRequestCreated(message: RequestMessage): void;
  recordRequestDuration(attributes: Attributes, startTime: HrTime): void;
} & Pick<UpstreamUndiciInstrumentation, keyof UpstreamUndiciInstrumentation>;

/** As upstream takes them from those of the span. */
const metricKeys = ['http.response.status_code', 'http.request.method', 'server.address', 'server.port', 'url.scheme', 'error.type', 'network.protocol.version'] as const;
/** Where there are more series, all are forgotten and learnt again. */
const maxSeries = 32;

export class UndiciInstrumentation extends Upstream {
  readonly #series: Attributes[] = [];

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

  /** The same frozen attributes for the same series: redaction and SDK know them. */
  override recordRequestDuration(attributes: Attributes, startTime: HrTime): void {
    const durationMs = hrTimeToMilliseconds(hrTimeDuration(startTime, hrTime()));
    this._httpClientDurationHistogram.record(durationMs / 1000, this.#seriesOf(attributes));
  }

  #seriesOf(attributes: Attributes): Attributes {
    for (const known of this.#series) if (isOfSeries(attributes, known)) return known;
    const made: Attributes = {};
    for (const key of metricKeys) if (key in attributes) made[key] = attributes[key];
    if (this.#series.length >= maxSeries) this.#series.length = 0;
    this.#series.push(Object.freeze(made));
    return made;
  }
}

function isOfSeries(attributes: Attributes, series: Attributes): boolean {
  for (const key of metricKeys) if (attributes[key] !== series[key]) return false;
  return true;
}

function hasHeader(headers: string | readonly unknown[], lowerCaseName: string): boolean {
  if (typeof headers === 'string') return headers.toLowerCase().split('\r\n').some((line) => line.startsWith(`${lowerCaseName}:`));
  return headers.some((name, index) => index % 2 === 0 && isName(name, lowerCaseName));
}

/** Names come as texts, or as their bytes. */
function isName(name: unknown, lowerCaseName: string): boolean {
  const text = String(name);
  return text.length === lowerCaseName.length && text.toLowerCase() === lowerCaseName;
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
