/** The command line of `otel-distro spool`. */
import { parseArgs } from 'node:util';
import { UsageError } from './cli-context.js';

export const spoolHelp = `Usage: otel-distro spool <command> [options]

The spool is where telemetry waits on disk until a collector has taken it.

Commands:
  status                     what waits there, and whether the processes that wrote it are alive
  flush                      sends what processes left that are gone, to the exporters of this environment (OTEL_EXPORTER_OTLP_* …)
  clear                      removes what processes left that are gone

Options:
      --dir <folder>         the folder of the spool. Without it: OTEL_DISTRO_SPOOL_DIR; else status looks into the folders of all
                             services of this user, and flush and clear into that of the service that the environment names,
                             or into the only one in which something is left
      --json                 status as JSON
      --timeout <seconds>    how long flush may take (default 30)
  -h, --help                 this text
`;

const actions = ['status', 'flush', 'clear'] as const;
type SpoolAction = (typeof actions)[number];

export interface SpoolArguments {
  readonly action: SpoolAction;
  readonly folder: string | undefined;
  readonly isJson: boolean;
  readonly timeoutMs: number;
}

export const spoolOptions = {
  help: { type: 'boolean', short: 'h' },
  dir: { type: 'string' },
  json: { type: 'boolean' },
  timeout: { type: 'string' },
} as const;

const defaultTimeoutSeconds = '30';
const longestSeconds = 86_400;

/** @throws {UsageError} unknown command or option, an option of another command, a time limit out of range */
export function parseSpoolArguments(commandLine: readonly string[]): SpoolArguments | 'help' {
  const { values, positionals } = parse(commandLine);
  if (values.help === true) return 'help';
  const [given, ...more] = positionals;
  const action = actions.find((name) => name === given);
  if (action === undefined) throw new UsageError(`${given === undefined ? 'spool needs a command' : `spool has no command ${given}`}: ${actions.join(', ')}`);
  if (more.length > 0) throw new UsageError(`spool ${action} takes no ${more.join(' ')}; a folder comes after --dir`);
  if (values.json === true && action !== 'status') throw new UsageError(`spool ${action} has no --json; spool status has`);
  if (values.timeout !== undefined && action !== 'flush') throw new UsageError(`spool ${action} has no --timeout; spool flush has`);
  if (values.dir?.trim() === '') throw new UsageError('--dir: a folder has a name');
  return { action, folder: values.dir, isJson: values.json === true, timeoutMs: parseTimeout(values.timeout ?? defaultTimeoutSeconds) };
}

function parse(commandLine: readonly string[]) {
  try {
    return parseArgs({ args: [...commandLine], allowPositionals: true, options: spoolOptions });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\.(?: |$)|\n/, 1)[0], { cause: error });
  }
}

function parseTimeout(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 1 && seconds <= longestSeconds)) throw new UsageError(`--timeout ${text}: a time limit is a number of seconds from 1 to ${longestSeconds}`);
  return seconds * 1000;
}
