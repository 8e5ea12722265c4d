/** The one line that a start writes: what is on and where it goes, without secrets. */
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { distroVersion } from '../support/version.js';
import type { PrometheusEndpoint } from './metrics.js';

export interface StartDescription {
  readonly serviceName: string;
  readonly prometheus: PrometheusEndpoint | undefined;
  readonly instrumentationCount: number;
}

export function describeStart(configuration: ConfigurationModel, { serviceName, prometheus, instrumentationCount }: StartDescription): string {
  const parts = [
    `traces → ${destinations((configuration.tracer_provider?.processors ?? []).map(({ batch, simple }) => batch?.exporter ?? simple?.exporter))}`,
    `metrics → ${destinations((configuration.meter_provider?.readers ?? []).flatMap(({ periodic }) => (periodic ? [periodic.exporter] : [])))}`,
    `logs → ${destinations((configuration.logger_provider?.processors ?? []).map(({ batch, simple }) => batch?.exporter ?? simple?.exporter))}`,
  ];
  if (prometheus !== undefined && prometheus.port !== 0) parts.push(`/metrics on http://${prometheus.host}:${prometheus.port}/metrics`);
  return `started ${distroVersion} for service "${serviceName}": ${parts.join(', ')}; ${instrumentationCount} instrumentations wait for their libraries.`;
}

type Exporter = Readonly<Record<string, object | null | undefined>>;

function destinations(exporters: readonly (Exporter | undefined)[]): string {
  const names = exporters.flatMap((exporter) => Object.entries(exporter ?? {}).map(([name, properties]) => destination(name, properties)));
  return names.length === 0 ? 'nowhere' : names.join(' and ');
}

function destination(name: string, properties: object | null | undefined): string {
  const endpoint: unknown = properties && 'endpoint' in properties ? properties.endpoint : undefined;
  const url = typeof endpoint === 'string' && URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // `collector:4317` is a URL without a host; credentials and query stay out
  if (url === undefined || url.host === '') return name;
  return `${name} ${url.protocol}//${url.host}${url.pathname}`;
}
