/** `otel-distro spool`: what waits on disk for a collector, and how it is sent or removed. */
import { existsSync } from 'node:fs';
import { sendLeft } from '../delivery/courier/send-left.js';
import { defaultRoot } from '../delivery/spool/default-root.js';
import { clearSpool, spoolStatus } from '../delivery/spool/inspect-spool.js';
import { describeError } from '../diagnostics/describe-error.js';
import { reportProblem, setDiagnosticLevel } from '../diagnostics/log.js';
import { readConfiguration } from '../sdk/read-configuration.js';
import { configurationFromSettings } from '../settings/configuration.js';
import type { ConfigurationModel } from '../settings/configuration-model.js';
import { readSettings, type Settings } from '../settings/read-settings.js';
import type { CliContext } from './cli-context.js';
import type { SpoolArguments } from './spool-arguments.js';
import { findFolder, findFolders, spoolOf } from './spool-folders.js';
import { lanesOf } from './spool-lanes.js';
import { describeRemoved, describeSent, describeWaiting } from './spool-text.js';

/** Resolves to the exit code: 1 where a folder cannot be used, or something is left after a flush. */
export async function runSpool({ action, folder: given, isJson, timeoutMs }: SpoolArguments, { environment }: CliContext): Promise<number> {
  const { values: settings, problems } = readSettings(environment);
  setDiagnosticLevel(settings.general.logLevel);
  for (const { code, detail } of problems) reportProblem(code, detail);
  if (action === 'status') return showStatus(settings, given, isJson);
  const configuration = await findConfiguration(settings);
  const folder = findFolder(settings, configuration, given);
  const { owners, problem } = folder === undefined ? nobody : spoolStatus(folder);
  if (folder === undefined || (owners.dead === 0 && problem === undefined)) {
    console.log(`nothing is left in ${nameFolder(folder ?? defaultRoot())}`);
    return 0;
  }
  if (owners.dead === 0) throw new Error(problem);
  return action === 'clear' ? clear(folder) : flush(folder, settings, configuration, timeoutMs);
}

const nobody = { owners: { dead: 0 }, problem: undefined };

async function findConfiguration(settings: Settings): Promise<ConfigurationModel> {
  if (settings.general.configFile === undefined) return configurationFromSettings(settings);
  const file = await import('../settings/configuration-file.js');
  return readConfiguration(settings, () => file);
}

function showStatus(settings: Settings, given: string | undefined, isJson: boolean): number {
  const spools = findFolders(settings, given).map((folder) => ({ folder, report: spoolStatus(folder) }));
  const problems = spools.flatMap(({ report }) => report.problem ?? []);
  if (isJson) console.log(JSON.stringify(spools.map(({ folder, report }) => jsonOf(folder, report)), null, 2));
  else {
    const full = spools.filter(({ report }) => report.entries > 0);
    for (const { folder, report } of full) console.log(describeWaiting(folder, report, Date.now()));
    if (full.length + problems.length === 0) console.log(`nothing waits in ${nameFolder(given ?? settings.delivery.spoolFolder ?? defaultRoot())}`);
  }
  for (const problem of problems) console.error(`otel-distro: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** Nothing is in one that is not there, but its name may be wrong. */
function nameFolder(folder: string): string {
  return existsSync(folder) ? folder : `${folder}, which does not exist`;
}

function jsonOf(folder: string, { oldestAtMs, problem, ...counts }: ReturnType<typeof spoolStatus>): object {
  return { folder, ...counts, oldestAt: oldestAtMs === undefined ? null : new Date(oldestAtMs), problem: problem ?? null };
}

async function flush(folder: string, settings: Settings, configuration: ConfigurationModel, timeoutMs: number): Promise<number> {
  if (configuration.disabled === true) throw new Error('OTEL_SDK_DISABLED, or disabled in the configuration file, is true: nothing is sent; set it to false for this command');
  const { httpUrl: httpProxy, httpsUrl: httpsProxy, exceptions } = settings.proxy;
  const lanes = lanesOf(configuration);
  const report = await sendLeft({
    lanes,
    proxies: { httpProxy, httpsProxy, noProxy: exceptions.join(',') },
    spool: { ...spoolOf(settings), folder },
    timeoutMs,
    onProblem: (detail) => console.error(`otel-distro: ${detail}`),
  }).catch((error: unknown) => {
    throw new Error(`${describeError(error)}; nothing was sent`, { cause: error });
  });
  console.log(describeSent(folder, report, lanes));
  return Object.values(report.signals).some(({ remaining }) => remaining > 0) ? 1 : 0;
}

function clear(folder: string): number {
  const { removed, problem } = clearSpool(folder);
  console.log(describeRemoved(folder, removed));
  if (problem === undefined) return 0;
  console.error(`otel-distro: ${problem}`);
  return 1;
}
