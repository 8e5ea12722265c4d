/** Whether the distro may run in this process and thread. Old syntax and no imports of ours: an old Node.js must be able to read it. */
import { isMainThread, parentPort } from 'worker_threads';

const minimumMajor = 20;
const minimumMinor = 19;

/** `NODE_OPTIONS` reaches package managers too: they are not the app, and would take its ports. A project may bring `yarn-4.9.2.cjs`. */
const packageManager = /(^|[\\/])(npm|npx|pnpm|pnpx|yarn|corepack)(-cli|-[0-9.]+)?(\.[cm]?js)?$/;

/** The command of the distro itself, as a link of npm or as the file that shims call: it starts the apps that are meant. */
const ownCommand = /[\\/](\.?bin[\\/]otel-distro|otel-distro[\\/]dist[\\/]cli\.cjs)$/;

export interface RunningProcess {
  readonly nodeVersion: string;
  readonly script: string | undefined;
  readonly isLoaderThread: boolean;
}

export function currentProcess(): RunningProcess {
  return {
    nodeVersion: process.versions.node,
    script: process.argv[1],
    // the thread that runs async loader hooks: a preload by --require runs there again
    isLoaderThread: !isMainThread && parentPort === null,
  };
}

/** Returns false where the distro must stay out; says so where the user would not expect it. */
export function preflight(running: RunningProcess, write: (line: string) => void): boolean {
  if (running.isLoaderThread) return false;
  if (running.script !== undefined && (packageManager.test(running.script) || ownCommand.test(running.script))) return false;
  const parts = running.nodeVersion.split('.');
  const major = Number(parts[0]);
  const minor = Number(parts[1]);
  if (major > minimumMajor || (major === minimumMajor && minor >= minimumMinor)) return true;
  write(
    '[otel-distro] error node-unsupported: Node.js ' + running.nodeVersion + ' is older than ' + minimumMajor + '.' + minimumMinor +
      '; the app runs without telemetry. Use Node.js 20.19 or newer. [docs/reference/problems.md#node-unsupported]\n',
  );
  return false;
}
