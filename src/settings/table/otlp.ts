/** Settings of the OTLP exporter: for all signals, and narrowed per signal. */
import { boolean, enumeration, filePath, timeout } from '../kinds.js';
import { isUrl, otlpEndpoint } from '../kinds/address.js';
import { headers } from '../kinds/structured.js';
import { narrowing, optional, setting, type Correction, type ReadOther, type Setting } from '../setting.js';

/** Without a scheme an endpoint serves only where grpc is spoken. */
function neededForHttp(...protocols: readonly Setting<string>[]): (value: string | undefined, read: ReadOther) => Correction<undefined> | undefined {
  return (value, read) =>
    value === undefined || isUrl(value) || protocols.some((setting) => read(setting) === 'grpc')
      ? undefined
      : { reason: 'needs http:// or https:// for OTLP over HTTP', use: undefined };
}

const protocol = setting({
  env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
  kind: enumeration(['http/protobuf', 'http/json', 'grpc']),
  default: 'http/protobuf',
  doc: 'How OTLP is spoken.',
});

const protocols = {
  TRACES: narrowing(protocol, 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'How OTLP is spoken for traces.'),
  METRICS: narrowing(protocol, 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'How OTLP is spoken for metrics.'),
  LOGS: narrowing(protocol, 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', 'How OTLP is spoken for logs.'),
};

export const otlp = {
  endpoint: optional({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    kind: otlpEndpoint,
    defaultDoc: '`http://localhost:4318`, with grpc `http://localhost:4317`',
    check: neededForHttp(...Object.values(protocols)),
    doc: 'The collector; over HTTP /v1/traces, /v1/metrics or /v1/logs is appended.',
  }),
  protocol,
  headers: setting({
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    kind: headers,
    default: {},
    secret: true,
    doc: 'Headers of each request, such as the key of a vendor.',
    deviation: 'Headers set for one signal replace these, as the specification says, so that no key goes to the wrong place; upstream merges them.',
  }),
  timeoutMs: setting({
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    kind: timeout,
    default: 10_000,
    doc: 'The longest time that sending a batch may take, retries included.',
    deviation: 'Upstream refuses 0.',
  }),
  compression: setting({
    env: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    kind: enumeration(['none', 'gzip']),
    default: 'none',
    doc: 'How the body of a request is compressed.',
    deviation: 'Upstream is case-sensitive.',
  }),
  certificate: optional({
    env: 'OTEL_EXPORTER_OTLP_CERTIFICATE',
    kind: filePath,
    doc: 'The certificates (PEM) that the collector is trusted by.',
  }),
  clientKey: optional({
    env: 'OTEL_EXPORTER_OTLP_CLIENT_KEY',
    kind: filePath,
    doc: 'The private key (PEM) of the client certificate.',
  }),
  clientCertificate: optional({
    env: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
    kind: filePath,
    doc: 'The certificate (PEM) by which the collector knows the service.',
  }),
  insecure: setting({
    env: 'OTEL_EXPORTER_OTLP_INSECURE',
    kind: boolean,
    default: false,
    doc: 'Speaks grpc without TLS to an endpoint that has neither http:// nor https://.',
  }),
} as const;

function forSignal(signal: keyof typeof protocols, path: string, ...olderInsecureNames: string[]) {
  const name = (suffix: string) => `OTEL_EXPORTER_OTLP_${signal}_${suffix}`;
  const of = signal.toLowerCase();
  return {
    endpoint: optional({
      env: name('ENDPOINT'),
      kind: otlpEndpoint,
      defaultDoc: `OTEL_EXPORTER_OTLP_ENDPOINT, over HTTP with ${path} appended`,
      check: neededForHttp(protocols[signal]),
      doc: `The URL for ${of}, used as it is.`,
    }),
    protocol: protocols[signal],
    headers: narrowing(otlp.headers, name('HEADERS'), `Headers of each request with ${of}.`),
    timeoutMs: narrowing(otlp.timeoutMs, name('TIMEOUT'), `The longest time that sending a batch of ${of} may take, retries included.`),
    compression: narrowing(otlp.compression, name('COMPRESSION'), `How the body of a request with ${of} is compressed.`),
    certificate: narrowing(otlp.certificate, name('CERTIFICATE'), `The certificates (PEM) that the collector of ${of} is trusted by.`),
    clientKey: narrowing(otlp.clientKey, name('CLIENT_KEY'), `The private key (PEM) of the client certificate for ${of}.`),
    clientCertificate: narrowing(
      otlp.clientCertificate,
      name('CLIENT_CERTIFICATE'),
      `The certificate (PEM) by which the collector of ${of} knows the service.`,
    ),
    insecure: narrowing(
      otlp.insecure,
      [name('INSECURE'), ...olderInsecureNames],
      `Speaks grpc without TLS for ${of} to an endpoint that has neither http:// nor https://.`,
    ),
  } as const;
}

export const otlpTraces = forSignal('TRACES', '/v1/traces', 'OTEL_EXPORTER_OTLP_SPAN_INSECURE');

export const otlpLogs = forSignal('LOGS', '/v1/logs');

export const otlpMetrics = {
  ...forSignal('METRICS', '/v1/metrics', 'OTEL_EXPORTER_OTLP_METRIC_INSECURE'),
  temporalityPreference: setting({
    env: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    kind: enumeration(['cumulative', 'delta', 'lowmemory']),
    default: 'cumulative',
    doc: 'Whether sums and histograms count from the start of the process or from the last export.',
  }),
  defaultHistogramAggregation: setting({
    env: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
    kind: enumeration(['explicit_bucket_histogram', 'base2_exponential_bucket_histogram']),
    default: 'explicit_bucket_histogram',
    doc: 'How histograms are made when no view says otherwise.',
    deviation: 'Upstream ignores it.',
  }),
} as const;
