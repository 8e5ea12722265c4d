/** Where the machine describes itself; tests give other folders. */

export interface SystemPaths {
  readonly machineIds: readonly string[];
  readonly cgroup: string;
  readonly mountinfo: string;
  /** What the firmware says about the machine: the vendor of a cloud, for one. */
  readonly dmiFolder: string;
  readonly serviceAccountFolder: string;
  readonly beanstalkConfiguration: string;
}

export const systemPaths: SystemPaths = {
  machineIds: ['/etc/machine-id', '/var/lib/dbus/machine-id'],
  cgroup: '/proc/self/cgroup',
  mountinfo: '/proc/self/mountinfo',
  dmiFolder: '/sys/class/dmi/id',
  serviceAccountFolder: '/var/run/secrets/kubernetes.io/serviceaccount',
  beanstalkConfiguration: '/var/elasticbeanstalk/xray/environment.conf',
};
