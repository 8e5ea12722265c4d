/** Builds the resource: what the SDK is, what can be detected here, and above both what the configuration states. */
import type { Attributes } from '@opentelemetry/api';
import type { ResourceConfigModel } from '@opentelemetry/configuration';
import {
  defaultResource,
  osDetector,
  processDetector,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { currentRedactor, type Redactor } from '../../redaction/redactor.js';
import type { Environment } from '../../settings/environment.js';
import { createNameFilter, type NamePatterns } from '../../support/name-filter.js';
import { distroName, distroVersion } from '../../support/version.js';
import { cloudDetectors, cloudNames, detectCloud, findCloud, type CloudName, type LoadDetectors } from './cloud.js';
import { detectContainer } from './container.js';
import { detectHost } from './host.js';
import { detectKubernetes } from './kubernetes.js';
import { LayeredResource, type ResourceLayer } from './layered-resource.js';
import { findPackageIdentity } from '../../support/package-identity.js';
import { systemPaths, type SystemPaths } from './system-paths.js';

export interface ResourceOptions {
  /** The part `resource` of the configuration: attributes, and what to detect. Unknown detectors are ignored. */
  readonly configuration?: ResourceConfigModel | undefined;
  readonly env: Environment;
  /** `process.argv[1]` */
  readonly mainScript: string | undefined;
  readonly workingFolder: string;
  /** Resource attributes leave as well: at /metrics, and with each signal. */
  readonly redactor?: Redactor;
  readonly paths?: SystemPaths;
  readonly clouds?: Readonly<Record<CloudName, LoadDetectors>>;
}

/**
 * Off-cloud on Linux the resource is complete at once, so that a process which ends early can still be told apart;
 * elsewhere `waitForAsyncAttributes` takes 2 s at most, and the attributes known so far can be read before.
 */
export function createResource(options: ResourceOptions): LayeredResource {
  const { configuration = {}, redactor = currentRedactor() } = options;
  const detection = configuration['detection/development'];
  const detected = filterLayers(detectLayers(options, detectorNames(detection)), detection?.attributes);
  const layers = [
    describeSdk(),
    describeService(options),
    ...detected,
    configuredAttributes(configuration),
  ];
  return new LayeredResource(layers, {
    schemaUrl: configuration.schema_url ?? undefined,
    // not before they are sent: the first texts that are looked at take milliseconds, which the start can do without
    show: (attributes) => redactor.redactAttributes(attributes, 'resource'),
  });
}

function detectorNames(detection: ResourceConfigModel['detection/development']): ReadonlySet<string> {
  return new Set((detection?.detectors ?? []).flatMap((detector) => Object.keys(detector)));
}

function configuredAttributes({ attributes }: ResourceConfigModel): Attributes {
  return Object.fromEntries((attributes ?? []).flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
}

function describeSdk(): Attributes {
  return {
    ...defaultResource().attributes,
    'telemetry.distro.name': distroName,
    'telemetry.distro.version': distroVersion,
  };
}

/** The specification wants a name in any case, so this is no detector that can be turned off. */
function describeService({ mainScript, workingFolder }: ResourceOptions): Attributes {
  const identity = findPackageIdentity(mainScript, workingFolder);
  if (identity === undefined) return { 'service.name': 'unknown_service:node' };
  const { name, version } = identity;
  return { 'service.name': name, ...(version === undefined ? {} : { 'service.version': version }) };
}

function detectLayers(options: ResourceOptions, names: ReadonlySet<string>): ResourceLayer[] {
  const { env, paths = systemPaths, clouds = cloudDetectors } = options;
  const layers: ResourceLayer[] = [];
  if (names.has('host')) layers.push(detectHost(paths));
  if (names.has('os')) layers.push(osDetector.detect().attributes ?? {});
  if (names.has('process')) layers.push(processDetector.detect().attributes ?? {});
  if (names.has('service')) layers.push(serviceInstanceIdDetector.detect().attributes ?? {});
  if (names.has('container')) layers.push(detectContainer(paths));
  if (names.has('k8s')) layers.push(detectKubernetes(env, paths));
  const cloud = findCloud(cloudNames.filter((name) => names.has(name)), env, paths);
  if (cloud !== undefined) layers.push(detectCloud(clouds[cloud]));
  return layers;
}

function changeLayer(layer: ResourceLayer, change: (attributes: Attributes) => Attributes): ResourceLayer {
  return layer instanceof Promise ? layer.then(change) : change(layer);
}

function filterLayers(layers: ResourceLayer[], patterns: NamePatterns | undefined): ResourceLayer[] {
  if (patterns === undefined) return layers;
  const isKept = createNameFilter(patterns);
  return layers.map((layer) =>
    changeLayer(layer, (attributes) => Object.fromEntries(Object.entries(attributes).filter(([name]) => isKept(name)))),
  );
}
