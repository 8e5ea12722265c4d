/** `measure-records.ts <contender> <times>`: ns of CPU time per measurement, in a process of its own; the answer is JSON on stdout. */
import { median } from '../support/statistics.js';
import { calls, createProvider, type CallName, type ContenderName, type Recorded } from './contenders.js';

export interface Times {
  readonly warmUpMs: number;
  readonly sampleMs: number;
  readonly samples: number;
}

/** ns per measurement. */
export type Answer = Readonly<Record<CallName, number>>;

const boundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Between two looks at the clock. */
const callsPerTurn = 1000;

function runFor(durationMs: number, call: (recorded: Recorded) => void, recorded: Recorded): number {
  const endAtMs = performance.now() + durationMs;
  const { user, system } = process.cpuUsage();
  let count = 0;
  do {
    for (let time = 0; time < callsPerTurn; time++) call(recorded);
    count += callsPerTurn;
  } while (performance.now() < endAtMs);
  const used = process.cpuUsage({ user, system });
  return ((used.user + used.system) * 1000) / count;
}

const [contender, times = ''] = process.argv.slice(2);
const { warmUpMs, sampleMs, samples } = JSON.parse(times) as Times;
const meter = createProvider(contender as ContenderName).getMeter('bench');
const histogram = meter.createHistogram('http.server.request.duration', { unit: 's', advice: { explicitBucketBoundaries: boundaries } });
const counter = meter.createCounter('shop.orders');
const recorded: Recorded = { record: (value, attributes) => histogram.record(value, attributes), add: (value, attributes) => counter.add(value, attributes) };
const entries = Object.entries(calls);
for (const [, call] of entries) runFor(warmUpMs, call, recorded);
const figures = new Map<string, number[]>(entries.map(([name]) => [name, []]));
// in turns, so that what disturbs meets all of them
for (let sample = 0; sample < samples; sample++) {
  for (const [name, call] of entries) figures.get(name)?.push(runFor(sampleMs, call, recorded));
}
process.stdout.write(JSON.stringify(Object.fromEntries([...figures].map(([name, values]) => [name, median(values)]))));
