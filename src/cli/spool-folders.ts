/** Which folders `otel-distro spool` means. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { SpoolSettings } from '../delivery/courier/messages.js';
import { defaultRoot, isDefaultRoot } from '../delivery/spool/default-root.js';
import { spoolStatus } from '../delivery/spool/inspect-spool.js';
import { listNames } from '../delivery/spool/spool-folder.js';
import { spoolSettings } from '../sdk/spool-settings.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { nearestName } from '../settings/nearest-name.js';
import type { Settings } from '../settings/read-settings.js';
import { UsageError } from './cli-context.js';

/** The spool of a service as the distro would use it, also where it is turned off now: something may be left. */
export function spoolOf(settings: Settings, serviceName = ''): SpoolSettings {
  const spool = spoolSettings({ ...settings, delivery: { ...settings.delivery, spool: 'auto' } }, serviceName);
  if (spool === undefined) throw new Error('there is no spool');
  return spool;
}

/**
 * All that may hold something: the one that is named, else those of all services of this user.
 * @throws {UsageError} when `--dir` names no spool; one of the environment is not there before the first process makes it
 */
export function findFolders(settings: Settings, given: string | undefined): readonly string[] {
  const named = given === undefined ? settings.delivery.spoolFolder : existingFolder(given);
  if (named !== undefined) return [named];
  const root = defaultRoot();
  return listNames(root).map((name) => path.join(root, name));
}

/**
 * The one to send from or to empty. What a service left may be meant for another collector than this environment names, so
 * that it is never a guess.
 * @returns undefined when nothing is left anywhere
 * @throws when it could be more than one
 */
export function findFolder(settings: Settings, configuration: ConfigurationModel, given: string | undefined): string | undefined {
  const folders = findFolders(settings, given);
  if (given !== undefined || settings.delivery.spoolFolder !== undefined) return folders[0];
  const serviceName = configuration.resource?.attributes?.find(({ name }) => name === 'service.name')?.value;
  const ofService = serviceName === undefined ? undefined : spoolOf(settings, String(serviceName)).folder;
  if (ofService !== undefined) return folders.find((folder) => folder === ofService);
  const left = folders.filter((folder) => spoolStatus(folder).owners.dead > 0);
  if (left.length <= 1) return left[0];
  throw new Error(`several services have left something: ${left.join(', ')}. Name one of these folders with --dir, or its service in OTEL_SERVICE_NAME; nothing was done`);
}

function existingFolder(given: string): string {
  const folder = path.resolve(given);
  if (isDefaultRoot(folder)) throw new UsageError(`--dir: ${folder} is where the folders of the services are; name one of them${listOf(listNames(folder))}`);
  if (existsSync(folder)) return folder;
  const nearest = nearestName(path.basename(folder), listNames(path.dirname(folder)));
  const hint = nearest === undefined ? '' : `; did you mean ${path.join(path.dirname(folder), nearest)}?`;
  throw new UsageError(`--dir: there is no folder ${folder}${hint}`);
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}
