/** The environment in which `otel-distro dev` runs an app. */
import type { Environment } from '../settings/environment.js';

/** What is sent soon is seen soon. The user's own values win. */
const quickExport = {
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_BLRP_SCHEDULE_DELAY: '200',
  OTEL_METRIC_EXPORT_INTERVAL: '5000',
  // the SDK takes no time-out that is longer than the interval, as the default is
  OTEL_METRIC_EXPORT_TIMEOUT: '5000',
};

/** They would lead one signal past the receiver. */
const signalEndpoints = ['TRACES', 'METRICS', 'LOGS'].map((signal) => `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`);

export interface AppEnvironmentOptions {
  readonly environment: Environment;
  readonly endpoint: string;
  readonly prometheusPort: number;
  /** For an app whose package.json does not tell it from the other apps. */
  readonly serviceName?: string | undefined;
}

export function createAppEnvironment({ environment, endpoint, prometheusPort, serviceName }: AppEnvironmentOptions): Record<string, string> {
  const own = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isBlankQuickExport(entry) && !signalEndpoints.includes(entry[0]),
  );
  return {
    ...quickExport,
    ...(serviceName !== undefined && !namesService(environment) && { OTEL_SERVICE_NAME: serviceName }),
    ...Object.fromEntries(own),
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_PROMETHEUS_PORT: String(prometheusPort),
  };
}

/** Blank means unset. */
function isBlankQuickExport([name, value]: readonly [string, string | undefined]): boolean {
  return name in quickExport && value?.trim() === '';
}

/** OTEL_SERVICE_NAME would win over the resource attribute. */
function namesService(environment: Environment): boolean {
  return /(^|,)\s*service\.name\s*=/.test(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? '');
}

export function usesGrpc(environment: Environment): boolean {
  return environment['OTEL_EXPORTER_OTLP_PROTOCOL']?.trim().toLowerCase() === 'grpc';
}

/** Then the apps send nothing. */
export function isSdkDisabled(environment: Environment): boolean {
  return environment['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true';
}

/** The endpoints of the user that `dev` replaces by its own, for a line that says so. */
export function replacedEndpoints(environment: Environment): string[] {
  return ['OTEL_EXPORTER_OTLP_ENDPOINT', ...signalEndpoints].filter((name) => (environment[name] ?? '').trim() !== '');
}
