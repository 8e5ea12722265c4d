/** The command line `otel-distro`: picks the command, answers --help and --version, turns errors into exit codes. */
import { readFile } from 'node:fs/promises';
import { redactDiagnostics } from '../redaction/exits/redact-diagnostics.js';
import { redactorOfDiagnostics } from '../redaction/redactor.js';
import { type CliContext, UsageError } from './cli-context.js';
import { devHelp, runDev } from './dev.js';
import { parseDevArguments } from './dev-arguments.js';
import { parseSpoolArguments, spoolHelp } from './spool-arguments.js';

const help = `Usage: otel-distro <command> [options]

Commands:
  dev <app> [<app>…]   run apps under OpenTelemetry and print their traces here
  spool <command>      see, send or remove telemetry that waits on disk for a collector

Options:
  -h, --help           this text; otel-distro <command> --help for its options
  -v, --version        the version of @org/otel-distro
`;

/** What `--help` prints, by command line. */
export const helpTexts = { 'otel-distro': help, 'otel-distro dev': devHelp, 'otel-distro spool': spoolHelp } as const;

/** Runs one command. Resolves to the exit code: 2 for a command line that cannot be understood, 1 for what failed, else the command's own. */
export async function runCli(commandLine: readonly string[], context: CliContext): Promise<number> {
  redactDiagnostics();
  process.stdout.on('error', ignoreBrokenPipe);
  try {
    return await runCommand(commandLine, context);
  } catch (error) {
    console.error(`otel-distro: ${redactText(error instanceof Error ? error.message : String(error))}`);
    if (!(error instanceof UsageError)) return 1;
    console.error('Try: otel-distro --help');
    return 2;
  }
}

/** The command line may hold a secret. */
function redactText(text: string): string {
  return redactorOfDiagnostics().redactText(text, 'diagnostic');
}

/** `otel-distro … | head` has read enough. */
function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function runCommand([command, ...rest]: readonly string[], context: CliContext): Promise<number> {
  switch (command) {
    case 'dev': {
      const parsed = parseDevArguments(rest);
      if (parsed !== 'help') return runDev(parsed, context);
      console.log(devHelp);
      return 0;
    }
    case 'spool': {
      const parsed = parseSpoolArguments(rest);
      if (parsed !== 'help') return (await import('./spool.js')).runSpool(parsed, context);
      console.log(spoolHelp);
      return 0;
    }
    case '-h':
    case '--help':
      console.log(help);
      return 0;
    case '-v':
    case '--version':
      console.log(await readVersion(context.packagePath));
      return 0;
    case undefined:
      throw new UsageError('no command');
    default:
      throw new UsageError(`there is no ${command.startsWith('-') ? 'option' : 'command'} ${command}`);
  }
}

async function readVersion(packagePath: string): Promise<string> {
  const { version } = JSON.parse(await readFile(packagePath, 'utf8')) as { readonly version: string };
  return version;
}
