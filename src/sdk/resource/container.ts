/** The id of the container that the process runs in, from its cgroup (version 1) or its mounts (version 2). */
import type { Attributes } from '@opentelemetry/api';
import { readTextIfPresent } from '../../support/read-text.js';
import type { SystemPaths } from './system-paths.js';

/** `/docker/<id>`, `/kubepods/…/cri-containerd-<id>.scope`, `/libpod-<id>.scope/container`; on Fargate `/ecs/<task>/<task>-<number>`. */
const inCgroup = /[/:-](?:([0-9a-f]{64})(?:\.scope)?(?:\/container)?|([0-9a-f]{32}-\d{10}))$/m;
/** The files that Docker and Podman mount into a container: `/docker/containers/<id>/hostname`, `/overlay-containers/<id>/…`. */
const inMountinfo = /\/(?:overlay-)?containers\/([0-9a-f]{64})\//;

export function detectContainer(paths: SystemPaths): Attributes {
  const cgroup = inCgroup.exec(readTextIfPresent(paths.cgroup) ?? '');
  const id = cgroup?.[1] ?? cgroup?.[2] ?? inMountinfo.exec(readTextIfPresent(paths.mountinfo) ?? '')?.[1];
  return id === undefined ? {} : { 'container.id': id };
}
