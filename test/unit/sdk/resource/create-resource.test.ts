import type { Attributes } from '@opentelemetry/api';
import type { ResourceConfigModel } from '@opentelemetry/configuration';
import { emptyResource, resourceFromAttributes } from '@opentelemetry/resources';
import assert from 'node:assert/strict';
import * as os from 'node:os';
import { cloudNames, type CloudName, type LoadDetectors } from '../../../../src/sdk/resource/cloud.js';
import { createResource, type ResourceOptions } from '../../../../src/sdk/resource/create-resource.js';
import { LayeredResource } from '../../../../src/sdk/resource/layered-resource.js';
import { distroName, distroVersion } from '../../../../src/support/version.js';
import { createMachine, type Machine } from './machine.js';

const isLinux = process.platform === 'linux';

const detecting = (...names: readonly string[]): Pick<ResourceConfigModel, 'detection/development'> => ({
  'detection/development': { detectors: names.map((name) => ({ [name]: {} })) },
});

describe('createResource', () => {
  let machine: Machine;
  let script: string;

  beforeEach(() => {
    machine = createMachine({ 'package.json': '{"name":"shop","version":"1.0.0"}', 'machine-id': 'm-1' });
    script = machine.write('server.js', '');
  });

  afterEach(() => machine.remove());

  function create(options: Partial<ResourceOptions> = {}) {
    return createResource({
      env: {},
      mainScript: script,
      workingFolder: machine.folder,
      paths: machine.paths,
      clouds: forbiddenClouds,
      ...options,
    });
  }

  const forbiddenClouds = Object.fromEntries(
    cloudNames.map((name) => [name, () => assert.fail(`${name} was asked`)]),
  ) as unknown as Readonly<Record<CloudName, LoadDetectors>>;

  it('names service, SDK and distro even with no detector', () => {
    const { attributes } = create();
    assert.equal(attributes['service.name'], 'shop');
    assert.equal(attributes['service.version'], '1.0.0');
    assert.equal(attributes['telemetry.distro.name'], distroName);
    assert.equal(attributes['telemetry.distro.version'], distroVersion);
    assert.equal(attributes['telemetry.sdk.language'], 'nodejs');
    assert.equal(attributes['telemetry.sdk.name'], 'opentelemetry');
    assert.equal(Object.keys(attributes).length, 7);
  });

  it('takes the name from the configuration first, and never a path', () => {
    const attributes = [{ name: 'service.name', value: 'configured' }];
    assert.equal(create({ configuration: { attributes } }).attributes['service.name'], 'configured');
    assert.equal(create({ configuration: { attributes } }).attributes['service.version'], '1.0.0');
    assert.equal(create({ configuration: { attributes: [{ name: 'service.name', value: null }] } }).attributes['service.name'], 'shop');
    assert.equal(create({ mainScript: undefined }).attributes['service.name'], 'unknown_service:node');
    assert.equal(create({ mainScript: '/nowhere/a.js' }).attributes['service.name'], 'unknown_service:node');
  });

  const rows = [
    ['host', ['host.arch', 'host.id', 'host.name']],
    ['os', ['os.type', 'os.version']],
    ['service', ['service.instance.id']],
    ['container', ['container.id']],
    ['k8s', ['k8s.pod.name']],
    ['unheard-of', []],
  ] as const;
  for (const [name, expected] of rows) {
    it(`${name} adds ${expected.join(', ') || 'nothing'}`, async () => {
      machine.write('cgroup', `1:cpu:/docker/${'a'.repeat(64)}`);
      const base = Object.keys(create().attributes);
      const resource = create({ configuration: detecting(name), env: { KUBERNETES_SERVICE_HOST: 'h', HOSTNAME: 'pod' } });
      await resource.waitForAsyncAttributes?.();
      const added = Object.keys(resource.attributes).filter((key) => !base.includes(key));
      assert.deepEqual(added.sort(), expected);
    });
  }

  it('process tells the process', () => {
    const { attributes } = create({ configuration: detecting('process') });
    assert.equal(attributes['process.pid'], process.pid);
    assert.equal(attributes['process.runtime.version'], process.versions.node);
  });

  it('asks no cloud elsewhere', async () => {
    await create({ configuration: detecting(...cloudNames) }).waitForAsyncAttributes?.();
  });

  it('is complete at once on Linux', function () {
    if (!isLinux) this.skip();
    const resource = create({ configuration: detecting('host', 'os', 'process', 'service', 'container', 'k8s', ...cloudNames) });
    assert.equal(resource.asyncAttributesPending, false);
    assert.equal(resource.attributes['host.id'], 'm-1');
    assert.equal(resource.attributes['host.name'], os.hostname());
  });

  it('asks the cloud where it is, and lets it win over the machine but not over the configuration', async () => {
    machine.write('dmi/sys_vendor', 'Amazon EC2');
    const clouds: Readonly<Record<CloudName, LoadDetectors>> = {
      ...forbiddenClouds,
      aws: async () => [
        { detect: () => ({ attributes: { 'cloud.provider': 'aws', 'cloud.region': 'r', 'host.id': Promise.resolve('i-1'), 'service.name': 'x' } }) },
      ],
    };
    const configuration = { ...detecting('host', 'aws'), attributes: [{ name: 'cloud.region', value: 'mine' }] };
    const resource = create({ clouds, configuration });
    assert.equal(resource.asyncAttributesPending, true);
    assert.equal(resource.attributes['service.name'], 'shop', 'what is known can be read before');
    await resource.waitForAsyncAttributes?.();
    assert.equal(resource.asyncAttributesPending, false);
    assert.equal(resource.attributes['cloud.provider'], 'aws');
    assert.equal(resource.attributes['host.id'], 'i-1');
    assert.equal(resource.attributes['cloud.region'], 'mine');
    assert.equal(resource.attributes['service.name'], 'shop');
    assert.equal(create({ configuration: detecting('host'), clouds }).asyncAttributesPending, !isLinux);
  });

  it('follows the detectors and patterns of declarative configuration', () => {
    const detection = { detectors: [{ host: {} }, { os: {} }, { service: null }], attributes: { excluded: ['os.version', 'host.a*'] } };
    const { attributes } = create({ configuration: { 'detection/development': detection } });
    assert.equal('process.pid' in attributes, false);
    assert.equal('os.type' in attributes, true);
    assert.equal('os.version' in attributes, false);
    assert.equal('host.arch' in attributes, false);
    assert.equal('service.instance.id' in attributes, true);
    assert.equal(attributes['service.name'], 'shop', 'only what was detected is filtered');
  });

  it('redacts by key, also what comes later', async () => {
    const clouds = { ...forbiddenClouds, aws: async () => [{ detect: () => ({ attributes: { 'cloud.token': Promise.resolve('s3cr3t') } }) }] };
    const attributes = [{ name: 'deploy.password', value: 's3cr3t' }];
    const resource = create({ env: { AWS_LAMBDA_FUNCTION_NAME: 'f' }, clouds, configuration: { ...detecting('aws'), attributes } });
    await resource.waitForAsyncAttributes?.();
    assert.equal(resource.attributes['deploy.password'], '[REDACTED]');
    assert.equal(resource.attributes['cloud.token'], '[REDACTED]');
  });

  it('carries the schema URL', () => {
    assert.equal(create({ configuration: { schema_url: 'https://x/1' } }).schemaUrl, 'https://x/1');
    assert.equal(create({ configuration: { schema_url: null } }).schemaUrl, undefined);
  });
});

describe('LayeredResource', () => {
  it('merges with upstream resources in both directions', async () => {
    const mine = new LayeredResource([{ a: 1, b: 1 }, Promise.resolve({ c: 1 })], { schemaUrl: 'https://x/1' });
    const merged = mine.merge(resourceFromAttributes({ b: 2, d: Promise.resolve(2) }));
    await merged.waitForAsyncAttributes?.();
    assert.deepEqual(merged.attributes, { a: 1, b: 2, c: 1, d: 2 });
    assert.equal(merged.schemaUrl, 'https://x/1');
    assert.equal(mine.merge(null), mine);
    await mine.waitForAsyncAttributes();
    assert.deepEqual(emptyResource().merge(mine).attributes, { a: 1, b: 1, c: 1 });
    assert.deepEqual(mine.merge(new LayeredResource([{ a: 9 }])).attributes['a'], 9);
  });

  it('shows each layer once, when it is first read, and before that single attributes', async () => {
    const shown: Attributes[] = [];
    const show = (layer: Attributes): Attributes => {
      shown.push(layer);
      return Object.fromEntries(Object.keys(layer).map((name) => [name, 'x']));
    };
    const resource = new LayeredResource([Promise.resolve({ c: 1 }), { a: 1, b: 1 }, { b: 2, e: 2 }, Promise.resolve({ b: 3 })], { show });
    assert.equal(resource.attribute('b'), 'x');
    assert.equal(resource.attribute('missing'), undefined);
    assert.deepEqual(shown.splice(0), [{ b: 2 }], 'the layer that wins, and of it only what was asked for');
    assert.deepEqual(resource.attributes, { a: 'x', b: 'x', e: 'x' });
    await resource.waitForAsyncAttributes();
    shown.length = 0;
    assert.deepEqual(resource.attributes, { a: 'x', b: 'x', c: 'x', e: 'x' });
    assert.deepEqual(shown, [{ c: 1 }, { b: 3 }], 'the others were looked at before');
    const merged = resource.merge(resourceFromAttributes({ d: 4 }));
    await merged.waitForAsyncAttributes?.();
    assert.deepEqual(merged.attributes, { a: 'x', b: 'x', c: 'x', d: 'x', e: 'x' }, 'what is merged with it as well');
  });

  it('counts a layer that rejects as empty, and keeps one object of attributes', async () => {
    const resource = new LayeredResource([{ a: 1 }, Promise.reject(new Error('no')), Promise.resolve({ a: 2 })]);
    assert.deepEqual(resource.attributes, { a: 1 });
    await resource.waitForAsyncAttributes();
    assert.deepEqual(resource.attributes, { a: 2 });
    assert.equal(resource.attributes, resource.attributes);
  });
});
