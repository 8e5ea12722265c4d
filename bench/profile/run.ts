/** `npm run profile`: where the app thread of a service of the throughput benchmark spends its time, by function and by owner. */
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { root } from '../../test/support/node-lines.js';
import { createPlacement } from '../support/cores.js';
import { defaultNode, findNode } from '../support/default-node.js';
import { prepareInstallations } from '../support/installations.js';
import { copyIsolated, type Variants } from '../support/isolated-copy.js';
import { describeMachine } from '../support/machine.js';
import { npm } from '../support/npm.js';
import { connectionCount } from '../throughput/measure-load.js';
import { serviceCases, startLoad, startReceiver, startService, titleOf, type Bed, type ServiceCase } from '../throughput/services.js';
import { withSurroundings } from '../throughput/surroundings.js';
import { createOwnerOf } from './owners.js';
import { sumProfile, type CpuProfile } from './read-profile.js';
import { drawProfile } from './tables.js';

const services = serviceCases([]);
const usage = `usage: npm run profile -- [service] [options]
  service              ${[...new Set(services.map(({ app }) => app))].join(', ')} (default: the first)
  --variant <label>    ${[...new Set(services.map(({ label }) => `"${label}"`))].join(', ')} (default: "ours")
  --node <node>        a line of .cache/node-lines such as 22, or a path (default: the 24 line, else this one)
  --seconds <n>        how long it is profiled, after as long a warm-up (default: 5)
  --top <n>            functions in the table (default: 60)
  --cpuprofile <file>  keep the profile, for a viewer`;

interface Profiled {
  readonly profile: CpuProfile;
  readonly requests: number;
}

const profileTimeoutMs = 30_000;

async function run(service: ServiceCase, node: string, seconds: number, top: number, keepIn: string | undefined): Promise<void> {
  console.error(`profiling ${titleOf(service)}, ${service.label} …`);
  const placement = createPlacement();
  const variants = copyReadable();
  const receiver = await startReceiver(placement);
  try {
    await withSurroundings(placement, async (addresses) => {
      if (service.needs !== undefined && addresses[service.needs] === undefined) throw new Error(`${service.app} needs a PostgreSQL, and this machine has none`);
      const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'otel-distro-profile-'));
      try {
        const file = path.join(folder, 'app.cpuprofile');
        const { profile, requests } = await profileService({ node, addresses, variants, placement, receiver }, service, 1000 * seconds, file);
        if (keepIn !== undefined) cpSync(file, keepIn);
        const heading = `${describeMachine(node)}\n\n${titleOf(service)}, ${service.label}: ${requests} requests in ${seconds} s; ${placement.note}. µs per request of the app thread, by the clock: the profiler makes all of it slower, and what another thread or process takes of the core is in whatever was running.`;
        console.log(`${heading}\n\n${drawProfile(sumProfile(profile, createOwnerOf()), requests, top)}`);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  } finally {
    await receiver.end();
  }
}

/** With ours as the bundler leaves it without minifying. */
function copyReadable(): Variants {
  const { variants } = prepareInstallations({ build: false, warn: console.error });
  npm(['run', 'build:readable'], root);
  const copies = copyIsolated(variants);
  const dist = path.join(copies.ours.folder, 'node_modules/@org/otel-distro/dist');
  rmSync(dist, { recursive: true, force: true });
  cpSync(path.join(root, '.cache/readable'), dist, { recursive: true });
  return copies;
}

/** @throws {Error} no profile came */
async function profileService(bed: Bed, service: ServiceCase, measuredMs: number, file: string): Promise<Profiled> {
  const preload = path.join(import.meta.dirname, 'profiler.cjs');
  const app = await startService(bed, service, { NODE_OPTIONS: `--require ${JSON.stringify(preload)}`, BENCH_PROFILE_FILE: file });
  try {
    const load = await startLoad(bed.placement, app.ready.port, service, connectionCount);
    try {
      await delay(measuredMs);
      const before = await load.ask('count');
      process.kill(app.pid, 'SIGUSR2');
      await delay(measuredMs);
      process.kill(app.pid, 'SIGUSR2');
      const after = await load.ask('count');
      for (let waitedMs = 0; !existsSync(file); waitedMs += 50) {
        if (waitedMs > profileTimeoutMs) throw new Error('the service wrote no profile');
        await delay(50);
      }
      return { profile: JSON.parse(readFileSync(file, 'utf8')) as CpuProfile, requests: after.answers - before.answers };
    } finally {
      await load.end();
    }
  } finally {
    await app.end();
  }
}

// so that 'exit' listeners remove what was copied and end what was started
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      variant: { type: 'string', default: 'ours' },
      node: { type: 'string' },
      seconds: { type: 'string', default: '5' },
      top: { type: 'string', default: '60' },
      cpuprofile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [app = services[0]?.app] = positionals;
  const service = services.find((one) => one.app === app && one.label === values.variant);
  const [seconds, top] = [Number(values.seconds), Number(values.top)];
  if (service === undefined) throw new TypeError(`no ${app ?? ''} of the variant "${values.variant}"`);
  if (!(seconds > 0) || !(top > 0)) throw new TypeError('--seconds and --top need numbers above 0');
  if (values.help) console.log(usage);
  else await run(service, values.node === undefined ? defaultNode() : findNode(values.node), seconds, top, values.cpuprofile);
} catch (error) {
  console.error(error instanceof TypeError ? `${error.message}\n${usage}` : error);
  process.exitCode = 1;
}
