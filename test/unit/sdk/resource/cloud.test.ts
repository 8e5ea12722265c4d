import type { ResourceDetector } from '@opentelemetry/resources';
import assert from 'node:assert/strict';
import { cloudDetectors, cloudNames, detectCloud, findCloud } from '../../../../src/sdk/resource/cloud.js';
import { createMachine } from './machine.js';

function detector(attributes: Record<string, unknown>): ResourceDetector {
  return { detect: () => ({ attributes }) };
}

describe('findCloud', () => {
  const kubernetes = { KUBERNETES_SERVICE_HOST: '10.0.0.1' };
  const rows = [
    ['a laptop with the tools of every cloud', { AWS_REGION: 'eu-west-1', GOOGLE_CLOUD_PROJECT: 'p', AZURE_CLIENT_ID: 'c' }, {}, undefined],
    ['a Hyper-V machine', {}, { sys_vendor: 'Microsoft Corporation', chassis_asset_tag: '7783' }, undefined],
    ['Knative in any cluster', { ...kubernetes, K_SERVICE: 's' }, {}, undefined],
    ['EC2 on Nitro', {}, { sys_vendor: 'Amazon EC2\n' }, 'aws'],
    ['EC2 on Xen', {}, { sys_vendor: 'Xen', product_version: '4.11.amazon' }, 'aws'],
    ['Lambda', { AWS_LAMBDA_FUNCTION_NAME: 'f' }, {}, 'aws'],
    ['ECS', { ECS_CONTAINER_METADATA_URI_V4: 'http://169.254.170.2/v4' }, {}, 'aws'],
    ['an Azure machine', {}, { chassis_asset_tag: '7783-7084-3265-9085-8269-3286-77\n' }, 'azure'],
    ['App Service', { WEBSITE_SITE_NAME: 's' }, {}, 'azure'],
    ['Compute Engine', {}, { product_name: 'Google Compute Engine' }, 'gcp'],
    ['Cloud Run', { K_SERVICE: 's' }, {}, 'gcp'],
    ['GKE with Knative', { ...kubernetes, K_SERVICE: 's' }, { product_name: 'Google' }, 'gcp'],
    ['Alibaba', {}, { sys_vendor: 'Alibaba Cloud', product_name: 'Alibaba Cloud ECS' }, 'alibaba'],
  ] as const;
  for (const [where, env, firmware, expected] of rows) {
    it(`finds ${expected ?? 'none'} on ${where}`, () => {
      const machine = createMachine(Object.fromEntries(Object.entries(firmware).map(([name, text]) => [`dmi/${name}`, text])));
      try {
        assert.equal(findCloud(cloudNames, env, machine.paths), expected);
      } finally {
        machine.remove();
      }
    });
  }

  it('looks only for the clouds it is asked for', () => {
    const machine = createMachine({ 'dmi/sys_vendor': 'Amazon EC2' });
    assert.equal(findCloud(['gcp', 'azure'], {}, machine.paths), undefined);
    assert.equal(findCloud([], {}, machine.paths), undefined);
    machine.remove();
  });
});

describe('detectCloud', () => {
  it('lets the more specific detector win, and leaves out what was not found', async () => {
    const found = await detectCloud(async () => [
      detector({ 'cloud.platform': 'aws_ec2', 'host.id': Promise.resolve('i-1'), 'host.type': Promise.resolve(undefined) }),
      detector({ 'cloud.platform': 'aws_ecs', 'container.id': '' }),
    ]);
    assert.deepEqual(found, { 'cloud.platform': 'aws_ecs', 'host.id': 'i-1' });
  });

  it('leaves to the owner what the owner names', async () => {
    const found = await detectCloud(async () => [
      detector({ 'service.name': 'aws_elastic_beanstalk', 'service.instance.id': '1', 'deployment.environment.name': 'slot', a: 1 }),
    ]);
    assert.deepEqual(found, { a: 1 });
  });

  it('takes what has arrived at the deadline', async () => {
    const never = new Promise<string>(() => {});
    const keepAlive = setTimeout(() => {}, 5000);
    const found = await detectCloud(async () => [detector({ a: 1 }), detector({ b: never })], 20);
    clearTimeout(keepAlive);
    assert.deepEqual(found, { a: 1 });
  });

  it('finds nothing when a detector throws, cannot be loaded, or rejects', async () => {
    const throwing: ResourceDetector = {
      detect() {
        throw new Error('no');
      },
    };
    assert.deepEqual(await detectCloud(async () => [throwing]), {});
    assert.deepEqual(await detectCloud(() => Promise.reject(new Error('no chunk'))), {});
    assert.deepEqual(await detectCloud(async () => [detector({ a: Promise.reject(new Error('no')), b: 1 })]), { b: 1 });
  });

  for (const name of cloudNames) {
    it(`can load the detectors of ${name}`, async () => {
      for (const loaded of await cloudDetectors[name]()) assert.equal(typeof loaded.detect, 'function');
    });
  }
});
