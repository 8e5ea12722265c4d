/** Both services under `otel-distro dev`, which prints their traces. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const fileOf = (path) => fileURLToPath(new URL(path, import.meta.url));
/** What `otel-distro dev` puts before each line that a service writes to stdout. */
const serviceOutput = /^\[(payments|shop)\] /;

/** Returns the process of the command; its end is the end of both services. */
export function startServices({ receiverPort, verbose, environment }) {
  const command = [fileOf('../../../dist/cli.cjs'), 'dev', '--port', String(receiverPort), fileOf('../payments.js'), fileOf('../shop.js')];
  const services = spawn(process.execPath, command, {
    env: { ...process.env, ...colors(), ...environment },
    // a process group of its own, so that Ctrl-C reaches it once: through us
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: services.stdout, crlfDelay: Infinity }).on('line', (line) => {
    // the log lines of the services stand in the traces as well
    if (verbose || !serviceOutput.test(line)) process.stdout.write(`${line}\n`);
  });
  return services;
}

/** The command writes to a pipe, and would take it for no terminal. */
function colors() {
  return process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: process.env.FORCE_COLOR ?? '1' } : {};
}
