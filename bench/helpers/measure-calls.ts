/** `measure-calls.ts <on|off> <times>`: ns of CPU time per call of each helper, in a process of its own; the answer is JSON on stdout. */
import { median } from '../support/statistics.js';
import { calls, startProvider, type CallName } from './contenders.js';

export interface Times {
  readonly warmUpMs: number;
  readonly sampleMs: number;
  readonly samples: number;
}

/** Without a provider, as in an app that did not load `register`. */
export type Mode = 'on' | 'off';

/** ns per call. */
export type Answer = Readonly<Record<CallName, number>>;

/** Between two looks at the clock. */
const callsPerTurn = 200;

async function runFor(durationMs: number, call: () => unknown): Promise<number> {
  const endAtMs = performance.now() + durationMs;
  const { user, system } = process.cpuUsage();
  let count = 0;
  do {
    let result: unknown;
    for (let turn = 0; turn < callsPerTurn; turn++) result = call();
    await result;
    count += callsPerTurn;
  } while (performance.now() < endAtMs);
  const used = process.cpuUsage({ user, system });
  return ((used.user + used.system) * 1000) / count;
}

async function measure(): Promise<void> {
  const [mode, times = ''] = process.argv.slice(2);
  const { warmUpMs, sampleMs, samples } = JSON.parse(times) as Times;
  if ((mode as Mode) === 'on') startProvider();
  const entries = Object.entries(calls);
  for (const [, call] of entries) await runFor(warmUpMs, call);
  const figures = new Map<string, number[]>(entries.map(([name]) => [name, []]));
  // in turns, so that what disturbs meets all of them
  for (let sample = 0; sample < samples; sample++) {
    for (const [name, call] of entries) figures.get(name)?.push(await runFor(sampleMs, call));
  }
  process.stdout.write(JSON.stringify(Object.fromEntries([...figures].map(([name, values]) => [name, median(values)]))));
}

await measure();
