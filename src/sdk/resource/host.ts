/** The `host.*` attributes: at once on Linux, from upstream's asynchronous detector (it runs a command) elsewhere. */
import type { Attributes } from '@opentelemetry/api';
import { hostDetector } from '@opentelemetry/resources';
import * as os from 'node:os';
import { readTextIfPresent } from '../../support/read-text.js';
import { settleDetected } from './settle-detected.js';
import type { SystemPaths } from './system-paths.js';

/** The names of the semantic conventions where they differ from Node's. */
const architectures: Readonly<Record<string, string>> = { arm: 'arm32', ppc: 'ppc32', x64: 'amd64' };

export function detectHost(
  paths: SystemPaths,
  platform: NodeJS.Platform = process.platform,
): Attributes | Promise<Attributes> {
  if (platform !== 'linux') return settleDetected(hostDetector.detect().attributes);
  const machineId = firstText(paths.machineIds);
  return {
    'host.name': os.hostname(),
    'host.arch': architectures[os.arch()] ?? os.arch(),
    ...(machineId === undefined ? {} : { 'host.id': machineId }),
  };
}

function firstText(files: readonly string[]): string | undefined {
  for (const file of files) {
    const text = readTextIfPresent(file);
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}
