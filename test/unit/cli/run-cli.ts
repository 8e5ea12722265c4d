/** Runs the command line as the bin does, with stand-ins for what is not built yet: `run-cli.ts <arguments>`. */
import { fileURLToPath } from 'node:url';
import { processEnvironment } from '../../../src/settings/environment.js';
import { runCli } from '../../../src/cli/run.js';

const exitCode = await runCli(process.argv.slice(2), {
  environment: processEnvironment(),
  registerPath: fileURLToPath(new URL('stub-register.mjs', import.meta.url)),
  packagePath: fileURLToPath(new URL('../../../package.json', import.meta.url)),
  isTerminal: false,
  stopTimeoutMs: 300,
});
process.exitCode = exitCode;
