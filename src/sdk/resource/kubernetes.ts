/** Pod, namespace, container and node, as far as a pod can tell without asking the Kubernetes API. */
import type { Attributes } from '@opentelemetry/api';
import type { Environment } from '../../settings/environment.js';
import { readTextIfPresent } from '../../support/read-text.js';
import type { SystemPaths } from './system-paths.js';

/** The names under which people commonly pass the fields of the downward API; the first one set wins. */
const variables = {
  'k8s.pod.name': ['K8S_POD_NAME', 'POD_NAME', 'HOSTNAME'],
  'k8s.pod.uid': ['K8S_POD_UID', 'POD_UID'],
  'k8s.namespace.name': ['K8S_NAMESPACE_NAME', 'K8S_NAMESPACE', 'POD_NAMESPACE'],
  'k8s.node.name': ['K8S_NODE_NAME', 'NODE_NAME'],
  'k8s.container.name': ['K8S_CONTAINER_NAME', 'CONTAINER_NAME'],
} as const satisfies Record<string, readonly string[]>;

const uid = '[0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}';
/** The kubelet mounts `…/pods/<uid>/etc-hosts` and `…/pods/<uid>/containers/<name>/<hash>`. */
const podInMountinfo = new RegExp(`/pods/(${uid})/`);
const containerInMountinfo = new RegExp(`/pods/${uid}/containers/([^/ ]+)/`);
/** `/kubepods/burstable/pod<uid>/…`, or `kubepods-pod<uid with underscores>.slice` under systemd. */
const podInCgroup = new RegExp(`pod(${uid})`);

export function detectKubernetes(env: Environment, paths: SystemPaths): Attributes {
  if (!env['KUBERNETES_SERVICE_HOST']) return {};
  const mountinfo = readTextIfPresent(paths.mountinfo) ?? '';
  const podUid = podInMountinfo.exec(mountinfo)?.[1] ?? podInCgroup.exec(readTextIfPresent(paths.cgroup) ?? '')?.[1];
  const found: Readonly<Record<string, string | undefined>> = {
    'k8s.pod.uid': podUid?.replaceAll('_', '-'),
    'k8s.namespace.name': readTextIfPresent(`${paths.serviceAccountFolder}/namespace`),
    'k8s.container.name': containerInMountinfo.exec(mountinfo)?.[1],
  };
  const attributes: Attributes = {};
  for (const [key, names] of Object.entries(variables)) {
    const value = names.map((name) => env[name]?.trim()).find((text) => text) ?? found[key];
    if (value) attributes[key] = value;
  }
  return attributes;
}
