/** What a command gets from its surroundings, and the error of a command line that cannot be understood. */
import type { Environment } from '../settings/environment.js';

export interface CliContext {
  readonly environment: Environment;
  /** The register file that `dev` loads into the apps. */
  readonly registerPath: string;
  /** The package.json that `--version` reads. */
  readonly packagePath: string;
  readonly isTerminal: boolean;
  /** How long apps may take to end after a signal. @default 10000 */
  readonly stopTimeoutMs?: number;
}

/** The command line is wrong: told in one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
