/** Settings that concern all signals: on and off, the resource, propagation, what the distro says about itself, how it ends. */
import { diagnosticLevels } from '../../diagnostics/log.js';
import { boolean, duration, enumeration, enumerationList, filePath, string, stringList, unsupported } from '../kinds.js';
import { proxyUrl } from '../kinds/address.js';
import { keyValueList } from '../kinds/structured.js';
import { optional, setting } from '../setting.js';

export const general = {
  disabled: setting({
    env: 'OTEL_SDK_DISABLED',
    kind: boolean,
    default: false,
    doc: 'Turns traces, metrics and logs off, and leaves the propagators on.',
    deviation: 'Upstream turns the propagators off as well, and still opens the Prometheus port.',
  }),
  configFile: optional({
    env: ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE'],
    kind: filePath,
    doc: 'The declarative configuration file (YAML, file_format 1.0); when it is set, only this file describes the SDK.',
    deviation: 'Upstream does not know the deprecated name OTEL_EXPERIMENTAL_CONFIG_FILE.',
  }),
  logLevel: setting({
    env: 'OTEL_LOG_LEVEL',
    kind: enumeration(diagnosticLevels, { aliases: { fatal: 'none', warning: 'warn', trace: 'all' } }),
    default: 'info',
    doc: 'How much the distro says about itself on stderr.',
    deviation: 'Upstream is silent when it is not set, and takes fatal, warning and trace for info.',
  }),
  propagators: setting({
    env: 'OTEL_PROPAGATORS',
    kind: enumerationList(['tracecontext', 'baggage', 'b3', 'b3multi', 'xray', 'none'], { unsupported: ['jaeger', 'ottrace'] }),
    default: ['tracecontext', 'baggage'],
    doc: 'The headers that carry trace context and baggage between services.',
    deviation: 'With upstream a list of nothing but unknown names turns propagation off, and xray is not known.',
  }),
} as const;

export const resource = {
  serviceName: optional({
    env: 'OTEL_SERVICE_NAME',
    kind: string,
    defaultDoc: 'service.name of OTEL_RESOURCE_ATTRIBUTES, else the name in the package.json of the app',
    doc: 'The name of the service; it wins over service.name in OTEL_RESOURCE_ATTRIBUTES.',
  }),
  attributes: setting({
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    kind: keyValueList,
    default: {},
    doc: 'Attributes of the resource, such as deployment.environment.name=production,service.version=1.2.3.',
    deviation: 'The specification and upstream discard all of them because of one bad entry; here the good ones are kept.',
  }),
  entities: optional({
    env: 'OTEL_ENTITIES',
    kind: unsupported,
    stability: 'development',
    doc: 'Entities of the resource; OTEL_RESOURCE_ATTRIBUTES can carry their attributes instead.',
    deviation: 'Not supported; upstream ignores it without a word.',
  }),
  detectors: setting({
    env: 'OTEL_NODE_RESOURCE_DETECTORS',
    kind: enumerationList(
      ['all', 'none', 'host', 'os', 'process', 'service', 'container', 'k8s', 'alibaba', 'aws', 'azure', 'gcp', 'env'],
      { aliases: { serviceinstance: 'service' } },
    ),
    default: ['all'],
    doc: 'What is found out about the place where the service runs; env is accepted, but OTEL_RESOURCE_ATTRIBUTES is always read.',
    deviation: 'Upstream does not trim the names, and takes a blank value for none.',
  }),
} as const;

export const proxy = {
  httpUrl: optional({
    env: ['http_proxy', 'HTTP_PROXY'],
    kind: proxyUrl,
    secret: true,
    doc: 'The proxy for collectors that are reached over http://.',
    deviation: 'The upstream exporters ignore it.',
  }),
  httpsUrl: optional({
    env: ['https_proxy', 'HTTPS_PROXY'],
    kind: proxyUrl,
    secret: true,
    doc: 'The proxy for collectors that are reached over https://.',
    deviation: 'The upstream exporters ignore it.',
  }),
  exceptions: setting({
    env: ['no_proxy', 'NO_PROXY'],
    kind: stringList,
    default: [],
    doc: 'Hosts that are reached without a proxy; * means all.',
    deviation: 'The upstream exporters ignore it.',
  }),
} as const;

export const lifecycle = {
  shutdownTimeoutMs: setting({
    env: 'OTEL_DISTRO_SHUTDOWN_TIMEOUT',
    kind: duration(),
    default: 2000,
    doc: 'How long the end of the process may wait for the last telemetry to be delivered.',
  }),
} as const;
