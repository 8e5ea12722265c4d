import assert from 'node:assert/strict';
import * as os from 'node:os';
import { createNameFilter } from '../../../../src/support/name-filter.js';
import { detectContainer } from '../../../../src/sdk/resource/container.js';
import { detectHost } from '../../../../src/sdk/resource/host.js';
import { detectKubernetes } from '../../../../src/sdk/resource/kubernetes.js';
import { findPackageIdentity } from '../../../../src/support/package-identity.js';
import { createMachine, type Machine } from './machine.js';

const id = 'ab12'.repeat(16);
const uid = '0f6a2b5e-9a61-4d6c-8f0e-3c1f0a9d7b42';

describe('resource detectors', () => {
  let machine: Machine;

  beforeEach(() => {
    machine = createMachine();
  });

  afterEach(() => machine.remove());

  describe('service', () => {
    it('takes the nearest package.json with a name', () => {
      machine.write('app/package.json', '{"name":"@shop/api","version":"1.4.0"}');
      machine.write('app/dist/package.json', '{"type":"module"}');
      const script = machine.write('app/dist/bin/server.js', '');
      assert.deepEqual(findPackageIdentity(script, '/'), { name: '@shop/api', version: '1.4.0' });
    });

    it('takes the folder itself, as `node .` gives it', () => {
      machine.write('app/package.json', '{"name":"dot"}');
      assert.deepEqual(findPackageIdentity(`${machine.folder}/app`, '/'), { name: 'dot', version: undefined });
    });

    it('takes the app of the working folder when a tool from node_modules runs it', () => {
      machine.write('app/package.json', '{"name":"site","version":"2.0.0"}');
      machine.write('app/node_modules/next/package.json', '{"name":"next"}');
      const script = machine.write('app/node_modules/next/dist/bin/next', '');
      assert.equal(findPackageIdentity(script, `${machine.folder}/app`)?.name, 'site');
    });

    for (const text of ['', 'null', '[]', '{"name":7}', '{"name":"  "}', '{"name":']) {
      it(`goes on upwards from a package.json that is ${text || 'empty'}`, () => {
        machine.write('package.json', '{"name":"root"}');
        machine.write('app/package.json', text);
        assert.equal(findPackageIdentity(machine.write('app/a.js', ''), '/')?.name, 'root');
      });
    }

    it('has no name for code without a script, or without a package', () => {
      assert.equal(findPackageIdentity(undefined, machine.folder), undefined);
      assert.equal(findPackageIdentity('/nowhere/app.js', '/'), undefined);
    });
  });

  describe('container', () => {
    const rows = [
      ['Docker, cgroup 1', 'cgroup', `12:pids:/docker/${id}\n0::/\n`, id],
      ['Kubernetes with containerd', 'cgroup', `0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-${id}.scope`, id],
      ['Kubernetes with CRI-O', 'cgroup', `1:name=systemd:/kubepods/besteffort/pod${uid}/crio-${id}`, id],
      ['containerd with a colon', 'cgroup', `11:cpu:/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:${id}`, id],
      ['Podman', 'cgroup', `0::/machine.slice/libpod-${id}.scope/container`, id],
      ['Docker in Docker', 'cgroup', `1:cpu:/docker/${'0'.repeat(64)}/docker/${id}`, id],
      ['Fargate', 'cgroup', `1:cpu:/ecs/${'c'.repeat(32)}/${'c'.repeat(32)}-1234567890`, `${'c'.repeat(32)}-1234567890`],
      ['Docker, cgroup 2', 'mountinfo', `5 4 8:1 /var/lib/docker/containers/${id}/hostname /etc/hostname rw`, id],
      ['Podman, cgroup 2', 'mountinfo', `5 4 0:1 /containers/overlay-containers/${id}/userdata/hostname /etc/hostname`, id],
      ['no container', 'cgroup', '4:memory:/process_api/ac4a49707784fc4e87f8f390625e2ece\n0::/user.slice', undefined],
      ['a sandbox, which is no container', 'mountinfo', `5 4 8:1 /containerd/sandboxes/${id}/hostname /etc/hostname`, undefined],
      ['a folder that only begins like an id', 'mountinfo', `5 4 8:1 /containers/${id}a/hostname /etc/hostname`, undefined],
      ['an id that is too short', 'cgroup', `0::/docker/${id.slice(1)}`, undefined],
      ['an id that is too long', 'cgroup', `0::/docker/${id}a`, undefined],
    ] as const;
    for (const [what, file, text, expected] of rows) {
      it(`reads ${what}`, () => {
        machine.write(file, text);
        assert.deepEqual(detectContainer(machine.paths), expected === undefined ? {} : { 'container.id': expected });
      });
    }

    it('finds nothing where there are no such files', () => assert.deepEqual(detectContainer(machine.paths), {}));
  });

  describe('Kubernetes', () => {
    const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
    const mountinfo = [
      `9 1 8:1 /var/lib/kubelet/pods/${uid}/etc-hosts /etc/hosts rw`,
      `9 1 8:1 /var/lib/kubelet/pods/${uid}/containers/api/1a2b3c4d /dev/termination-log rw`,
    ].join('\n');

    it('tells pod, namespace and container from a pod that passes nothing on', () => {
      machine.write('mountinfo', mountinfo);
      machine.write('serviceaccount/namespace', 'shop\n');
      assert.deepEqual(detectKubernetes({ ...inPod, HOSTNAME: 'api-5d9f-x2x' }, machine.paths), {
        'k8s.pod.name': 'api-5d9f-x2x',
        'k8s.pod.uid': uid,
        'k8s.namespace.name': 'shop',
        'k8s.container.name': 'api',
      });
    });

    it('prefers what the downward API passes on', () => {
      machine.write('mountinfo', mountinfo);
      machine.write('serviceaccount/namespace', 'shop');
      const env = {
        ...inPod,
        HOSTNAME: 'node-7',
        POD_NAME: 'second',
        K8S_POD_NAME: 'first',
        POD_UID: 'u',
        POD_NAMESPACE: 'n',
        NODE_NAME: 'node-7',
        CONTAINER_NAME: ' ',
      };
      assert.deepEqual(detectKubernetes(env, machine.paths), {
        'k8s.pod.name': 'first',
        'k8s.pod.uid': 'u',
        'k8s.namespace.name': 'n',
        'k8s.node.name': 'node-7',
        'k8s.container.name': 'api',
      });
    });

    for (const cgroup of [`1:cpu:/kubepods/burstable/pod${uid}/${id}`, `0::/kubepods-pod${uid.replaceAll('-', '_')}.slice/x`]) {
      it(`takes the uid of the pod from ${cgroup.slice(0, 20)}…`, () => {
        machine.write('cgroup', cgroup);
        assert.deepEqual(detectKubernetes(inPod, machine.paths), { 'k8s.pod.uid': uid });
      });
    }

    it('finds nothing outside of a cluster', () => {
      machine.write('mountinfo', mountinfo);
      machine.write('serviceaccount/namespace', 'shop');
      assert.deepEqual(detectKubernetes({ HOSTNAME: 'laptop', POD_NAME: 'x' }, machine.paths), {});
    });
  });

  describe('host', () => {
    it('is complete at once on Linux', () => {
      machine.write('dbus-machine-id', 'abc\n');
      const host = detectHost(machine.paths, 'linux') as Record<string, unknown>;
      assert.equal(host['host.name'], os.hostname());
      assert.equal(host['host.arch'], os.arch() === 'x64' ? 'amd64' : os.arch());
      assert.equal(host['host.id'], 'abc');
      machine.write('machine-id', 'first');
      assert.equal((detectHost(machine.paths, 'linux') as Record<string, unknown>)['host.id'], 'first');
    });

    it('has no id when the machine has none', () => {
      machine.write('machine-id', '\n');
      assert.equal('host.id' in detectHost(machine.paths, 'linux'), false);
    });

    it('waits for upstream elsewhere', async () => {
      const host = detectHost(machine.paths, 'darwin');
      assert.ok(host instanceof Promise);
      assert.equal((await host)['host.name'], os.hostname());
    });
  });

  describe('attribute patterns', () => {
    const rows = [
      [{}, 'host.name', true],
      [{ included: ['host.*'] }, 'host.name', true],
      [{ included: ['host.*'] }, 'xhost.name', false],
      [{ included: ['host.nam?'] }, 'host.name', true],
      [{ included: ['host.nam'] }, 'host.name', false],
      [{ included: ['host.name?'] }, 'host.name', false],
      [{ included: ['hostxname'] }, 'host.name', false],
      [{ included: ['host.name'] }, 'hostxname', false],
      [{ excluded: ['process.*'] }, 'process.pid', false],
      [{ excluded: ['process.*'] }, 'host.name', true],
      [{ included: ['*'], excluded: ['*'] }, 'host.name', false],
      [{ included: [] }, 'host.name', false],
      [{ included: ['*'] }, '', true],
      [{ included: ['?'] }, '', false],
      [{ included: ['**.name'] }, 'host.name', true],
      [{ included: ['*.name*'] }, 'host.name', true],
      [{ included: ['*o*a*'] }, 'host.name', true],
      [{ included: ['*a*o*'] }, 'host.name', false],
      [{ included: ['*.na?e'] }, 'a.names.name', true],
      [{ included: ['h*t.*e', 'x'] }, 'host.name', true],
      [{ included: ['h*t.*m'] }, 'host.name', false],
      [{ included: ['a(b|*'] }, 'a(b|c)', true],
    ] as const;
    for (const [patterns, name, expected] of rows) {
      it(`${JSON.stringify(patterns)} ${expected ? 'keeps' : 'drops'} ${name}`, () => {
        assert.equal(createNameFilter(patterns)(name), expected);
      });
    }
  });
});
