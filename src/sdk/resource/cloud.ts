/** The attributes that a cloud tells about its machines; asked only where that cloud is, so that elsewhere nothing is loaded or requested. */
import type { Attributes } from '@opentelemetry/api';
import type { ResourceDetector } from '@opentelemetry/resources';
import { accessSync } from 'node:fs';
import type { Environment } from '../../settings/environment.js';
import { startDeadline } from '../../support/deadline.js';
import { readTextIfPresent } from '../../support/read-text.js';
import { settleDetected } from './settle-detected.js';
import type { SystemPaths } from './system-paths.js';

export const cloudNames = ['alibaba', 'aws', 'azure', 'gcp'] as const;
export type CloudName = (typeof cloudNames)[number];

/** The metadata services answer in milliseconds; one that does not must not hold back the first export. */
export const cloudDeadlineMs = 2000;

/** Azure writes this into the firmware of every virtual machine; "Microsoft Corporation" alone is any Hyper-V. */
const azureAssetTag = '7783-7084-3265-9085-8269-3286-77';

/** For the owner of the service to say: a platform would name it after itself, or guess the environment from a slot. */
const ownerAttributes: ReadonlySet<string> = new Set(['service.name', 'service.instance.id', 'deployment.environment.name']);

export type LoadDetectors = () => Promise<readonly ResourceDetector[]>;

/** Each is a chunk of its own in the bundle; later detectors are more specific than earlier ones. */
export const cloudDetectors: Readonly<Record<CloudName, LoadDetectors>> = {
  async alibaba() {
    const { alibabaCloudEcsDetector } = await import('@opentelemetry/resource-detector-alibaba-cloud');
    return [alibabaCloudEcsDetector];
  },
  async aws() {
    const aws = await import('@opentelemetry/resource-detector-aws');
    return [aws.awsEc2Detector, aws.awsBeanstalkDetector, aws.awsEcsDetector, aws.awsEksDetector, aws.awsLambdaDetector];
  },
  async azure() {
    const azure = await import('@opentelemetry/resource-detector-azure');
    return [
      azure.azureVmDetector,
      azure.azureAksDetector,
      azure.azureAppServiceDetector,
      azure.azureContainerAppsDetector,
      azure.azureFunctionsDetector,
    ];
  },
  async gcp() {
    const { gcpDetector } = await import('@opentelemetry/resource-detector-gcp');
    return [gcpDetector];
  },
};

/** Which of the clouds the process runs in, told from the environment and the firmware alone. */
export function findCloud(candidates: readonly CloudName[], env: Environment, paths: SystemPaths): CloudName | undefined {
  if (candidates.length === 0) return undefined;
  const isIn = recogniseClouds(env, paths);
  return candidates.find((name) => isIn[name]());
}

function recogniseClouds(env: Environment, paths: SystemPaths): Readonly<Record<CloudName, () => boolean>> {
  const firmware = (name: string): string => readTextIfPresent(`${paths.dmiFolder}/${name}`) ?? '';
  const isSet = (...names: readonly string[]): boolean => names.some((name) => Boolean(env[name]));
  return {
    alibaba: () => firmware('sys_vendor').startsWith('Alibaba Cloud'),
    aws: () =>
      isSet('AWS_LAMBDA_FUNCTION_NAME', 'ECS_CONTAINER_METADATA_URI_V4', 'ECS_CONTAINER_METADATA_URI') ||
      firmware('sys_vendor').startsWith('Amazon EC2') ||
      firmware('bios_vendor').startsWith('Amazon EC2') ||
      firmware('product_version').endsWith('.amazon') ||
      canAccess(paths.beanstalkConfiguration),
    azure: () =>
      isSet('WEBSITE_SITE_NAME', 'CONTAINER_APP_NAME', 'CLUSTER_RESOURCE_ID') ||
      firmware('chassis_asset_tag') === azureAssetTag,
    gcp: () =>
      isSet('CLOUD_RUN_JOB', 'GAE_SERVICE', 'FUNCTION_TARGET') ||
      // Knative sets it in any cluster, and Cloud Run is no cluster
      (isSet('K_SERVICE') && !isSet('KUBERNETES_SERVICE_HOST')) ||
      firmware('product_name').startsWith('Google'),
  };
}

/** Runs the detectors side by side; those that have not answered after `deadlineMs` are left out. Never rejects. */
export async function detectCloud(load: LoadDetectors, deadlineMs = cloudDeadlineMs): Promise<Attributes> {
  const found: Attributes[] = [];
  let stopDeadline = (): void => undefined;
  const expired = new Promise<void>((resolve) => {
    stopDeadline = startDeadline(deadlineMs, resolve);
  });
  try {
    const asking = load().then((detectors) =>
      Promise.all(
        detectors.map(async (detector, index) => {
          found[index] = await settleDetected(detector.detect().attributes);
        }),
      ),
    );
    await Promise.race([asking, expired]);
  } catch {
    // a detector that throws finds nothing
  } finally {
    stopDeadline();
  }
  const attributes = Object.assign({}, ...found) as Attributes;
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !ownerAttributes.has(key)));
}

function canAccess(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
