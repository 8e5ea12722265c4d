/** The command line of `otel-distro dev`. */
import { parseArgs } from 'node:util';
import { UsageError } from './cli-context.js';

export interface DevArguments {
  readonly apps: readonly string[];
  /** What follows `--`; every app gets it. */
  readonly appArguments: readonly string[];
  readonly nodeOptions: readonly string[];
  /** Where the receiver listens for OTLP over HTTP. @default 4318 */
  readonly port: number;
}

export const devOptions = {
  help: { type: 'boolean', short: 'h' },
  port: { type: 'string', short: 'p' },
  'node-option': { type: 'string', multiple: true },
} as const;

/** @throws {UsageError} unknown option, no app, a port out of range */
export function parseDevArguments(commandLine: readonly string[]): DevArguments | 'help' {
  const separator = commandLine.indexOf('--');
  const own = separator === -1 ? commandLine : commandLine.slice(0, separator);
  const appArguments = separator === -1 ? [] : commandLine.slice(separator + 1);
  const { values, positionals } = parse(own);
  if (values.help === true) return 'help';
  if (positionals.length === 0) throw new UsageError('dev needs the file of an app, for example: otel-distro dev app.js');
  return { apps: positionals, appArguments, nodeOptions: values['node-option'] ?? [], port: parsePort(values.port ?? '4318') };
}

function parse(commandLine: readonly string[]) {
  try {
    return parseArgs({ args: [...commandLine], allowPositionals: true, options: devOptions });
  } catch (error) {
    // the first sentence says what is wrong, the rest is about forms that dev does not have
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\.(?: |$)|\n/, 1)[0], { cause: error });
  }
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port ${text}: a port is a number from 0 (any free port) to 65535`);
  return port;
}
